"""Values of metrics and their companion figures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scorecard.pages import attribution_page, companions, formats, money
from scorecard.pages.published import Detail
from tests.page_facts.book import Book, rows, squeezed


def read_values(book: Book, results: Path) -> None:
    ctx, before = book.ctx, dict[tuple[str, ...], float]()
    for row in sorted(rows(results, "metric_values"), key=lambda one: one["period_start"]):
        metric = book.metrics.get(row["metric"])
        if metric is None:
            continue
        segment = row["segment"]
        book.labels["segment"].setdefault(squeezed(segment), segment)
        if segment != "all" and row["period_grain"] == "month":
            continue  # no page prints a segment's months
        about = book.about(
            metric=metric.id, period=f"{row['period_grain']} {row['period_start']}", segment=segment
        )
        value, low, high = row["value"], row["ci_low"], row["ci_high"]
        for end in (value, low, high, row["last_value"]):
            if formats.known(end):
                shown = ctx.show(metric, end)
                book.add(about, shown, shown.replace("×", " times"))
                book.add((*about, ("dimension", "outcomes")), formats.bare(end, metric.shown_as))
        if formats.known(low) or formats.known(high):
            book.add(about, ctx.show_interval(metric, low, high))
        counts = [row[name] for name in ("numerator", "denominator", "sample_size", "pending")]
        for number in counts:
            if formats.known(number):
                book.add(about, formats.count(number), formats.counted(number, metric.sample_unit))
        if metric.id in (one.metric for one in money.BESIDE) and formats.known(row["numerator"]):
            book.add(about, ctx.money(row["numerator"]))
        young, old = row["pending"] or 0, row["sample_size"] or 0
        book.add(about, formats.count(young + old), f"{formats.count(young)} still too young")
        if formats.known(counts[0]) and formats.known(counts[1]):
            whole = formats.counted(counts[1], metric.sample_unit)
            book.add(about, f"{formats.count(counts[0])} of {whole}")
        if formats.known(row["score"]):
            score = formats.score(row["score"])
            book.add(about, score, f"scores {score}", f"{score} of 100")
        book.add(about, row["status_reason"] or "")
        series = (row["metric"], row["period_grain"], row["segment_by"], segment)
        if formats.known(value):
            if series in before:
                book.add(about, formats.difference(value - before[series], metric.shown_as))
            before[series] = value


def read_details(book: Book, results: Path) -> None:
    ctx, ends = book.ctx, dict[tuple[str, ...], float]()
    listed = [row for row in rows(results, "metric_details") if row["segment_by"] == "all"]
    for row in listed:
        ends[_key(row)] = row["value"]
    for row in listed:
        metric = book.metrics.get(row["metric"])
        if metric is None or not formats.known(row["value"]):
            continue
        detail, category = row["detail"], row["category"]
        period = f"{row['period_grain']} {row['period_start']}"
        label = companions.words(category) if category else companions.words(detail)
        names = [label, companions.words(detail), f"{companions.words(detail)}, {label}"]
        if detail.endswith("_grade") and " and " in label:
            names += label.split(" and ")
        rule = attribution_page.RULES.get(re.sub("^channel_credit_", "", detail) if category else "")
        rule = rule or attribution_page.RULES.get(category or "")
        names += [rule[0]] if rule else []
        about = book.about(metric=metric.id, period=period, segment="all", category=book.called(*names))
        one = Detail(**{name: row[name] for name in Detail.__dataclass_fields__})
        low, high = (ends.get(_key(row, end)) for end in ("_low", "_high"))
        written = [companions.written(ctx, metric, one)]
        if detail.startswith("nowcast"):
            written.append(ctx.show(metric, row["value"]))
            written.append(ctx.show_interval(metric, low, high))
        unit = companions.unit_of(metric, detail, row["value"])
        written.append(formats.interval(low, high, unit, ctx.currency, ctx.symbol))
        written.append(written[0].replace("×", " times"))
        if unit == "currency" or "amount" in detail:
            written.append(ctx.money(row["value"]))
        if formats.known(row["sample_size"]):
            written += [formats.count(row["sample_size"]), formats.counted(row["sample_size"], "deals"),
                        formats.counted(row["sample_size"], "leads")]  # fmt: skip
        if category and re.search(r"_within_(hours|days)$", detail):
            book.always.add(squeezed(f"within {formats.counted(float(category), detail.rsplit('_', 1)[1])}"))
        book.add(about, *written)


def _key(row: Mapping[str, Any], end: str = "") -> tuple[str, ...]:
    return (
        row["metric"],
        row["period_grain"],
        str(row["period_start"]),
        row["detail"] + end,
        str(row["category"]),
    )
