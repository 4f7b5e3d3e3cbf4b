"""A company's own quarters and currencies, through the pipeline."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests import figures
from tests.figures import Figures

AS_OF = "2025-06-15"

# quarters of thirteen weeks that end on a Saturday, months of four, four and five weeks in the second
QUARTERS = [
    ("FY25 Q1", date(2024, 12, 29), date(2025, 3, 29)),
    ("FY25 Q2", date(2025, 3, 30), date(2025, 6, 28)),
]
MONTHS = [
    ("Week 1 to 13", date(2024, 12, 29), date(2025, 3, 29)),
    ("P4", date(2025, 3, 30), date(2025, 4, 26)),
    ("P5", date(2025, 4, 27), date(2025, 5, 24)),
    ("P6", date(2025, 5, 25), date(2025, 6, 28)),
]


def deal(name: str, closed: str, amount: float, currency: str = "USD") -> dict[str, Any]:
    return {
        "opportunity_id": name,
        "opportunity_type": "new",
        "created_at": "2024-12-29",
        "closed_at": closed,
        "is_closed": "true",
        "is_won": "true",
        "amount": amount,
        "list_amount": 2 * amount,
        "currency_code": currency,
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    home = tmp_path_factory.mktemp("calendars")
    tables = {
        "fiscal_periods": [
            {"period_id": name, "period_type": kind, "period_start": start, "period_end": end}
            for kind, periods in (("quarter", QUARTERS), ("month", MONTHS))
            for name, start, end in periods
        ],
        "fx_rates": [
            {"currency_code": "EUR", "rate_date": "2025-01-10", "rate_to_reporting": 1.1},
            {"currency_code": "EUR", "rate_date": "2025-02-10", "rate_to_reporting": 1.2},
        ],
        "opportunities": [
            deal("first day", "2024-12-29", 100),
            deal("not yet late", "2025-03-19", 100),
            deal("late", "2025-03-20", 100),
            deal("last day", "2025-03-29", 100),
            deal("calendar's end", "2025-03-30", 100),
            deal("first rate", "2025-02-09", 10, "EUR"),
            deal("second rate", "2025-02-10", 10, "EUR"),
            deal("before any rate", "2025-01-09", 10, "EUR"),
            deal("without a rate", "2025-03-01", 10, "GBP"),
            deal("no currency", "2025-03-01", 10, ""),
        ],
        "campaign_spend": [
            {"spend_id": "rated", "spent_on": "2025-02-09", "amount": 10, "currency_code": "EUR"},
            {"spend_id": "unrated", "spent_on": "2025-01-09", "amount": 10, "currency_code": "EUR"},
        ],
        "concessions": [
            {
                "concession_id": "at the deal's rate",
                "opportunity_id": "second rate",
                "concession_type": "rebate",
                "list_value_amount": 5,
                "granted_at": "2025-01-20",
                "currency_code": "EUR",
            }
        ],
    }
    figures.write(tables, home / "data" / "csv")
    return figures.make_metrics(
        home / "data", home, AS_OF, ["quarter_end_bookings_index", "fct_spend", "row_accounting"], ()
    )


def test_quarters_and_months_are_the_companys_own(made: Figures) -> None:
    rows = made.warehouse(
        "select period_grain, period_label, period_start, period_end, is_closed from marts.dim_periods "
        "where period_grain <> 'trailing' order by period_grain desc, period_start"
    )
    wanted = [("quarter", *period) for period in QUARTERS] + [("month", *period) for period in MONTHS]
    assert [tuple(row.values()) for row in rows] == [
        (kind, name, start, end, end < date(2025, 6, 15)) for kind, name, start, end in wanted
    ]


def test_the_end_of_a_quarter_is_its_last_ten_days_whatever_the_month(made: Figures) -> None:
    rows = made.warehouse("select opportunity_id, quarter_start, is_late from marts.fct_deals")
    placed = {row["opportunity_id"]: (row["quarter_start"], row["is_late"]) for row in rows}
    first, second = QUARTERS[0][1], QUARTERS[1][1]
    assert placed["first day"] == placed["not yet late"] == (first, False)
    assert placed["late"] == placed["last day"] == (first, True)
    assert placed["calendar's end"] == (second, False)
    (index,) = made.warehouse(
        "select value, numerator, denominator from metrics.quarter_end_bookings_index "
        f"where segment_by = 'all' and period_start = date '{first}'"
    )
    # two late deals of 100; in all four of 100, one of 10, and 10 euro at 1.1 and at 1.2
    assert (float(index["numerator"]), float(index["denominator"])) == (200, 433)
    assert index["value"] == pytest.approx(200 / 433 / (10 / 91))


def test_an_amount_is_converted_at_the_last_rate_on_or_before_its_day(made: Figures) -> None:
    rows = made.warehouse("select opportunity_id, amount, list_amount from marts.fct_deals")
    amounts = {row["opportunity_id"]: (float(row["amount"]), float(row["list_amount"])) for row in rows}
    assert amounts["first rate"] == (11, 22)
    assert amounts["second rate"] == (12, 24)
    assert amounts["no currency"] == (10, 20)
    assert made.warehouse("select cast(sum(amount) as double) as amount from marts.fct_spend") == [
        {"amount": 11}
    ]
    (given,) = made.warehouse("select cast(list_value_amount as double) as amount from core.concessions")
    assert given["amount"] == 6


def test_an_amount_without_a_rate_is_set_aside_and_counted_never_guessed(made: Figures) -> None:
    kept = {row["opportunity_id"] for row in made.warehouse("select opportunity_id from core.opportunities")}
    assert not kept & {"before any rate", "without a rate"}
    rows = made.warehouse(
        'select "table", rows_set_aside, reason from scorecard.row_accounting where rows_set_aside > 0 order by 1, 3'
    )
    assert [tuple(row.values()) for row in rows] == [
        ("campaign_spend", 1, "no exchange rate from EUR on or before its date"),
        ("opportunities", 1, "no exchange rate from EUR on or before its date"),
        ("opportunities", 1, "no exchange rate from GBP on or before its date"),
    ]
