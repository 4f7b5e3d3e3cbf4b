"""The hand-off ledger, what changed, who is right, and the data checks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scorecard.pages import companions, formats, ledger_page
from tests.page_facts.book import Book, rows, squeezed


def read_ledger(book: Book, results: Path) -> None:
    whole: dict[str, int] = defaultdict(int)
    parts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows(results, "handoff_ledger"):
        if row["segment_by"] != "all":
            continue
        period = f"{row['period_grain']} {row['period_start']}"
        outcome = ledger_page.OUTCOMES.get(row["outcome"], (row["outcome"],))[0]
        whole[period] += row["leads"]
        parts[period, outcome] += row["leads"]
        if row["reason_family"]:
            parts[period, f"{outcome}\t{row['reason_family']}"] += row["leads"]
        else:
            parts[period, f"{outcome}\tno reason given"] += row["leads"]
    for period, leads in whole.items():
        out = sum(
            count
            for (at, name), count in parts.items()
            if (at, name) == (period, ledger_page.OUTCOMES["excluded"][0])
        )
        book.add(book.about(period=period, category=book.called("left out")),
                 f"{formats.count(out)} of {formats.count(leads)} leads handed off")  # fmt: skip
    for (period, name), leads in parts.items():
        names = [companions.words(one) for one in name.split("\t")]
        count = formats.count(leads)
        texts = (
            [count, f"{count} ({formats.value(leads / whole[period], 'share')})"]
            if whole[period]
            else [count]
        )
        book.add(book.about(period=period, category=book.called(": ".join(names))), *texts)
        if names[0] == ledger_page.OUTCOMES["excluded"][0] and len(names) > 1:
            book.add(book.about(period=period, category=book.called("left out")), f"{names[1]} {count}")
    for period, leads in whole.items():
        book.add(
            book.about(period=period, category=book.called("sent to sales", "sent")), formats.count(leads)
        )
        for outcome, _, _ in ledger_page.OUTCOMES.values():
            if (period, outcome) not in parts:
                book.add(book.about(period=period, category=book.called(outcome)), "0")


def read_rest(book: Book, results: Path) -> None:
    ctx = book.ctx
    for row in rows(results, "changes"):
        metric = book.metrics.get(row["metric"] or "")
        for value in (row["before"], row["after"]):
            if formats.known(value):
                shown = ctx.show(metric, value) if metric else formats.plain(value, 1)
                book.add(book.about(metric=row["metric"], segment=row["segment"]), shown)
    for row in rows(results, "who_is_right"):
        two = [row[name] for name in ("ranking_power", "observed_to_expected") if formats.known(row[name])]
        for dimension in ("lead_quality", "follow_up"):
            book.add(
                book.about(
                    period=f"quarter {row['period_start']}", segment=row["segment"], dimension=dimension
                ),
                *(formats.plain(value, 2) for value in two),
                formats.value(row["follow_up_rate"], "share"),
                formats.count(row["worked_leads"]),
                row["reason"] or "",
            )
    judged = rows(results, "check_results")
    for metric in ctx.registry.metrics:
        touching = [row for row in judged if metric.id in str(row["metrics"] or "")]
        known = [row["success"] for row in touching if row["success"] is not None]
        book.add(
            book.about(metric=metric.id),
            f"{formats.count(sum(map(bool, known)))} of {formats.count(len(known))} data checks upstream",
            f"{formats.count(len(touching) - len(known))} could not be judged",
        )
    for number in check_counts(judged):
        book.always.add(squeezed(number))


def check_counts(judged: list[dict[str, Any]]) -> Iterator[str]:
    known = [row for row in judged if row["success"] is not None]
    passed = sum(1 for row in known if row["success"])
    yield f"{formats.count(passed)} of {formats.count(len(known))} data checks pass"
    for row in judged:
        for name in ("observed", "threshold", "check"):
            yield str(row[name] or "")
