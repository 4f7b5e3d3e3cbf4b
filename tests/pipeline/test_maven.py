"""A pipeline nobody here wrote, with known truths: 8,800 deals, no leads, no campaigns."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests import figures
from tests.figures import Figures

pytestmark = pytest.mark.requires("shared")

AS_OF = "2018-01-01"
LEAD_METRICS = (
    "lead_follow_up_rate",
    "speed_to_lead_median_hours",
    "lead_acceptance_rate",
    "score_disposition_kappa",
    "lead_score_auc",
    "feedback_coverage_rate",
    "double_claimed_revenue_rate",
    "shared_goal_overlap",
)


@pytest.fixture(scope="module")
def maven_tables(project: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The canonical tables the example's own script writes, as a user would run it."""
    data = tmp_path_factory.mktemp("maven_tables")
    subprocess.run(
        [
            *(sys.executable, str(project / "examples" / "maven_crm" / "convert.py")),
            *(str(shared / "data" / "maven_crm"), str(data / "csv")),
        ],
        check=True,
        capture_output=True,
    )
    return data


@pytest.fixture(scope="module")
def maven(maven_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Its figures as the example builds them, and a window that holds the whole record beside the usual periods."""
    return figures.make(
        maven_tables,
        tmp_path_factory.mktemp("maven"),
        AS_OF,
        ["late_window_days=14", "trailing_days=3650"],
    )


def test_a_cycle_that_could_not_yet_have_been_longer_is_not_said_to_have_fallen(maven: Figures) -> None:
    (row,) = maven.query(
        "select before, after, significant from changes "
        "where metric = 'sales_cycle_median_days' and segment_by = 'all' and kind = 'moved'"
    )
    assert row["after"] < row["before"] / 5
    assert not row["significant"]


def test_it_may_be_published(maven: Figures) -> None:
    assert maven.refusal == ""


def test_price_realisation_adds_up_over_all_quarters_with_no_product_lost(maven: Figures) -> None:
    assert _sums(maven, "price_realization_rate") == (10_005_534, 10_023_482)
    families = maven.query(
        "select sum(denominator) as list_amount from metric_values where metric = 'price_realization_rate' "
        "and period_grain = 'quarter' and segment_by = 'product_family'"
    )
    assert families[0]["list_amount"] == 10_023_482


def test_the_product_spelled_two_ways_is_one_product(maven: Figures) -> None:
    found = maven.warehouse(
        "select count(*) as deals, count(list_price) as priced from core.opportunities "
        "left join core.products using (product_id)"
    )
    assert found == [{"deals": 8_800, "priced": 8_800}]


def test_two_quarters_above_list_are_published_with_an_interval_around_them(maven: Figures) -> None:
    above = maven.query(
        "select * from metric_values where metric = 'price_realization_rate' and period_grain = 'quarter' "
        "and segment_by = 'all' and value > 1"
    )
    assert len(above) == 2
    for row in above:
        assert row["ci_low"] < row["value"] < row["ci_high"]
        # any deal above list: the interval is on the rate itself, so it lies evenly around it
        assert row["value"] - row["ci_low"] == pytest.approx(row["ci_high"] - row["value"], rel=1e-9)
        assert row["score"] == 100


def test_win_rate_counts_openings_and_the_details_closings(maven: Figures) -> None:
    assert _sums(maven, "win_rate") == (2_453, 4_496)
    assert _details(maven, "win_rate", "won_of_closed") == (4_238, 6_711)


def test_cycle_medians_are_the_known_ones(maven: Figures) -> None:
    whole = maven.query(
        "select value, sample_size from metric_values where metric = 'sales_cycle_median_days' "
        "and period_grain = 'trailing' and segment_by = 'all'"
    )
    # 500 of the 8,800 deals have no opening date
    assert whole == [{"value": 69.0, "sample_size": 8_300}]
    won_only = maven.query(
        "select value, sample_size from metric_details where metric = 'sales_cycle_median_days' "
        "and detail = 'won_only_median_days' and period_grain = 'trailing' and segment_by = 'all'"
    )
    assert won_only == [{"value": 57.0, "sample_size": 4_238}]


def test_the_last_fortnight_of_a_quarter_holds_959_of_4238_won_deals(maven: Figures) -> None:
    assert _details(maven, "quarter_end_bookings_index", "late_deal_share") == (959, 4_238)


def test_no_discount_alarm_is_raised_where_prices_do_not_move(maven: Figures) -> None:
    rows = maven.query(
        "select * from metric_values where metric = 'late_quarter_discount_premium' and segment_by = 'all' "
        "and value is not null order by period_start"
    )
    assert rows
    for row in rows:
        assert row["ci_low"] < 0 < row["ci_high"]
    # the company's newest figure rests on all deals and is at its target
    assert rows[-1]["score"] > 70


def test_the_first_quarter_is_judged_by_the_days_the_data_holds_and_says_so(maven: Figures) -> None:
    (row,) = maven.query(
        "select status, status_reason, value, numerator / denominator as late_share from metric_values "
        "where metric = 'quarter_end_bookings_index' and segment_by = 'all' and period_start = date '2017-01-01'"
    )
    # deals close from 1 March on: 31 days, of which the window is 14
    assert row["value"] == pytest.approx(row["late_share"] / (14 / 31), rel=1e-9)
    assert row["status"] == "flagged"
    assert "2017-03-01" in row["status_reason"]


def test_deals_without_an_opening_date_are_counted_not_lost(maven: Figures) -> None:
    accounting = maven.query("select * from row_accounting where \"table\" = 'opportunities'")
    assert [(row["rows_read"], row["rows_used"], row["rows_set_aside"]) for row in accounting] == [
        (8_800, 8_800, 0)
    ]
    dated = maven.query(
        "select sum(sample_size + pending) as deals from metric_values "
        "where metric = 'win_rate' and period_grain = 'quarter' and segment_by = 'all'"
    )
    undated = maven.warehouse("select count(*) as deals from core.opportunities where created_at is null")
    assert (dated[0]["deals"], undated[0]["deals"]) == (8_300, 500)


@pytest.mark.parametrize("metric", LEAD_METRICS)
def test_what_the_data_does_not_hold_is_not_measured_and_says_what_to_add(
    metric: str, maven: Figures
) -> None:
    rows = maven.query("select * from metric_values where metric = ?", [metric])
    assert rows
    for row in rows:
        assert row["status"] == "not_measured"
        assert row["status_reason"].startswith("not in the data: ")
        assert "Add " in row["status_reason"] or "Record " in row["status_reason"]
        assert {
            row[name] for name in ("value", "ci_low", "ci_high", "numerator", "denominator", "score")
        } == {None}
    assert not maven.query("select * from metric_details where metric = ?", [metric])


def test_nothing_about_leads_appears_anywhere(maven: Figures) -> None:
    assert not maven.query("select * from handoff_ledger")
    causes = {row["cause"] for row in maven.query("select distinct cause from misalignment_cost")}
    assert not causes & {"unworked_leads", "slow_response", "discarded_good_fit", "selling_time_on_wrong_fit"}


def test_the_index_is_provisional_and_without_a_tier(maven: Figures) -> None:
    rows = maven.query("select * from alignment_index where segment_by = 'all'")
    assert rows
    assert all(row["provisional"] and row["tier"] is None for row in rows)
    assert max(row["coverage"] for row in rows) < 0.6


def _sums(made: Figures, metric: str) -> tuple[Any, ...]:
    return _only(
        made.query(
            "select sum(numerator) as part, sum(denominator) as whole from metric_values "
            "where metric = ? and period_grain = 'quarter' and segment_by = 'all'",
            [metric],
        )
    )


def _details(made: Figures, metric: str, detail: str) -> tuple[Any, ...]:
    """The sums a share in the details was made of, over all quarters."""
    return _only(
        made.query(
            "select round(sum(value * sample_size)) as part, sum(sample_size) as whole from metric_details "
            "where metric = ? and detail = ? and period_grain = 'quarter' and segment_by = 'all'",
            [metric, detail],
        )
    )


def _only(rows: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    (row,) = rows
    return tuple(row.values())
