"""What moved since the quarter before, and what differs from the build before, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scorecard import sentences
from scorecard.definitions import INDEX
from scorecard.pages import formats
from scorecard.pages.context import SEGMENT_WORDS, Context
from scorecard.pages.published import ALL, Change
from scorecard.registry import Metric


@dataclass(frozen=True)
class Said:
    """One change: what changed, where to read on (or empty), what happened, and whether it is a past quarter's."""

    label: str
    href: str
    text: str
    is_dated: bool = False


def changes(ctx: Context) -> dict[str, list[Said]]:
    """What moved since the quarter before (beyond noise), and what differs from the build before; in words."""
    rows = [row for row in ctx.results.changes if row.kind != "moved" or row.significant]
    return {
        "quarter": said(ctx, [row for row in rows if row.kind == "moved"]),
        "build": said(ctx, [row for row in rows if row.kind != "moved"]),
    }


def said(ctx: Context, rows: Iterable[Change]) -> list[Said]:
    """Each change in words: company rows before segments, edits before their effects, newest period first."""
    ordered = sorted(
        rows,
        key=lambda one: (
            one.segment_by not in (ALL, None),
            one.period_start is not None,
            one.metric or "",
            str(one.segment_by),
            str(one.segment),
            one.kind,
            -one.period_start.toordinal() if one.period_start else 0,
            one.note or "",
        ),
    )
    return [_said(ctx, row) for row in ordered]


def _said(ctx: Context, row: Change) -> Said:
    metric = ctx.registry.metric(row.metric or "")
    label = metric.label if metric else "The index" if row.metric in (None, INDEX) else str(row.metric)
    if row.segment and row.segment != ALL:
        label += f", {SEGMENT_WORDS.get(row.segment_by or '', '')} {formats.shorten(row.segment, 30)}"
    is_dated = row.kind != "moved" and row.period_start is not None
    href = f"metrics/{metric.id}.html" if metric else ""
    return Said(label, href, change_text(ctx, metric, row), is_dated)


def change_text(ctx: Context, metric: Metric | None, row: Change) -> str:
    """One change in words, to follow the name of what changed."""

    def shown(value: float | None) -> str:
        if value is None or not formats.known(value):
            return "no value"
        return ctx.show(metric, value) if metric else formats.plain(value, 1)

    return sentences.changed(
        row.kind,
        shown(row.before),
        shown(row.after),
        rose=(row.after or 0.0) > (row.before or 0.0),
        period=ctx.period("quarter", row.period_start).name if row.period_start else None,
        note=row.note,
    )
