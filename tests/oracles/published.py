"""Worked examples with answers computed elsewhere, read from the shared data; builders never see the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Question:
    """What a builder may know of an oracle: its input and the instant the build looks back from, no expected value."""

    id: str
    input: Mapping[str, Any]
    as_of: datetime


@dataclass(frozen=True)
class Oracle:
    """One worked example; `tolerance` is relative to max(1, |expected|)."""

    id: str
    metric: str
    also_covers: tuple[str, ...]
    input: Mapping[str, Any]
    expected: Mapping[str, Any]
    tolerance: float

    def question(self, as_of: datetime) -> Question:
        """The oracle without its answers."""
        return Question(self.id, self.input, as_of)


def read(shared: Path) -> dict[str, Oracle]:
    """Return every oracle by id."""
    entries = json.loads((shared / "oracles" / "oracles.json").read_text(encoding="utf-8"))
    return {
        entry["id"]: Oracle(
            id=entry["id"],
            metric=entry["metric"],
            also_covers=tuple(entry["also_covers"]),
            input=entry["input"],
            expected=entry["expected"],
            tolerance=float(entry["tolerance"]),
        )
        for entry in entries
    }


def differences(found: Any, expected: Any, tolerance: float, path: str = "") -> list[str]:
    """Say where `found` is not `expected`: same shape, numbers within the tolerance, null only for null."""
    if isinstance(expected, Mapping):
        pairs = {
            key: (found.get(key, "nothing"), expected.get(key, "nothing")) for key in {**found, **expected}
        }
        return [
            problem
            for key, pair in pairs.items()
            for problem in differences(*pair, tolerance, f"{path}.{key}")
        ]
    if isinstance(expected, list):
        if len(found) != len(expected):
            return [f"{path}: {len(found)} entries, {len(expected)} expected"]
        return [
            problem
            for position, (one, other) in enumerate(zip(found, expected, strict=True))
            for problem in differences(one, other, tolerance, f"{path}[{position}]")
        ]
    if isinstance(expected, bool) or not isinstance(expected, int | float):
        return [] if found == expected else [f"{path}: {found!r}, {expected!r} expected"]
    if isinstance(found, int | float) and abs(found - expected) <= tolerance * max(1.0, abs(expected)):
        return []
    return [f"{path}: {found!r}, {expected!r} expected"]
