"""Every claim of the source documents beside the figures that answer it, and what is not measured of it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.pages import formats
from scorecard.pages.companions import words
from scorecard.pages.context import Context

# What answers a claim without being a metric: its name and the page it stands on.
PLACES = {
    "alignment_index": ("The index and its tier", "index.html"),
    "dimension_scores": ("The dimensions", "dimensions/index.html"),
    "misalignment_cost": ("The cost of misalignment", "money.html"),
    "outcomes": ("The outcomes", "dimensions/outcomes.html"),
    "who_is_right": ("Who is right?", "dimensions/lead_quality.html"),
}


@dataclass(frozen=True)
class Answer:
    """What answers a claim: a metric, its companions in words (`figures`), and whether any of them has a value."""

    label: str
    href: str
    figures: tuple[str, ...]
    is_there: bool


@dataclass(frozen=True)
class SourceClaim:
    """One claim with its answers; `not_measured` says what is left open, empty when nothing is."""

    id: str
    says: str
    answers: tuple[Answer, ...]
    not_measured: str


def source_claims(ctx: Context, path: Path) -> list[SourceClaim]:
    """Read site/claims.csv: claim, says, answered_by (`metric` or `metric/companion`, spaces between), not_measured.

    Raises ScorecardError when the file is not there. A metric this build does not have answers nothing, without a link.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except FileNotFoundError:
        raise ScorecardError(f"{path} is not there; restore it from version control.") from None
    known = {(row.metric, "") for row in ctx.results.values if formats.known(row.value)}
    known |= {(row.metric, row.detail) for row in ctx.results.details if formats.known(row.value)}
    return [
        SourceClaim(
            id=row["claim"],
            says=row["says"],
            answers=_answers(ctx, row["answered_by"].split(), known),
            not_measured=row["not_measured"],
        )
        for row in rows
    ]


def _answers(ctx: Context, figures: list[str], known: set[tuple[str, str]]) -> tuple[Answer, ...]:
    by_owner: dict[str, list[str]] = {}
    for figure in figures:
        owner, _, companion = figure.partition("/")
        by_owner.setdefault(owner, []).append(companion)
    answers = []
    for owner, companions in by_owner.items():
        metric = ctx.registry.metric(owner)
        label, href = (
            (metric.label, f"metrics/{owner}.html") if metric else PLACES.get(owner, (words(owner), ""))
        )
        answers.append(
            Answer(
                label=label,
                href=href,
                figures=tuple(words(name) for name in companions if name),
                is_there=owner in PLACES or any((owner, name) in known for name in companions),
            )
        )
    return tuple(answers)
