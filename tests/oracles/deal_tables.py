"""Raw rows that imply the inputs of oracles about deals, money and goals. None sees an expected value."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.oracles.lead_tables import LONG_AGO, Built, moment
from tests.oracles.published import Question

# the first day of the quarter of quarter_end_1: with deals closed on it the data covers that quarter whole
QUARTER_START = "2025-01-01"
MID_QUARTER = "2025-02-14"


def won(deal_id: str, region: str, closed_at: str, amount: float, **more: Any) -> dict[str, Any]:
    """A won deal."""
    return {
        "opportunity_id": f"{region}/{deal_id}",
        "region": region,
        "closed_at": closed_at,
        "is_closed": "true",
        "is_won": "true",
        "amount": amount,
        **more,
    }


def cohort(question: Question) -> Built:
    """Deals are given by the days they opened and closed."""
    return {
        "opportunities": [
            {
                "opportunity_id": f"{question.id}/{deal['opportunity_id']}",
                "region": question.id,
                "created_at": deal["created_at"],
                "closed_at": deal["closed_at"] or "",
                "is_closed": str(deal["closed_at"] is not None).lower(),
                "is_won": str(bool(deal["is_won"])).lower(),
            }
            for deal in question.input["opportunities"]
        ]
    }


def cycle(question: Question) -> Built:
    """Days to close, won and lost in turn; a deal still open has been so for its days at as_of."""
    rows = []
    for position, deal in enumerate(question.input["opportunities"]):
        age = timedelta(days=deal["days"])
        closed = deal["is_closed"]
        opened = LONG_AGO if closed else question.as_of - age
        rows.append(
            {
                "opportunity_id": f"{question.id}/{deal['opportunity_id']}",
                "region": question.id,
                "created_at": moment(opened),
                "closed_at": moment(opened + age) if closed else "",
                "is_closed": str(closed).lower(),
                "is_won": str(closed and position % 2 == 0).lower(),
            }
        )
    return {"opportunities": rows}


def claimed(question: Question) -> Built:
    """Deals with the source each function claims; a null claim stays empty."""
    return {
        "opportunities": [
            won(
                deal["opportunity_id"],
                question.id,
                MID_QUARTER,
                deal["amount"],
                created_at=QUARTER_START,
                sales_claimed_source=deal["sales_claimed_source"] or "",
                marketing_claimed_source=deal["marketing_claimed_source"] or "",
            )
            for deal in question.input["opportunities"]
        ]
    }


def quarter_end(question: Question) -> Built:
    """Deals and the fiscal quarter are given."""
    return {
        "opportunities": [
            won(
                deal["opportunity_id"],
                question.id,
                deal["closed_at"],
                deal["amount"],
                list_amount=deal["list_amount"],
                segment=deal["segment"],
            )
            for deal in question.input["opportunities"]
        ],
        "fiscal_periods": [
            {"period_id": "Q1", "period_type": "quarter", **period}
            for period in question.input["fiscal_periods"]
        ],
    }


def waterfall(question: Question) -> Built:
    """Deals at list and at invoice, and what was given away beside the invoice."""
    return {
        "opportunities": [
            won(
                deal["opportunity_id"],
                question.id,
                QUARTER_START,
                deal["amount"],
                list_amount=deal["list_amount"],
            )
            for deal in question.input["opportunities"]
        ],
        "concessions": [
            {
                "concession_id": f"{question.id}/{position}",
                "opportunity_id": f"{question.id}/{concession['opportunity_id']}",
                "concession_type": concession["concession_type"],
                "list_value_amount": concession["list_value_amount"],
                "granted_at": QUARTER_START,
            }
            for position, concession in enumerate(question.input["concessions"])
        ],
    }


def one_price(question: Question) -> Built:
    """One deal invoiced at list, all deductions given beside the invoice."""
    price = question.input["list"]
    deal = won("deal", question.id, QUARTER_START, price, list_amount=price)
    rebate = {
        "concession_id": f"{question.id}/rebate",
        "opportunity_id": deal["opportunity_id"],
        "concession_type": "rebate",
        "list_value_amount": question.input["deductions"],
        "granted_at": QUARTER_START,
    }
    line = {
        "line_item_id": f"{question.id}/line",
        "opportunity_id": deal["opportunity_id"],
        "quantity": 1,
        "list_unit_price": price,
        "sold_unit_price": price,
        "unit_cost": question.input["cost_of_goods"],
        "was_quoted": "true",
        "is_in_final_order": "true",
    }
    return {"opportunities": [deal], "concessions": [rebate], "opportunity_line_items": [line]}


def goals(question: Question) -> Built:
    """Each function's goals, for the whole function, in force for the quarter."""
    return {
        "goals": [
            {
                "goal_id": f"{question.id}/{position}",
                "owner_type": "function",
                "owner_id": goal["function"],
                "period_start": QUARTER_START,
                "period_end": "2025-03-31",
                **goal,
            }
            for position, goal in enumerate(question.input["goals"])
        ]
    }


def currencies(question: Question) -> Built:
    """Won deals in their own currencies, each in a region of its own."""
    return {
        "opportunities": [
            won(
                "deal",
                f"{question.id}/{deal['opportunity_id']}",
                deal["closed_at"],
                deal["amount"],
                currency_code=deal["currency_code"],
            )
            for deal in question.input["opportunities"]
        ],
        "fx_rates": list(question.input["fx_rates"]),
    }
