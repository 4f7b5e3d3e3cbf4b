"""How the oracle of the cost of misalignment is answered: from the result file of the cost, cause by cause."""

from __future__ import annotations

from typing import Any

from tests.oracles.cost_tables import SCALE
from tests.oracles.readings import Plan, Slice

TOTAL = "total"


def _causes(rows: Slice) -> dict[str, dict[str, Any]]:
    """The company's rows by cause, each in its newest quarter, which is the same for all of them."""
    found = rows.figures.query(
        "select * from misalignment_cost where period_grain = 'latest' and segment_by = 'all' and period_start = ?",
        [rows.period_start],
    )
    return {row["cause"]: row for row in found}


def _items(rows: Slice) -> dict[str, float]:
    """What each cause costs one company. Nobody threw a good lead away, which is known, and costs nothing."""
    items = {cause: row["base"] / SCALE for cause, row in _causes(rows).items() if cause != TOTAL}
    assert items.pop("discarded_good_fit") == 0
    return items


def _lost_wins(rows: Slice, cause: str) -> float:
    """Deals lost, from the money and the assumptions it was worked out with, all in the same row."""
    row = _causes(rows)[cause]
    worth = row["mean_won_amount"] * row["gross_margin"] * row["recoverable_share_base"]
    return float(row["base"] / worth / SCALE)


def _total_at(rows: Slice, share: str) -> float:
    """The total with another recoverable share, which only losses of leads depend on."""
    return sum(
        row["base"]
        / SCALE
        * (row[share] / row["recoverable_share_base"] if row["population"] == "leads" else 1)
        for cause, row in _causes(rows).items()
        if cause != TOTAL
    )


COST_PLANS: dict[str, Plan] = {
    "misalignment_cost_1": Plan(
        {
            "items": _items,
            "lost_wins_unworked": lambda rows: _lost_wins(rows, "unworked_leads"),
            "lost_wins_late": lambda rows: _lost_wins(rows, "slow_response"),
            "total_base": lambda rows: _causes(rows)[TOTAL]["base"] / SCALE,
            "total_low_recoverable_25pct": lambda rows: _total_at(rows, "recoverable_share_low"),
            "total_high_recoverable_75pct": lambda rows: _total_at(rows, "recoverable_share_high"),
        }
    )
}
