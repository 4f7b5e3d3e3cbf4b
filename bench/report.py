"""The figures of a benchmark in words."""

from __future__ import annotations

import itertools
import math
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench.measuring import Cost, mean
from bench.models import Run

DEAREST = 15


@dataclass(frozen=True)
class Measured:
    """One company: its leads, the rows of its tables, what DuckDB alone needed each time, and what we do."""

    leads: int
    rows: dict[str, int]
    baselines: tuple[Cost, ...]
    run: Run


def lines(companies: Sequence[Measured], smallest: Cost, threads: int) -> Iterator[str]:
    """Yield the report line by line; `smallest` is what the models cost on a company of hardly any rows."""
    yield f"{_machine()}; {threads} threads for both; load average before: {os.getloadavg()[0]:.1f}"
    for company in companies:
        yield from _company(company)
    yield ""
    yield f"Models on a company of 100 leads (what 200 models cost whatever their rows): {smallest}"
    for one, other in itertools.pairwise(companies):
        grown = math.log(other.leads / one.leads)
        whole = math.log(other.run.models.cpu / one.run.models.cpu) / grown
        rows = (
            math.log((other.run.models.cpu - smallest.cpu) / max(one.run.models.cpu - smallest.cpu, 0.01))
            / grown
        )
        bound = 1 + math.log(math.log(other.leads) / math.log(one.leads)) / grown
        yield (
            f"From {one.leads:,} to {other.leads:,} leads: CPU grows with the power {whole:.2f} of leads; "
            f"less that of 100 leads, {rows:.2f}; n log n would be {bound:.2f}"
        )


def _company(company: Measured) -> Iterator[str]:
    rows, models, baseline = company.rows, company.run.models, mean(company.baselines)
    each = ", ".join(f"{one.wall:.1f}" for one in company.baselines)
    yield ""
    yield (
        f"{company.leads:,} leads, {rows['touchpoints']:,} touchpoints, {rows['sales_activities']:,} activities, "
        f"{rows['opportunities']:,} opportunities; {sum(rows.values()):,} rows"
    )
    yield f"  DuckDB reads the files once, sorts the largest   {baseline} (mean of {each} s)"
    yield f"  load (files to raw Parquet)                      {company.run.load}"
    yield f"  models, less dbt's start                         {models}"
    yield f"  models, sum of dbt's seconds for each            {sum(company.run.seconds.values()):8.1f} s"
    by_clock, by_cpu = models.wall / baseline.wall, models.cpu / baseline.cpu
    yield f"  models to DuckDB alone: {by_clock:.1f} by the clock, {by_cpu:.1f} by CPU"
    total = sum(company.run.seconds.values())
    dearest = sorted(company.run.seconds.items(), key=lambda item: -item[1])[:DEAREST]
    for name, seconds in dearest:
        yield f"    {name:46} {seconds:7.2f} s {100 * seconds / total:5.1f} %"


def _machine() -> str:
    information = Path("/proc/cpuinfo")
    told = information.read_text(encoding="utf-8") if information.is_file() else ""
    names = [line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    processor = names[0] if names else platform.processor() or platform.machine()
    return (
        f"{os.cpu_count()} cores of {processor}, {memory:.0f} GB, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}"
    )
