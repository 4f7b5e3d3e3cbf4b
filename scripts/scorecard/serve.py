"""`scorecard serve`: edit a model, a check or a page, and see the scorecard again with the least work that shows it.

The site shown is a copy: while a rebuild runs or fails, the last good pages stay, with a banner that says what is
wrong. The reload script and the banner are added to answers on their way out, never to files, so they cannot be
published.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from scorecard import build, failures, lock, watch
from scorecard.errors import ScorecardError
from scorecard.preview import Preview, open_server
from scorecard.progress import Progress
from scorecard.settings import Settings

POLL_SECONDS = 0.3


def serve(make_settings: Callable[[], Settings], port: int, progress: Progress) -> None:
    """Serve until interrupted. `make_settings` is asked again when dbt_project.yml changes.

    Raises UsageError when the port is taken; errors of a rebuild are shown, and the next edit is waited for.
    """
    from scorecard import dbt

    settings = make_settings()
    # the first edit of a model then finds it started
    dbt.warm(settings)
    live = settings.target / "serve" / "live"
    preview = Preview(live)
    with open_server(preview, port) as address:
        seen = watch.snapshot(settings.project)
        work = _since_last_build(settings, seen)
        try:
            while True:
                done = _attempt(make_settings, work, preview, progress)
                progress.say(
                    f"\n  Showing {address} until Ctrl-C; edit anything in {', '.join(watch.WATCHED[:5])}."
                )
                seen, paths = _next_edit(settings.project, seen)
                progress.say(f"\n  {', '.join(paths[:3])}{' and more' if len(paths) > 3 else ''}")
                edited = watch.work_for(paths, seen)
                # what a failed attempt left undone is done with the edit that mends it
                work = edited if done else work.and_also(edited)
        except KeyboardInterrupt:
            progress.say("\n  Stopped.")


def rebuild(settings: Settings, work: watch.Work, progress: Progress) -> str:
    """Do the work and bring the pages shown up to date; return why publishing would be refused, or nothing.

    Raises ScorecardError for anything that broke; the pages shown are then as they were.
    """
    from scorecard import dbt

    refusal = ""
    with lock.hold(settings.target):
        if work.everything:
            settings = build.load(settings, progress)
            refusal = build.figures(settings, progress)
            build.results(settings, progress)
        else:
            settings = build.resumed(settings)
            refusal = _models_again(settings, work, progress)
        _pages_again(settings, work, progress)
        # while nothing is edited
        dbt.read_ahead(settings)
    return refusal


def _attempt(
    make_settings: Callable[[], Settings], work: watch.Work, preview: Preview, progress: Progress
) -> bool:
    """Rebuild and tell how it went, in the terminal and on every open page; return whether the work is done."""
    started = time.monotonic()
    done, told = False, ""
    try:
        refusal = rebuild(make_settings(), work, progress)
        done, told = True, f"Publishing would be refused: {refusal}" if refusal else ""
    except ScorecardError as error:
        told = str(error)
    except Exception as error:
        told = failures.explain(error)
    preview.show(told)
    progress.say(f"  {told or f'shown again after {time.monotonic() - started:.1f} s'}")
    return done


def _models_again(settings: Settings, work: watch.Work, progress: Progress) -> str:
    from scorecard import dbt

    if not work.select:
        return ""
    refusal = ""
    if work.checks:
        summary = build.check(settings, "inputs", progress)
        refusal = summary.message if summary.refused else ""
    with progress.step("models") as step:
        nodes = dbt.run(settings, step, select=work.select, exclude=build.NOT_TESTED, extra=build.TESTS).nodes
        step.note(f"{nodes} built again: {' '.join(work.select)}")
    build.results(settings, progress)
    return refusal


def _pages_again(settings: Settings, work: watch.Work, progress: Progress) -> None:
    from scorecard import pages, website

    before = _times(settings.pages)
    with progress.step("pages") as step:
        # render leaves a file alone whose content is the same
        pages.render(settings, progress)
        after = _times(settings.pages)
        step.note(f"{len(watch.changed(before, after))} of {len(after)} files changed")
    aside = settings.target / "serve" / "site"
    whole = work.frame or before.keys() != after.keys() or not aside.is_dir()
    with progress.step("site") as step:
        website.make(settings, site=aside, only_changed=not whole)
        copied = _bring_up_to_date(aside, settings.target / "serve" / "live")
        step.note(f"{copied} files changed")


def _since_last_build(settings: Settings, now: dict[str, int]) -> watch.Work:
    """Return the work that brings the last build in this target up to date with the files there are now."""
    # written by every build; a result file that says the same keeps its age
    record = settings.results / "builds.parquet"
    needed = (
        record,
        settings.results / "metric_values.parquet",
        settings.target / "load.json",
        settings.dbt_target / "manifest.json",
        settings.warehouse,
    )
    # Spark's catalog ended with the process that built
    if settings.engine == "spark" or not all(path.is_file() for path in needed):
        return watch.Work(everything=True, frame=True)
    built = record.stat().st_mtime_ns
    edited = [path for path, written in now.items() if written > built]
    return watch.work_for(edited, now).and_also(watch.Work(frame=True))


def _next_edit(project: Path, seen: dict[str, int]) -> tuple[dict[str, int], Sequence[str]]:
    """Wait for an edit, and for its files to stand still for one look; return the new snapshot and the paths."""
    while True:
        time.sleep(POLL_SECONDS)
        now = watch.snapshot(project)
        if now == seen:
            continue
        while (settled := _after_a_moment(project)) != now:
            now = settled
        return now, watch.changed(seen, now)


def _after_a_moment(project: Path) -> dict[str, int]:
    time.sleep(POLL_SECONDS / 3)
    return watch.snapshot(project)


def _times(folder: Path) -> dict[str, int]:
    """Return the modification time (nanoseconds) of every file below `folder` by its path within it."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns
        for path in folder.rglob("*")
        if path.is_file()
    }


def _bring_up_to_date(source: Path, live: Path) -> int:
    """Make `live` the same as `source`, file by file, each renamed into place; return how many were written."""
    wanted = {path.relative_to(source).as_posix(): path for path in source.rglob("*") if path.is_file()}
    written = 0
    for name, path in wanted.items():
        shown = live / name
        if shown.is_file() and shown.read_bytes() == path.read_bytes():
            continue
        shown.parent.mkdir(parents=True, exist_ok=True)
        aside = shown.with_name(f".{shown.name}.new")
        shutil.copyfile(path, aside)
        aside.replace(shown)
        written += 1
    for path in [path for path in live.rglob("*") if path.is_file()]:
        if path.relative_to(live).as_posix() not in wanted:
            path.unlink()
    return written
