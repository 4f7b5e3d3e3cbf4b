"""The subjects whose values mapping.yml may explain, the meanings each knows, and what standard values mean."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scorecard.contract import CANONICAL, Table

# subjects whose meanings are not the codes of a column; * stands for whatever a company tells apart further
OTHER_CODES = {
    "automated": ("automated", "human"),
    "reason": (
        "accepted",
        "accepted_*",
        "not_ready_*",
        "wrong_fit_*",
        "no_contact",
        "duplicate",
        "bad_data",
        "other",
    ),
    "stage": ("open", "won", "lost"),
}
CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Meaning:
    """What a value of a source means in our terms; `value` is lower case and trimmed, as staging compares it."""

    source: str
    subject: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Subject:
    """What values of one kind may mean; without `codes`, any code in our spelling."""

    name: str
    codes: tuple[str, ...]

    def knows(self, meaning: str) -> bool:
        if not self.codes:
            return CODE.fullmatch(meaning) is not None
        return any(
            meaning.startswith(code[:-1])
            and CODE.fullmatch(meaning) is not None
            and len(meaning) >= len(code)
            if code.endswith("*")
            else meaning == code
            for code in self.codes
        )


def standard(project: Path, source: str) -> Iterator[Meaning]:
    """Yield what a source's own standard values mean; nothing where it has no list of them."""
    path = project / f"models/staging/{source}/_{source}__meanings.csv"
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield Meaning(source, row["subject"], row["value"].strip().lower(), row["meaning"])


def subjects(
    catalog: Mapping[str, Mapping[str, Table]], standard_meanings: Iterable[Meaning]
) -> dict[str, dict[str, Subject]]:
    """Return each source's subjects by name: those of the canonical columns, and those its standard values have."""
    codes: dict[str, dict[str, None]] = {name: dict.fromkeys(known) for name, known in OTHER_CODES.items()}
    for table in catalog[CANONICAL].values():
        for column in table.columns:
            if column.meaning:
                codes.setdefault(column.meaning, {}).update(dict.fromkeys(column.values))
    codes |= {name: dict.fromkeys(known) for name, known in OTHER_CODES.items()}
    found = {
        source: {name: Subject(name, tuple(known)) for name, known in codes.items()} for source in catalog
    }
    for item in standard_meanings:
        found[item.source].setdefault(item.subject, Subject(item.subject, ()))
    return found
