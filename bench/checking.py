"""All checks on the largest company built: what its data and its figures are held to, in one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.measuring import cost
from bench.models import settings
from scorecard import build, checks, registry
from scorecard.progress import Progress


def lines(work: Path, leads: int) -> Iterator[str]:
    """Yield what the checks cost on the company of `leads`, whose models must have been built in `work`."""
    data, target = work / str(leads), work / f"{leads}.target"
    yield f"All checks on {leads:,} leads   {cost(_check, data, target)}"


def _check(data: Path, target: Path) -> None:
    progress = Progress(quiet=True)
    built = build.resumed(settings(data, target))
    known = registry.read(built)
    for phase in ("inputs", "outputs"):
        checks.run(built, known, phase, progress)
