"""Our own figures are held to what any figure must be: each kind of nonsense, planted alone, is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from scorecard import contract
from scorecard.checks import running, suites
from scorecard.checks.model import OUTPUTS, CheckResult, Rule
from scorecard.checks.rendering import expand
from scorecard.checks.summary import summarise
from scorecard.registry import Registry
from scorecard.settings import make

PROJECT = Path(__file__).resolve().parents[2]

# Two metrics of one dimension and one of another, over twelve months and one quarter, as the scorecard layer makes them.
SCORECARD = """
create schema scorecard;
create table scorecard.metric_catalog as
from (values ('follow', 'share', 'W', 1.0), ('speed', 'hours', 'KM', 0.5), ('claims', 'share', 'WK', 1.0)) as catalog(metric, unit, interval_code, weight);

create table scorecard.metric_scores as
with figures as (
    select *, 0.5 + 0.002 * ((month_number * month_number * 3) % 11) as share
    from (values ('follow', 'hand_off'), ('speed', 'hand_off'), ('claims', 'attribution')) as metrics(metric, dimension),
        range(13) as months(month_number)
)
select
    metric,
    dimension,
    'scored' as role,
    case when month_number = 12 then 'quarter' else 'month' end as period_grain,
    cast(date '2025-01-01' + to_months(cast(month_number % 12 as integer)) as date) as period_start,
    'all' as segment_by,
    'all' as segment,
    cast(share as double) as value,
    cast(share - 0.1 as double) as ci_low,
    cast(share + 0.1 as double) as ci_high,
    cast(100 * share as double) as numerator,
    cast(100 as double) as denominator,
    100 as sample_size,
    0 as pending,
    cast(case metric when 'follow' then 80 when 'speed' then 20 else 30 end as double) as score,
    'measured' as status,
    cast(null as varchar) as status_reason
from figures;

create table scorecard.dimension_scores as
select
    dimension,
    'quarter' as period_grain,
    date '2025-01-01' as period_start,
    'all' as segment_by,
    'all' as segment,
    score,
    score - 5 as ci_low,
    score + 5 as ci_high,
    1.0 as coverage,
    score as bound_low,
    score as bound_high
from (values ('hand_off', 60.0), ('attribution', 30.0)) as dimensions(dimension, score);

create table scorecard.alignment_index as
select
    'quarter' as period_grain,
    date '2025-01-01' as period_start,
    'all' as segment_by,
    'all' as segment,
    score,
    score - 5 as ci_low,
    score + 5 as ci_high,
    1.0 as coverage,
    score - 10 as bound_low,
    score + 10 as bound_high,
    'partly_aligned' as tier,
    false as provisional,
    score - 1 as weight_low,
    score + 1 as weight_high
from (select exp((ln(60.0) + ln(30.0)) / 2) as score) as computed;

create table scorecard.misalignment_cost as
select 'quarter' as period_grain, date '2025-01-01' as period_start, 'all' as segment_by, 'all' as segment,
    'unworked_leads' as cause, 1.0 as low, 2.0 as base, 3.0 as high;
"""


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(SCORECARD)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    tables = contract.tables(PROJECT)
    found = suites.read_all(PROJECT / "checks", {name: table.column_names for name, table in tables.items()})
    return [rule for rule in expand(found, tables) if rule.relation in OUTPUTS]


def judge(rules: list[Rule], connection: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    settings = make(project=PROJECT, environment={"SOURCE_DATE_EPOCH": "1775044800"})
    return running.evaluate(rules, settings, Registry(metrics=(), dimensions=()), connection)


def test_sound_figures_pass_every_check(rules: list[Rule], warehouse: duckdb.DuckDBPyConnection) -> None:
    results = judge(rules, warehouse)
    assert {result.check: result.success for result in results} == {rule.check: True for rule in rules}


FIGURE = "update scorecard.metric_scores set "
FAULTS = [
    (FIGURE + "ci_high = 'inf' where metric = 'speed'", "metric_scores.figures_are_finite"),
    (FIGURE + "numerator = 'nan' where metric = 'speed'", "metric_scores.figures_are_finite"),
    (FIGURE + "value = 1.2, ci_high = 1.3, numerator = 50 where metric = 'follow' and period_grain = 'quarter'", "metric_scores.shares_lie_between_0_and_1"),
    (FIGURE + "ci_low = value + 0.01 where metric = 'speed'", "metric_scores.interval_contains_the_value"),
    (FIGURE + "numerator = 101 where metric = 'claims'", "metric_scores.numerator_is_within_denominator"),
    (FIGURE + "pending = -1 where metric = 'claims'", "metric_scores.counts_are_not_negative"),
    (FIGURE + "score = 101 where metric = 'claims' and period_grain = 'month'", "metric_scores.scores_lie_between_0_and_100"),
    (FIGURE + "status = 'blocked', status_reason = 'why' where metric = 'claims'", "metric_scores.unknown_figures_are_empty"),
    (FIGURE + "status = 'pending', value = null, score = null where metric = 'claims' and period_grain = 'month'", "metric_scores.unknown_figures_are_empty"),
    (FIGURE + "value = 0.99, ci_high = 1 where metric = 'speed' and period_start = date '2025-12-01'", "metric_scores.newest_month_is_in_line"),
    (FIGURE + "segment_by = 'team', segment = 'ann@example.com' where metric = 'speed' and period_grain = 'month'", "metric_scores.no_personal_data"),
    ("update scorecard.dimension_scores set ci_low = score + 1", "dimension_scores.scores_are_in_order"),
    ("update scorecard.dimension_scores set score = score + 1 where dimension = 'hand_off'", "dimension_scores.score_recomputes_from_its_metrics"),
    ("update scorecard.alignment_index set provisional = true", "alignment_index.scores_are_in_order"),
    ("update scorecard.alignment_index set score = score + 0.5", "alignment_index.index_recomputes_from_stored_scores"),
    ("update scorecard.misalignment_cost set low = 2.5", "misalignment_cost.low_base_and_high_are_in_order"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "expected"), FAULTS, ids=[f"{number}-{check}" for number, (_, check) in enumerate(FAULTS)]
)
def test_nonsense_is_named_and_refused(
    rules: list[Rule], warehouse: duckdb.DuckDBPyConnection, fault: str, expected: str
) -> None:
    relation = expected.split(".")[0]
    warehouse.begin()
    try:
        warehouse.execute(fault)
        results = judge([rule for rule in rules if rule.relation == relation], warehouse)
    finally:
        warehouse.rollback()
    failed = [result for result in results if result.success is False]
    assert [result.check for result in failed] == [expected]
    assert summarise(results, "outputs").refused == (failed[0].severity == "critical")
    if "metric = 'claims'" in fault:
        assert failed[0].metrics == "claims"


def test_every_rule_has_a_planted_fault(rules: list[Rule]) -> None:
    assert {rule.check for rule in rules} == {check for _, check in FAULTS}
