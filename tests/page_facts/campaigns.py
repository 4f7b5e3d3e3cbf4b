"""Campaigns, one by one and added up."""

from __future__ import annotations

from pathlib import Path

from scorecard.pages import attribution_page, formats
from tests.page_facts.book import Book, rows, squeezed

# what is added up over campaigns
SUMMED = ("spend_amount", "leads", "handed_off", "accepted", "undecided", "followed_up", "opportunities",
          "pipeline_amount", "won_deals", "won_amount")  # fmt: skip


def read_campaigns(book: Book, results: Path) -> None:
    ctx = book.ctx
    given = rows(results, "campaigns")
    sums = {"All": given, "No campaign": [row for row in given if row["campaign_id"] == "(none)"]}
    sums["fruitless"] = [
        row for row in given
        if row["campaign_id"] != "(none)" and row["spend_amount"] and row["accepted"] == 0
        and row["undecided"] == 0 and row["objective"] != "brand"
    ]  # fmt: skip
    named = [
        (row["campaign_name"] or row["campaign_id"], row) for row in given if row["campaign_id"] != "(none)"
    ]
    for name, parts in sums.items():
        total = {
            key: sum(float(row[key]) for row in parts if row[key] is not None)
            for key in given[0] if key in SUMMED or key.startswith("credit_")
        } if parts else {}  # fmt: skip
        if total:
            total["cost_per_accepted_lead"] = (
                total["spend_amount"] / total["accepted"] if total["accepted"] else None
            )
            total["credit_low"] = total["credit_high"] = None
            named.append((name, total))
    whole = sum(float(row["spend_amount"] or 0) for row in given)
    for name, row in named:
        label = squeezed(formats.shorten(name, 60))
        book.labels["campaign"][label] = label
        about = book.about(campaign=label)
        book.add(about, label, str(row.get("campaign_id", "")))
        for rule, (title, _) in attribution_page.RULES.items():
            if formats.known(row[f"credit_{rule}"]):
                given_by = book.about(campaign=label, category=book.called(title))
                book.add(
                    given_by, ctx.money(row[f"credit_{rule}"]), ctx.money(float(row["spend_amount"] or 0))
                )
        amounts = [
            value
            for key, value in row.items()
            if key
            in (
                "credit_linear",
                "spend_amount",
                "pipeline_amount",
                "won_amount",
                "cost_per_accepted_lead",
            )
        ]
        for amount in amounts:
            if formats.known(amount):
                book.add(
                    about,
                    formats.money_full(float(amount), ctx.currency, ctx.symbol),
                    ctx.money(float(amount)),
                )
        if formats.known(row["credit_low"]) and formats.known(row["credit_high"]):
            book.add(
                about,
                formats.interval(row["credit_low"], row["credit_high"], "currency", ctx.currency, ctx.symbol),
            )
        for key in ("leads", "handed_off", "accepted", "followed_up", "opportunities", "won_deals"):
            if formats.known(row[key]):
                book.add(about, formats.count(row[key]), formats.counted(row[key], "deals"))
        book.add(about, f"{formats.count(row['undecided'] or 0)} too young")
        sent = float(row["handed_off"] or 0)
        for part, of in (("accepted", sent - float(row["undecided"] or 0)), ("followed_up", sent)):
            if of and row[part] is not None:
                book.add(about, formats.value(float(row[part]) / of, "share"))
        if name == "No campaign":
            book.add(about, formats.value(float(row["spend_amount"]) / whole, "share"))
    book.add(book.about(campaign="fruitless"), formats.counted(len(sums["fruitless"]), "campaigns"))
