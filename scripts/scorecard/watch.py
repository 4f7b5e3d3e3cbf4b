"""What was edited while `serve` runs, and the least work that shows it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

WATCHED = ("models", "macros", "seeds", "checks", "site", "dbt_project.yml", "profiles.yml", "mkdocs.yml")
# what an editor leaves behind beside these is not an edit
LEFTOVERS = (".swp", ".swx", ".tmp", ".bak", ".orig", "~")

ALL_MODELS = ("path:seeds", "path:models")
# the models made of what the YAML of metrics says
READ_YAML = ("metric_catalog+", "metric_inputs+")


@dataclass(frozen=True)
class Work:
    """What an edit asks for: dbt nodes to build again (empty: none), checks to run again, pages to render again.

    `everything` means that `vars:` may have changed what load does: load and build all of it. `frame` means that
    the theme around every page changed, so that every page's HTML is made again.
    """

    select: tuple[str, ...] = ()
    checks: bool = False
    everything: bool = False
    frame: bool = False

    def and_also(self, other: Work) -> Work:
        """Return the work that does both."""
        return Work(
            tuple(sorted({*self.select, *other.select})),
            self.checks or other.checks,
            self.everything or other.everything,
            self.frame or other.frame,
        )


def snapshot(project: Path) -> dict[str, int]:
    """Return the modification time (nanoseconds) of every watched file by its path within the project."""
    times: dict[str, int] = {}
    for name in WATCHED:
        root = project / name
        for path in [root] if root.is_file() else root.rglob("*"):
            if path.name.startswith((".", "#")) or path.name.endswith(LEFTOVERS):
                continue
            with contextlib.suppress(FileNotFoundError):
                if path.is_file():
                    times[path.relative_to(project).as_posix()] = path.stat().st_mtime_ns
    return times


def changed(before: dict[str, int], after: dict[str, int]) -> list[str]:
    """Return the paths added, removed or written between two snapshots, sorted."""
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def work_for(paths: Iterable[str], existing: Iterable[str]) -> Work:
    """Return the least work that shows edits of `paths` (within the project); `existing` are the files there now.

    A model: it and what reads it. A metric's YAML: the same, and the models that take words, thresholds and needs
    from it. Another YAML: the same, and the scorecard. A seed: the seed and what reads it. A macro: every model. A
    check: the checks and the scorecard, which takes their verdicts. `vars:` may change what load does: everything.
    Pages, templates, styles: nothing but the pages.
    """
    present = set(existing)
    models = {
        PurePosixPath(path).stem for path in present if path.startswith("models/") and path.endswith(".sql")
    }
    select: set[str] = set()
    checks = everything = frame = False
    for path in map(PurePosixPath, paths):
        top = path.parts[0]
        if top in ("dbt_project.yml", "profiles.yml"):
            everything = True
        elif top == "mkdocs.yml" or "theme" in path.parts:
            frame = True
        elif top == "macros" or (top in ("models", "seeds") and str(path) not in present):
            select.update(ALL_MODELS)
        elif top == "seeds":
            select.add(f"{path.stem}+" if path.suffix == ".csv" else f"path:{path.parent}+")
        elif top == "models":
            select.add(f"{path.stem}+" if path.stem in models else f"path:{path.parent}+")
            if path.suffix != ".sql":
                select.update(READ_YAML if path.parts[1] == "metrics" else ("path:models/scorecard",))
        elif top == "checks":
            checks = True
            select.add("path:models/scorecard")
    return Work(tuple(sorted(select)), checks, everything, frame)
