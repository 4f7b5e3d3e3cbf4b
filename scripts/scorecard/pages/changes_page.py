"""The Changes page: what moved, which definitions were edited, which past figures were made anew and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from scorecard.pages import formats
from scorecard.pages.change_list import Said, said
from scorecard.pages.context import Context
from scorecard.pages.published import ALL, Change

SHOWN = 20  # so many changes of segments are told in words; more are counted


@dataclass(frozen=True)
class Section:
    """Changes of one kind in words, and how many more concern segments."""

    id: str
    title: str
    none: str
    rows: tuple[Said, ...]
    segments: int


@dataclass(frozen=True)
class Published:
    """One quarter's index as it was first published and as it is now."""

    quarter: str
    first: str
    first_on: str
    now: str
    difference: str


def view(ctx: Context) -> dict[str, Any]:
    """Everything the Changes page lays out."""
    rows = ctx.results.changes
    before = ctx.before.name if ctx.before else "the quarter before"
    sections = (
        _section(ctx, "moved", f"Moved since {before}", f"No figure moved beyond noise since {before}.",
                 (row for row in rows if row.kind == "moved" and row.significant)),
        _section(ctx, "definitions", "Definitions edited since the last build", "No definition was edited.",
                 (row for row in rows if row.kind == "redefined" and row.period_start is None)),
        _section(ctx, "redefined", "Past figures made anew under an edited definition",
                 "No published figure differs because its definition does.",
                 (row for row in rows if row.kind == "redefined" and row.period_start is not None)),
        _section(ctx, "restated", "Past figures restated", "No published figure was restated.",
                 (row for row in rows if row.kind == "restated")),
        _section(ctx, "measured", "Newly measured, or lost", "Nothing was newly measured, and nothing was lost.",
                 (row for row in rows if row.kind in ("newly measured", "lost"))),
    )  # fmt: skip
    return {"sections": sections, "published": publications(ctx)}


def _section(ctx: Context, name: str, title: str, none: str, rows: Iterable[Change]) -> Section:
    chosen = list(rows)
    told = chosen if len(chosen) <= SHOWN else [row for row in chosen if row.segment_by in (ALL, None)]
    return Section(name, title, none, tuple(_newest(said(ctx, told))), len(chosen) - len(told))


def _newest(rows: list[Said]) -> Iterator[Said]:
    """Of figures made anew in several quarters the newest in words; the others are counted."""
    for _, group in groupby(rows, key=lambda row: (row.label, row.is_dated)):
        first, *rest = group
        if not first.is_dated or not rest:
            yield from (first, *rest)
            continue
        others = formats.counted(len(rest), "earlier quarters")
        verb = "differ" if len(rest) > 1 else "differs"
        yield replace(first, text=f"{first.text} {formats.sentence(f'{others} {verb} too')}")


def publications(ctx: Context) -> list[Published]:
    """Each quarter's company index as first published and now, newest first."""
    rows = [
        row
        for row in ctx.results.index_publications
        if row.segment_by == ALL and formats.known(row.first_score) and row.first_as_of is not None
    ]
    rows.sort(key=lambda row: row.period_start, reverse=True)
    return [
        Published(
            quarter=ctx.period("quarter", row.period_start).name,
            first=formats.plain(row.first_score or 0.0, 1),
            first_on=formats.iso_day(row.first_as_of),
            now=formats.plain(row.score, 1) if formats.known(row.score) else "no index",
            difference=_signed(row.points_since_first),
        )
        for row in rows
    ]


def _signed(points: float | None) -> str:
    if not formats.known(points):
        return "new"
    text = formats.plain(points, 1)
    return "same" if text == formats.plain(0, 1) else f"+{text}" if points > 0 else text
