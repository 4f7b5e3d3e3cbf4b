"""Draw a demo company and write its tables and its truth into a folder, all of them or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from scorecard.errors import UsageError

DEFAULT_SEED = 20_261_001
MANY_TOUCHES = 10.0  # touchpoints per lead of a large company
FEW_TOUCHES = 4.0


def generate(
    out: Path,
    world: str = "misaligned",
    leads: int = 12_000,
    months: int = 36,
    seed: int = DEFAULT_SEED,
    *,
    touchpoints_per_lead: float | None = None,
    fault: str | None = None,
    report: Callable[[str], None] | None = None,
) -> None:
    """Write the demo company into the folder `out` (replaced when it holds an earlier demo).

    Equal arguments give equal bytes. Companies of fewer than 50,000 leads are written as CSV, larger ones as Parquet.
    `report` is told what is being written.
    Raises UsageError when an argument makes no company, or when `out` holds something that is not a demo.
    """
    from scorecard.demo.company import draw_and_write
    from scorecard.demo.faults import FAULTS
    from scorecard.demo.worlds import WORLDS

    if world not in WORLDS:
        raise UsageError(f"There is no demo world called {world!r}; choose one of {', '.join(WORLDS)}.")
    if not 100 <= leads <= 9_000_000:
        raise UsageError(
            f"A demo company has between 100 and 9,000,000 leads, not {leads:,}; change --leads."
        )
    if not 6 <= months <= 120:
        raise UsageError(f"A demo company covers between 6 and 120 months, not {months}; change --months.")
    if seed < 0:
        raise UsageError(f"A seed is 0 or more, not {seed}; change --seed.")
    if fault is not None and fault not in FAULTS:
        raise UsageError(f"There is no fault called {fault!r}; choose one of {', '.join(FAULTS)}.")
    touches = touchpoints_per_lead or (MANY_TOUCHES if leads >= 500_000 else FEW_TOUCHES)
    if not 1 <= touches <= 50:
        raise UsageError(
            f"A lead has between 1 and 50 touchpoints, not {touches:g}; change --touchpoints-per-lead."
        )
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / "truth.json").is_file())):
        raise UsageError(f"{out} is there already and holds no demo; name another folder or empty it first.")

    def told(text: str) -> None:
        if report is not None:
            report(text)

    _replace(out, lambda folder: draw_and_write(folder, world, leads, months, seed, touches, fault, told))


def _replace(out: Path, write: Callable[[Path], Any]) -> None:
    """Write into a folder beside `out`, then put it in its place; an interrupted run leaves `out` as it was."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    old = fresh.with_name(fresh.name + "-old")
    try:
        write(fresh)
        fresh.chmod(0o755)
        if out.exists():
            out.rename(old)
        try:
            fresh.rename(out)
        except OSError:
            if old.exists():
                old.rename(out)
            raise
    finally:
        for leftover in (fresh, old):
            with suppress(FileNotFoundError):
                shutil.rmtree(leftover)
