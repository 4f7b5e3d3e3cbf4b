"""What a finished build tells: how long each step took, what the index is, where the page is."""

from __future__ import annotations

from scorecard import history, publish
from scorecard.progress import Progress
from scorecard.settings import Settings


def say(settings: Settings, release: publish.Release, progress: Progress) -> None:
    """Print the timing table and where to open the page."""
    progress.say(timing_table(progress.timings()))
    progress.say(f"\n  Published as {release.path.name}. Open {settings.public / 'current' / 'index.html'}")


def timing_table(timings: list[tuple[str, float]]) -> str:
    """Return the steps with their seconds and share of the whole, longest first, and the total."""
    total = sum(seconds for _, seconds in timings)
    longest = sorted(timings, key=lambda step: -step[1])
    lines = [f"    {name:<12}{seconds:7.1f} s {seconds / (total or 1):5.0%}" for name, seconds in longest]
    return "\n".join(["\n  Where the time went", *lines, f"    {'together':<12}{total:7.1f} s"])


def history_table(settings: Settings) -> str:
    """Return the published builds, newest first, one a line, with the live release marked."""
    live = publish.current(settings.public)
    builds = history.published(settings)
    if not builds:
        return f"Nothing was published yet ({settings.history} holds no builds)."
    lines = [f"{'build':<18}{'as of':<22}{'about':<20}index"]
    for build in reversed(builds):
        mark = "  live" if live and live.build_id == build.build_id else ""
        index = history.index_of(settings.history / build.build_id)
        lines.append(f"{build.build_id:<18}{build.as_of:<22}{build.subject:<20}{index}{mark}")
    return "\n".join(lines)
