"""A whole build, and its parts in the order they run: raw files in, published scorecard out.

load → staging and core → checks of the incoming data → metrics and scorecard → checks of our own figures → result
files → pages → site → verified → published → history. Each part can be run alone on what the earlier ones left in
the target folder.
"""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from scorecard import history, lock, publish
from scorecard.errors import PublishingRefused, ScorecardError, UsageError
from scorecard.progress import Progress
from scorecard.settings import Settings, instant

if TYPE_CHECKING:
    from scorecard.checks import CheckSummary

# what each dbt run builds: up to what the data checks read, then everything that rests on checked data
BEFORE_CHECKS = ("path:seeds", "path:models/staging", "path:models/core")
AFTER_CHECKS = ("path:models/marts", "path:models/metrics", "path:models/scorecard")
# What a build tests of dbt's: that sums are conserved, on the data at hand. Unit tests and tests of a relation's form
# hold or fail with the code alone, so `make test` runs them.
TESTS = ("--indirect-selection", "buildable", "--exclude-resource-type", "unit_test")
NOT_TESTED = ("test_type:generic",)
# the first dbt run of a build has written what the project is; writing it twice more takes seconds
ALREADY_WRITTEN = ("--no-write-json",)


def build(settings: Settings, progress: Progress) -> publish.Release:
    """Run every part and publish; return the release.

    Raises PublishingRefused when the checks say so (result files are written all the same, the last good site
    stays) and ScorecardError for anything that broke.
    """
    from scorecard import dbt, pages

    with lock.hold(settings.target):
        pages.hold_look(settings)
        dbt.warm(settings)
        settings = load(settings, progress)
        refusal = figures(settings, progress)
        dbt.rest()
        results(settings, progress)
        if refusal:
            raise PublishingRefused(refusal)
        site(settings, progress)
        return release(settings, progress)


def load(settings: Settings, progress: Progress) -> Settings:
    """Read the raw files into the warehouse; return the settings with the as_of that was found or given."""
    from scorecard import load as loader

    with progress.step("load") as step:
        report = loader.load(settings, progress, step)
        filled = sum(1 for rows in report.tables.values() if rows)
        step.note(
            f"{sum(report.tables.values()):,} rows in {filled} tables, as of {report.as_of:%Y-%m-%d %H:%M}"
        )
    return resumed(settings)


def resumed(settings: Settings) -> Settings:
    """Return the settings with the as_of and the build clock of the last load, for a part that runs alone.

    Raises UsageError when nothing was loaded into this target yet.
    """
    report = _load_report(settings)
    if not report.is_file():
        raise UsageError(
            f"Nothing is loaded in {settings.target} yet; run `scorecard load` or `scorecard build` first."
        )
    loaded = json.loads(report.read_text(encoding="utf-8"))
    return dataclasses.replace(
        settings,
        as_of=instant(loaded["as_of"], "as_of in load.json"),
        as_of_given=bool(loaded.get("as_of_given", settings.as_of_given)),
        build_clock=instant(loaded["build_clock"], "build_clock in load.json"),
        sources=tuple(loaded.get("sources", settings.sources)),
        compiled=loaded.get("compiled", settings.compiled),
    )


def figures(settings: Settings, progress: Progress) -> str:
    """Run the models and the checks between them; return why publishing is refused, or an empty string.

    A refusal found in the incoming data does not end the run: the figures are still made, withheld, so that the
    reason can be read in the result files.
    """
    from scorecard import checks, dbt, website

    history.register(settings)
    with progress.step("core") as step:
        # dbt is another process: what the checks import is imported meanwhile, on the other core
        checks.warm()
        step.note(
            f"{dbt.run(settings, step, select=BEFORE_CHECKS, exclude=NOT_TESTED, extra=TESTS).nodes} seeds and models"
        )
    # dbt has parsed the project by now, so what every number means in this build is known
    history.register_definitions(settings)
    inputs = check(settings, "inputs", progress)
    try:
        with progress.step("metrics") as step:
            website.warm()
            extra = (*TESTS, *ALREADY_WRITTEN)
            nodes = dbt.run(settings, step, select=AFTER_CHECKS, exclude=NOT_TESTED, extra=extra).nodes
            step.note(f"{nodes} models and tests")
        outputs = check(settings, "outputs", progress)
    except ScorecardError as error:
        if inputs.refused:
            raise PublishingRefused(inputs.message) from error
        raise
    return next((summary.message for summary in (inputs, outputs) if summary.refused), "")


def check(settings: Settings, phase: Literal["inputs", "outputs"], progress: Progress) -> CheckSummary:
    """Hold the incoming data (`inputs`) or our own figures (`outputs`) to the suites in checks/."""
    from scorecard import checks, registry

    with progress.step("checks" if phase == "inputs" else "checks out") as step:
        summary = checks.run(settings, registry.read(settings), phase, progress)
        if not step.remark:
            step.note(
                f"{summary.passed} of {summary.total} hold, {summary.critical} critical, {summary.warnings} warnings, "
                f"{summary.not_evaluated} without data"
            )
    return summary


def results(settings: Settings, progress: Progress) -> None:
    """Write the result files from the warehouse."""
    from scorecard import results as writer

    with progress.step("results") as step:
        rows = writer.write(settings)
        history.record(settings, rows, progress.timings())
        step.note(f"{len(rows)} files in {settings.results}")


def site(settings: Settings, progress: Progress) -> None:
    """Render the pages from the result files, build the site and verify it. Raises ScorecardError."""
    from scorecard import pages, website

    # what is published is made of these results by this code; only `serve` goes by the age of files
    shutil.rmtree(settings.pages / "data", ignore_errors=True)
    with progress.step("pages") as step:
        pages.render(settings, progress)
        if not step.remark:
            step.note(f"{sum(1 for _ in settings.pages.rglob('*.md'))} pages")
    with progress.step("site") as step:
        step.note(f"{website.make(settings)} pages of HTML")
    with progress.step("verify") as step:
        step.note(verify_site(settings))


def verify_site(settings: Settings) -> str:
    """Return a remark when the site may be published; raise ScorecardError naming the first thing wrong."""
    from scorecard import push, registry, verify

    problems = verify.site(
        settings.site,
        settings.pages,
        [metric.id for metric in registry.read(settings).metrics],
        push.FILES,
    )
    if not problems:
        return "every page is there, every link leads somewhere, nothing is loaded from outside"
    listing = settings.logs / "verify.txt"
    listing.parent.mkdir(parents=True, exist_ok=True)
    listing.write_text("".join(f"{problem}\n" for problem in problems), encoding="utf-8")
    others = f" ({len(problems)} problems in all, listed in {listing})" if len(problems) > 1 else ""
    raise ScorecardError(f"The site was not published: {problems[0]}{others}.")


def release(settings: Settings, progress: Progress) -> publish.Release:
    """Publish the verified site and keep its figures in the history."""
    publish.require_site(settings.site)
    with progress.step("publish") as step:
        keep = int(settings.vars.get("keep_releases", 5))
        published = publish.publish(settings.site, settings.public, history.build_id(settings), keep)
        history.keep(settings)
        step.note(f"release {published.path.name}")
    return published


def _load_report(settings: Settings) -> Path:
    return settings.target / "load.json"
