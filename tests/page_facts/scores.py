"""Scores, what they moved by, what misalignment costs and what a target would be worth."""

from __future__ import annotations

from pathlib import Path

from scorecard.pages import formats, money
from tests.page_facts.book import Book, rows


def read_scores(book: Book, results: Path) -> None:
    for name in ("alignment_index", "dimension_scores"):
        before = dict[tuple[str, ...], float]()
        for row in sorted(rows(results, name), key=lambda one: one["period_start"]):
            about = book.about(
                period=f"{row['period_grain']} {row['period_start']}",
                segment=row["segment"],
                dimension=row.get("dimension", "index"),
            )
            ends = [row[end] for end in ("score", "ci_low", "ci_high", "bound_low", "bound_high")]
            for decimals in (0, 1):
                book.add(about, *(formats.plain(end, decimals) for end in ends if formats.known(end)))
            if formats.known(ends[1]) and formats.known(ends[2]):
                book.add(about, f"{formats.plain(ends[1], 1)}–{formats.plain(ends[2], 1)}")
            for low, high in (ends[1:3], ends[3:5]):
                if formats.known(low) and formats.known(high):
                    low, high = formats.score(low), formats.score(high)
                    book.add(about, f"{low}–{high}", f"{low} to {high}", f"{low} and {high}")
            if formats.known(row["coverage"]):
                book.add(about, formats.value(row["coverage"], "share"))
            key = (row["period_grain"], row["segment"], row.get("dimension", ""))
            if formats.known(row["score"]):
                if key in before:
                    book.add(about, formats.count(abs(round(row["score"]) - round(before[key]))))
                before[key] = row["score"]
    moved = dict[tuple[str, str], float]()
    for row in rows(results, "contributions"):
        if row["segment_by"] == "all" and formats.known(row["points"]):
            key = (f"quarter {row['period_start']}", row["dimension"])
            moved[key] = moved.get(key, 0.0) + row["points"]
    for (period, dimension), points in moved.items():
        text = f"{'+' if points > 0 else ''}{formats.plain(points, 1)}"
        said = formats.plain(abs(points), 1)
        book.add(book.about(period=period, segment="all", dimension=dimension),
                 text, f"{text} points", f"{said} points", f"{said} point")  # fmt: skip


def read_costs(book: Book, results: Path) -> None:
    ctx = book.ctx
    for row in rows(results, "misalignment_cost"):
        if row["period_grain"] != "latest" or row["segment_by"] != "all" or not formats.known(row["base"]):
            continue
        cause = row["cause"]
        label = money.CAUSES[cause].label if cause in money.CAUSES else cause
        low, base, high = (ctx.money(row[name]) for name in ("low", "base", "high"))
        about = book.about(category=book.called(label), segment="all")
        book.add(about, low, base, high, f"{low}–{high}", f"{low} to {high}")
        if formats.known(row["base_if_all_recoverable"]):
            book.add(about, ctx.money(row["base_if_all_recoverable"]))
        if row["won_amount"]:
            book.add(about, formats.value(row["base"] / row["won_amount"], "share"))
        for name in (
            "gross_margin",
            "recoverable_share_low",
            "recoverable_share_base",
            "recoverable_share_high",
        ):
            if formats.known(row[name]):
                assume(book, f"{formats.plain(row[name] * 100, 0)} %", name)
        for name, (_, unit) in money.ASSUMPTIONS.items():
            value = row.get(name)
            if formats.known(value) and unit != "share":
                assume(
                    book,
                    formats.money_full(value, ctx.currency, ctx.symbol)
                    if unit == "currency"
                    else f"{formats.plain(value, 0)} {unit}",
                    name,
                )


def assume(book: Book, text: str, name: str) -> None:
    """An assumption explains its own row of the Money page only."""
    book.add(book.about(category=book.called(money.ASSUMPTIONS.get(name, (name, ""))[0])), text)


def read_improvements(book: Book, results: Path) -> None:
    for row in rows(results, "improvements"):
        about = book.about(metric=row["metric"], segment="all")
        book.add(about, f"{formats.plain(row['index_points'], 1)} points")
        if row["cause"]:
            low, base, high = (book.ctx.money(row[f"cost_{end}"]) for end in ("low", "base", "high"))
            book.add(about, base, f"{low} to {high}")
