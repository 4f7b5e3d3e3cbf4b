"""Measures what the models cost on companies of several sizes and prints it; see README.md beside this file."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import baseline, checking, company, loading, models, report
from bench.measuring import cost

SIZES = (10_000, 100_000, 1_000_000)
HARDLY_ANY = 100


def main() -> None:
    """Make each company unless it is there, measure it, and print the report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--leads", type=int, nargs="+", default=SIZES, help="sizes to measure, smallest first"
    )
    parser.add_argument(
        "--work", type=Path, default=Path("target/bench"), help="where files and warehouses go"
    )
    parser.add_argument(
        "--load", action="store_true", help="measure the loading of one file of a gigabyte instead"
    )
    parser.add_argument(
        "--checks", action="store_true", help="measure the checks on the largest company built instead"
    )
    given = parser.parse_args()
    work = given.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    if given.load:
        variables = models.settings(work, work).vars
        print(
            "\n".join(
                loading.lines(
                    *loading.compare(work, int(variables["threads"]), str(variables["memory_limit"]))
                )
            )
        )
        return
    if given.checks:
        print("\n".join(checking.lines(work, max(given.leads))))
        return
    spill = work / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    company.files(work / "smallest", HARDLY_ANY)
    smallest = models.run(work / "smallest", work / "smallest.target")
    variables = models.settings(work / "smallest", work / "smallest.target").vars
    threads, memory = int(variables["threads"]), str(variables["memory_limit"])
    companies = []
    for leads in given.leads:
        data, target = work / str(leads), work / f"{leads}.target"
        rows = company.files(data, leads)
        # its own times differ by a third from one minute to the next, so half of them are from after the models
        alone = [cost(baseline.read_and_sort, data, threads, memory, spill) for _ in range(2)]
        run = models.run(data, target)
        alone += [cost(baseline.read_and_sort, data, threads, memory, spill) for _ in range(2)]
        companies.append(report.Measured(leads, rows, tuple(alone), run))
    print("\n".join(report.lines(companies, smallest.models, threads)))


if __name__ == "__main__":
    main()
