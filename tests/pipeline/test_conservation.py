"""Nothing read vanishes, nothing is counted twice: rows, leads, deals, amounts, points."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests import figures
from tests.conftest import DemoBuild

COUNTED = ("lead_follow_up_rate", "lead_acceptance_rate", "feedback_coverage_rate", "win_rate")
SUMMED = ("price_realization_rate", "double_claimed_revenue_rate", "quarter_end_bookings_index")
# small teams are folded into the total only, and goods are not an attribute of leads
SEGMENTS = ("region", "segment", "channel")


@pytest.fixture(scope="module")
def demo(demo_build: Callable[..., DemoBuild]) -> DemoBuild:
    """The demo company as published."""
    return demo_build("misaligned")


def query(demo: DemoBuild, sql: str) -> list[dict[str, Any]]:
    return figures.query(demo.results, sql)


def test_rows_read_are_the_records_of_the_files(demo: DemoBuild) -> None:
    held = Counter()
    for path in demo.data.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            held[path.stem] += sum(1 for _ in csv.reader(file)) - 1
    read = query(demo, 'select "table", sum(rows_read) as rows_read from row_accounting group by "table"')
    assert {row["table"]: row["rows_read"] for row in read if row["rows_read"]} == dict(held)


def test_every_row_read_is_used_or_set_aside_for_a_reason(demo: DemoBuild) -> None:
    for row in query(demo, "select * from row_accounting"):
        assert row["rows_read"] == row["rows_used"] + row["rows_set_aside"], row
        assert (row["rows_set_aside"] > 0) == bool(row["reason"]), row


@pytest.mark.parametrize("metric", COUNTED)
@pytest.mark.parametrize("segment_by", SEGMENTS)
def test_counts_of_the_segments_add_up_to_the_company(metric: str, segment_by: str, demo: DemoBuild) -> None:
    assert (
        _differences(demo, metric, segment_by, ("numerator", "denominator", "sample_size", "pending")) == []
    )


@pytest.mark.parametrize("metric", SUMMED)
@pytest.mark.parametrize("segment_by", [*SEGMENTS, "product_family"])
def test_amounts_of_the_segments_add_up_to_the_company(metric: str, segment_by: str, demo: DemoBuild) -> None:
    assert _differences(demo, metric, segment_by, ("numerator", "denominator", "sample_size")) == []


@pytest.mark.parametrize("metric", [*COUNTED, *SUMMED])
def test_teams_hold_no_more_than_the_company(metric: str, demo: DemoBuild) -> None:
    rows = query(
        demo,
        "select period_grain, period_start, "
        "sum(case when segment_by = 'all' then sample_size end) as company, "
        "sum(case when segment_by = 'team' then sample_size end) as teams "
        f"from metric_values where metric = '{metric}' group by all",
    )
    assert any(row["teams"] for row in rows)
    assert [row for row in rows if (row["teams"] or 0) > (row["company"] or 0)] == []


def test_months_add_up_to_their_quarter(demo: DemoBuild) -> None:
    rows = query(
        demo,
        "with months as (select metric, date_trunc('quarter', period_start) as quarter_start, segment_by, segment, "
        "sum(denominator) as denominator, sum(sample_size) as sample_size from metric_values "
        "where period_grain = 'month' group by all) "
        "select * from metric_values as quarters inner join months using (metric, segment_by, segment) "
        "where quarters.period_grain = 'quarter' and quarters.period_start = months.quarter_start "
        f"and metric in {COUNTED} "
        "and (quarters.denominator <> months.denominator or quarters.sample_size <> months.sample_size)",
    )
    assert rows == []


def test_the_ledger_holds_every_lead_handed_off_in_its_month_once(demo: DemoBuild) -> None:
    with (demo.data / "leads.csv").open(encoding="utf-8", newline="") as file:
        handed_off = Counter(
            lead["handed_off_at"][:7] for lead in csv.DictReader(file) if lead["handed_off_at"]
        )
    for segment_by in ("all", *SEGMENTS):
        ledger = query(
            demo,
            "select strftime(period_start, '%Y-%m') as month, sum(leads) as leads from handoff_ledger "
            f"where period_grain = 'month' and segment_by = '{segment_by}' group by 1",
        )
        assert {row["month"]: row["leads"] for row in ledger} == dict(handed_off)


def test_won_amount_is_the_amount_of_the_won_deals_in_the_file(demo: DemoBuild) -> None:
    with (demo.data / "opportunities.csv").open(encoding="utf-8", newline="") as file:
        deals = [deal for deal in csv.DictReader(file) if deal["is_won"].lower() == "true"]
    in_dollars = sum(float(deal["amount"]) for deal in deals if deal["currency_code"] in ("", "USD"))
    counted = query(
        demo,
        "select sum(denominator) as amount, sum(sample_size) as deals from metric_values "
        "where metric = 'double_claimed_revenue_rate' and period_grain = 'month' and segment_by = 'all'",
    )
    assert counted[0]["deals"] == sum(1 for deal in deals if float(deal["amount"] or 0) > 0)
    if in_dollars and all(deal["currency_code"] in ("", "USD") for deal in deals):
        assert counted[0]["amount"] == pytest.approx(in_dollars, rel=1e-11)


def test_contributions_add_up_to_the_change_of_the_index(demo: DemoBuild) -> None:
    rows = query(
        demo,
        "with moves as (select *, score - lag(score) over (partition by segment_by, segment order by period_start) "
        "as change from alignment_index), "
        "parts as (select period_start, segment_by, segment, sum(points) as points from contributions group by all) "
        "select * from moves left join parts using (period_start, segment_by, segment) where change is not null",
    )
    assert rows
    for row in rows:
        assert row["points"] == pytest.approx(row["change"], abs=1e-8), row


def test_campaigns_add_up_to_the_company_in_spend_leads_and_under_every_rule_of_credit(
    demo: DemoBuild,
) -> None:
    columns = [
        name for name in query(demo, "select * from campaigns limit 1")[0] if name.startswith("credit_")
    ]
    rules = [name for name in columns if name not in ("credit_low", "credit_high")]
    assert len(rules) == 8
    (sums,) = query(
        demo, "select " + ", ".join(f"sum({rule}) as {rule}" for rule in rules) + " from campaigns"
    )
    with (demo.data / "opportunities.csv").open(encoding="utf-8", newline="") as file:
        won = sum(float(deal["amount"]) for deal in csv.DictReader(file) if deal["is_won"].lower() == "true")
    with (demo.data / "campaign_spend.csv").open(encoding="utf-8", newline="") as file:
        spent = sum(float(row["amount"]) for row in csv.DictReader(file))
    with (demo.data / "leads.csv").open(encoding="utf-8", newline="") as file:
        leads = sum(1 for _ in csv.DictReader(file))
    assert sums == pytest.approx(dict.fromkeys(rules, won), rel=1e-9)
    (totals,) = query(
        demo, "select sum(spend_amount) as spend, sum(leads) as leads, sum(won_amount) as won from campaigns"
    )
    assert [float(totals[name]) for name in ("spend", "leads", "won")] == pytest.approx([spent, leads, won])


def test_a_campaigns_credit_lies_between_its_rules(demo: DemoBuild) -> None:
    rows = query(demo, "select * from campaigns")
    assert len(rows) > 20
    for row in rows:
        assert row["credit_low"] <= row["credit_linear"] <= row["credit_high"], row["campaign_id"]


def test_claimed_revenue_is_a_whole(demo: DemoBuild) -> None:
    rows = query(
        demo,
        "select sum(value) as shares from metric_details where detail = 'claimed_revenue' "
        "group by period_grain, period_start, segment_by, segment",
    )
    assert rows
    assert all(row["shares"] == pytest.approx(1, abs=1e-9) for row in rows)


def test_costs_add_up_to_their_total(demo: DemoBuild) -> None:
    rows = query(
        demo,
        "select segment_by, segment, "
        "sum(case when cause = 'total' then base else -base end) as base, "
        "sum(case when cause = 'total' then low else -low end) as low, "
        "sum(case when cause = 'total' then high else -high end) as high, "
        "max(base) as largest from misalignment_cost where period_grain = 'latest' group by all",
    )
    assert rows
    for row in rows:
        for range_end in ("base", "low", "high"):
            assert row[range_end] == pytest.approx(0, abs=1e-6 * max(1, row["largest"])), row


def test_an_unfinished_period_is_never_published_as_a_fall(demo: DemoBuild) -> None:
    rows = query(
        demo,
        "select metric, metric_values.period_start, status, value from metric_values "
        "inner join periods using (period_grain, period_start) where not periods.is_closed",
    )
    assert [row for row in rows if row["value"] is not None or row["status"] in ("measured", "flagged")] == []


def _differences(
    demo: DemoBuild, metric: str, segment_by: str, columns: tuple[str, ...]
) -> list[dict[str, Any]]:
    """Periods in which the segments do not add up to the company."""
    sums = ", ".join(
        f"coalesce(sum(case when segment_by = 'all' then {column} end), 0) as company_{column}, "
        f"coalesce(sum(case when segment_by = '{segment_by}' then {column} end), 0) as segments_{column}"
        for column in columns
    )
    rows = query(
        demo,
        f"select period_grain, period_start, {sums} from metric_values where metric = '{metric}' group by all",
    )
    assert any(row["segments_sample_size"] for row in rows)
    return [
        row
        for row in rows
        if any(
            row[f"company_{column}"] != pytest.approx(row[f"segments_{column}"], rel=1e-9)
            for column in columns
        )
    ]
