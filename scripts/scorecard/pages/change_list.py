"""What moved since the quarter before, and what differs from the build before, in words."""

from __future__ import annotations

from scorecard import sentences
from scorecard.pages import formats
from scorecard.pages.context import SEGMENT_WORDS, Context
from scorecard.pages.published import ALL, Change
from scorecard.registry import Metric


def changes(ctx: Context) -> dict[str, list[dict[str, str]]]:
    """What moved since the quarter before (beyond noise), and what differs from the build before; in words.

    Company rows come before segments, far moves before near ones.
    """
    said: dict[str, list[dict[str, str]]] = {"quarter": [], "build": []}
    rows = [row for row in ctx.results.changes if row.kind != "moved" or row.significant]
    for row in sorted(
        rows, key=lambda one: (one.segment_by not in (ALL, None), one.metric or "", str(one.segment))
    ):
        metric = ctx.registry.metric(row.metric or "")
        label = metric.label if metric else (row.metric or "The index")
        if row.segment and row.segment != ALL:
            label += f", {SEGMENT_WORDS.get(row.segment_by or '', '')} {formats.shorten(row.segment, 30)}"
        said["quarter" if row.kind == "moved" else "build"].append(
            {
                "label": label,
                "href": f"metrics/{metric.id}.html" if metric else "",
                "text": change_text(ctx, metric, row),
            }
        )
    return said


def change_text(ctx: Context, metric: Metric | None, row: Change) -> str:
    """One change in words, to follow the name of what changed."""

    def shown(value: float | None) -> str:
        if value is None or not formats.known(value):
            return "no value"
        return ctx.show(metric, value) if metric else formats.score(value)

    return sentences.changed(
        row.kind,
        shown(row.before),
        shown(row.after),
        rose=(row.after or 0.0) > (row.before or 0.0),
        period=ctx.period("quarter", row.period_start).name if row.period_start else None,
        note=row.note,
    )
