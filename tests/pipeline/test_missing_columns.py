"""Every table and every nullable column left out in turn: exactly the metrics that need it are not measured.

One small company is built once and replayed without each thing. What a metric needs is what its YAML declares, so both
directions are held to the declaration: a metric whose figures go without being declared unmeasured lacks a need, one
that is withheld though its figures are the same as ever declares one too many. In between stand the columns that refine
a figure without deciding whether there is one; they are listed here, each with the reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from scorecard import contract, demo
from tests import figures
from tests.replay import Replay

AS_OF = "2026-10-01"
# no figure may hide behind a minimum: what is too few to publish could lose anything unseen
SETTINGS = (
    "minimum_sample_override=1",
    "auc_min_outcomes=1",
    "uplift_min_wins=1",
    "value_uplift_min_wins=1",
    "discount_size_bands=1",
    "premium_min_deals_per_cell=1",
    "premium_min_late_deals=1",
    "minimum_posting_days=1",
    "goal_matrix_minimum_margin=1",
    # what is left out says the same of a segment as of the company
    "segments=[]",
)
BOOKKEEPING = ("loaded_at", "source_system", "is_deleted")
TABLES = contract.tables()
FIGURES = ("value", "ci_low", "ci_high", "numerator", "denominator", "sample_size", "pending")

# Columns that refine figures without deciding whether there is one, and the metrics whose company figures move.
_UPLIFTS = ("aligned_value_uplift", "aligned_win_rate_uplift")
_LEAD_COHORTS = (
    *_UPLIFTS,
    "disqualification_specificity_rate",
    "feedback_coverage_rate",
    "feedback_latency_median_days",
    "follow_up_sla_rate",
    "lead_acceptance_rate",
    "lead_definition_conformance_rate",
    "lead_follow_up_rate",
    "lead_score_auc",
    "lead_score_calibration_ratio",
    "lead_to_opportunity_rate",
    "recycle_rate",
    "recycled_lead_conversion_rate",
    "score_disposition_kappa",
    "speed_to_lead_median_hours",
    "spend_reallocation_correlation",
    "wasted_selling_time_share",
)
REFINING: dict[str, tuple[str, ...]] = {
    # who was a customer already, so that work on them is no new business
    "accounts": ("segment_focus_overlap",),
    "accounts.first_won_on": ("segment_focus_overlap",),
    "leads.account_id": ("segment_focus_overlap",),
    # what a deal in the pipeline, its market and its kind say of the work on it
    "opportunities": ("segment_focus_overlap",),
    "sales_activities.lead_id": ("segment_focus_overlap",),
    "sales_activities.opportunity_id": ("journey_visibility_rate", "segment_focus_overlap"),
    # a market is then cut by the other dimension alone
    "leads.region": ("segment_focus_overlap",),
    # and like is compared with like by the score grade alone
    "leads.segment": (*_UPLIFTS, "segment_focus_overlap"),
    # and by the customer segment alone
    "leads.lead_score_band": _UPLIFTS,
    # money and credit that belong to no campaign are one unit of the interval
    "campaigns": ("return_on_marketing_investment",),
    "campaign_spend.campaign_id": ("return_on_marketing_investment",),
    "touchpoints.campaign_id": ("return_on_marketing_investment",),
    # the next clock stands in: the first assignment
    "leads.handed_off_at": _LEAD_COHORTS,
    # excluded leads are then judged like the others
    "leads.exclusion_reason": _LEAD_COHORTS,
    # the default promise holds for all
    "leads.lead_class": (*_UPLIFTS, "follow_up_sla_rate"),
    "sla_rules": (*_UPLIFTS, "follow_up_sla_rate"),
    # a touch that did not get through is one more attempt
    "sales_activities.outcome": ("follow_up_sla_rate",),
    # automated touches then count as human, with a warning
    "sales_activities.is_automated": (
        *_UPLIFTS,
        "follow_up_sla_rate",
        "lead_follow_up_rate",
        "segment_focus_overlap",
        "speed_to_lead_median_hours",
        "wasted_selling_time_share",
    ),
    # minutes by the kind of activity
    "sales_activities.duration_minutes": ("wasted_selling_time_share",),
    # grades are then read off the dispositions
    "lead_status_events.sales_quality_rating": ("score_disposition_kappa",),
    # links that are tried one after the other: deal, lead, person, account
    "opportunities.account_id": ("journey_visibility_rate",),
    "touchpoints.account_id": ("journey_visibility_rate",),
    "opportunities.primary_lead_id": (
        "attribution_model_divergence",
        "message_consistency_rate",
        "return_on_marketing_investment",
    ),
    # the planned date stands in for the instant of the close
    "opportunities.closed_at": ("pipeline_velocity", "sales_cycle_median_days"),
    # one of six rules gives a milestone to the touch that opened the deal
    "opportunities.created_at": ("attribution_model_divergence",),
    # every deal is then new business
    "opportunities.opportunity_type": (
        "late_quarter_discount_premium",
        "performance_trend_slope",
        "pipeline_velocity",
        "quarter_end_bookings_index",
        "sales_cycle_median_days",
        "segment_focus_overlap",
        "win_rate",
    ),
    # cells of like deals, and of forecasts
    "opportunities.segment": ("forecast_wape", "late_quarter_discount_premium"),
    # what the deal itself says then stands in for what was said of it at the time
    "opportunity_history.amount": ("forecast_wape",),
    "opportunity_history.close_date": ("forecast_wape",),
    # won amounts of the owner stand in
    "quotas.attained_amount": ("quota_attainment_rate",),
    # everybody counts as fully ramped
    "users": ("quota_attainment_rate",),
    "users.hired_on": ("quota_attainment_rate",),
    "users.ramp_days": ("quota_attainment_rate",),
    # content then never leaves the library
    "content_assets.retired_at": ("content_utilization_rate",),
    # every answer is then a respondent of its own
    "survey_responses.respondent_key": ("goal_confidence_score", "perception_gap"),
}

# Five channels are too few to be compared, so the company's spend is compared by kinds of campaigns.
_BY_KIND = ("spend_reallocation_correlation",)
GONE_WITH: dict[str, tuple[str, ...]] = {
    "campaigns": _BY_KIND,
    "campaigns.campaign_type": _BY_KIND,
    "campaign_spend.campaign_id": _BY_KIND,
    "leads.source_campaign_id": _BY_KIND,
}

# Written definitions are data, read when dbt compiles: which columns they ask for is not known before.
_BY_DEFINITION = ("lead_definition_conformance_rate",)
ASKED_FOR_BY_DATA: dict[str, tuple[str, ...]] = {
    "leads.lead_class": _BY_DEFINITION,
    "leads.lead_score_band": _BY_DEFINITION,
    "lead_definitions": _BY_DEFINITION,
}

# Figures that are truly zero without the column.
ZERO_WITHOUT: dict[str, tuple[str, ...]] = {
    # where the first assignment is the hand-off, all are assigned
    "leads.handed_off_at": (
        "lead_definition_conformance_rate/without_an_owner_share",
        "lead_follow_up_rate/outcome/never_assigned",
    ),
    # deals are then followed by person and account, to touches of other campaigns before and after
    "opportunities.primary_lead_id": (
        "attribution_model_divergence/campaign_credit_first_touch/C003",
        "attribution_model_divergence/campaign_credit_last_touch/C021",
    ),
    # in a company this small every second seller wins no deal in a quarter
    "quotas.attained_amount": ("quota_attainment_rate/median_attainment_low",),
}


@dataclass(frozen=True)
class Company:
    """A company's build to replay, what its records fill, and what each figure needs by its YAML."""

    replay: Replay
    filled: frozenset[str]
    needs: Mapping[str, Sequence[str]]
    companion_needs: Mapping[str, Sequence[str]]
    valued: frozenset[str]

    def unmeasured(self, gone: frozenset[str] | set[str] = frozenset()) -> set[str]:
        """Metrics whose needs are not met by what is filled and not gone."""
        return {metric for metric, needs in self.needs.items() if not _met(needs, self.filled - gone)}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Three years of a small company, so that every metric has figures."""
    home = tmp_path_factory.mktemp("company")
    demo.generate(home / "demo", leads=2_000, months=36)
    return read(figures.make(home / "demo", home, AS_OF, SETTINGS), home / "replay")


def read(made: figures.Figures, home: Path) -> Company:
    """What is known of a build, and its replay."""
    replayed = Replay(
        made, home, ["metric_scores", "metric_details", "dimension_scores", "misalignment_cost"]
    )
    filled: set[str] = set()
    for table in TABLES.values():
        counts = ", ".join(f'count("{column.name}") as "{column.name}"' for column in table.columns)
        (row,) = replayed.query(
            f"select {counts} from staging.stg_csv__{table.name} where _set_aside_reason is null"
        )
        filled |= {f"{table.name}.{name}" for name, rows in row.items() if rows and name not in BOOKKEEPING}
    nodes = json.loads((made.settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    metas = {
        node["name"]: node["config"]["meta"]
        for node in nodes.values()
        if node["resource_type"] == "model"
        and "metrics" in node["fqn"]
        and not node["name"].endswith("__details")
    }
    return Company(
        replayed,
        frozenset(filled),
        {metric: meta.get("needs") or [] for metric, meta in metas.items()},
        {
            f"{metric}/{detail}": needs
            for metric, meta in metas.items()
            for detail, needs in (meta.get("companion_needs") or {}).items()
        },
        # a flag that was not raised has nothing to lose
        frozenset(
            row["metric"]
            for row in replayed.query(
                "select distinct metric from base.scorecard.metric_values where value is not null"
            )
            if metas[row["metric"]]["unit"] != "flag"
        ),
    )


@pytest.mark.parametrize("table", TABLES)
def test_without_a_table_or_one_of_its_columns_exactly_what_needs_it_is_not_measured(
    table: str, company: Company
) -> None:
    problems = [
        f"without {gone}: {problem}"
        for gone, select, columns in _left_out(table, company.filled)
        for problem in _problems(company, gone, {table: select}, columns)
    ]
    assert problems == []


def _left_out(table: str, filled: frozenset[str]) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The table and each of its nullable columns that hold something: its name, the rows left, the columns gone."""
    columns = frozenset(name for name in filled if name.startswith(f"{table}."))
    if columns:
        yield table, f"select * from base.raw.{table} where false", columns
    for column in TABLES[table].columns:
        name = f"{table}.{column.name}"
        if name in filled and not column.required:
            yield (
                name,
                f"select * replace (cast(null as varchar) as {column.name}) from base.raw.{table}",
                frozenset([name]),
            )


def _problems(company: Company, gone: str, raw: Mapping[str, str], columns: frozenset[str]) -> list[str]:
    replay, before = company.replay, company.unmeasured()
    wanted = company.unmeasured(columns) | set(ASKED_FOR_BY_DATA.get(gone, ()))
    with replay.replaced(raw):
        rows = {
            row["metric"]: row["reason"]
            for row in replay.query(
                "select metric, max(status_reason) as reason from scorecard.metric_scores "
                "where segment_by = 'all' and status = 'not_measured' group by metric"
            )
        }
        moved, lost, zero = (set(names) for names in (_moved(replay), _lost(replay), _zeros(replay)))
        shown = {row["metric"] for row in replay.query(SHOWN_ALL_THE_SAME)}
        coverage = replay.query(COVERAGE)
    unmeasured = set(rows)
    found = [
        *(f"{metric} is not measured, though its needs are met" for metric in unmeasured - wanted),
        *(f"{metric} is measured without what it needs" for metric in wanted - unmeasured),
        *(
            f"{metric} shows a figure that is not measured"
            for metric in shown & unmeasured - set(ASKED_FOR_BY_DATA.get(gone, ()))
        ),
        *(
            f"{metric} is not measured, though its figures do not depend on it"
            for metric in (unmeasured - before - moved) & company.valued
            if metric not in ASKED_FOR_BY_DATA.get(gone, ())
        ),
        *(
            f"{metric} has lost every figure and does not say why"
            for metric in lost - unmeasured - set(GONE_WITH.get(gone, ()))
        ),
        *(
            f"{name} is zero"
            for name in zero - set(ZERO_WITHOUT.get(gone, ()))
            if name.split("/")[0] not in unmeasured
        ),
        *(
            f"{metric} has moved and is not listed"
            for metric in moved - lost - unmeasured - set(REFINING.get(gone, ()))
        ),
        *(f"{metric} is listed and has not moved" for metric in set(REFINING.get(gone, ())) - moved),
        *(
            f"{metric} does not name it: {rows[metric]}"
            for metric in unmeasured - before
            if metric not in ASKED_FOR_BY_DATA.get(gone, ()) and not _names(rows[metric], gone)
        ),
    ]
    for row in coverage:
        fell = any(
            metric in unmeasured and metric not in before
            for metric in (row["measured"] or "").split(",")
            if metric
        )
        if fell and not row["coverage"] < row["coverage_before"]:
            found.append(f"coverage of {row['dimension']} has not fallen")
        if not moved - unmeasured and not (
            row["bound_low"] <= row["low_before"] + 1e-9 and row["bound_high"] >= row["high_before"] - 1e-9
        ):
            found.append(f"bounds of {row['dimension']} are not wider")
    return found


def _met(needs: Sequence[str], filled: frozenset[str]) -> bool:
    return all(
        any(
            all(column.strip() in filled for column in alternative.split("&"))
            for alternative in need.split("|")
        )
        for need in needs
    )


def _names(reason: str, gone: str) -> bool:
    """A reason names what is missing and, after it, says in a sentence what to add."""
    said, _, advice = reason.partition(". ")
    return (
        said.startswith("not in the data: ") and (f"{gone}." in said or gone in said) and advice.endswith(".")
    )


_ROUNDED = "metric, period_grain, period_start, " + ", ".join(
    f"round(cast({name} as double), 9) as {name}" for name in FIGURES
)
_SLICE = "metric, period_grain, period_start, segment_by, segment"


def _moved(replay: Replay) -> list[str]:
    """Metrics whose figures for the company are not those of the build, withheld or not."""
    now, before = (
        f"(select {_ROUNDED} from {schema}scorecard.metric_values where segment_by = 'all')"
        for schema in ("", "base.")
    )
    return [
        row["metric"]
        for row in replay.query(
            f"select distinct metric from ((from {now} except all from {before}) union all (from {before} except all from {now}))"
        )
    ]


def _lost(replay: Replay) -> list[str]:
    """Metrics that had a value for the company and have none any more."""
    return [
        row["metric"]
        for row in replay.query(
            "select metric from base.scorecard.metric_scores where segment_by = 'all' and value is not null "
            "except select metric from scorecard.metric_scores where segment_by = 'all' and value is not null"
        )
    ]


def _zeros(replay: Replay) -> list[str]:
    """Figures, companions and costs of the company that are zero wherever the build had something else."""
    return [
        row["name"]
        for row in replay.query(
            f"""
            with compared as (
                select now.metric as name, now.value as now, before.value as before
                from scorecard.metric_scores as now inner join base.scorecard.metric_scores as before using ({_SLICE})
                where segment_by = 'all'
                union all
                select now.metric || '/' || detail || coalesce('/' || now.category, ''), now.value, before.value
                from scorecard.metric_details as now inner join base.scorecard.metric_details as before using ({_SLICE}, detail)
                where segment_by = 'all' and now.category is not distinct from before.category
                union all
                select 'cost/' || cause, now.high, before.high
                from scorecard.misalignment_cost as now
                inner join base.scorecard.misalignment_cost as before
                    using (cause, period_grain, period_start, segment_by, segment)
            )
            select name from compared where now is not null
            group by name
            having max(abs(now)) = 0 and max(abs(before)) > 0
            """
        )
    ]


SHOWN_ALL_THE_SAME = """
    select metric from scorecard.metric_scores
    where status = 'not_measured'
        and coalesce(value, ci_low, ci_high, numerator, denominator, score, last_value) is not null
    union
    select metric_details.metric
    from scorecard.metric_details as metric_details
    inner join (
        select metric from scorecard.metric_scores group by metric having bool_and(status = 'not_measured')
    ) as withheld using (metric)
"""

# the newest closed quarter, with the metrics each dimension could score in it
COVERAGE = """
    select
        dimension, now.coverage, before.coverage as coverage_before,
        now.bound_low, before.bound_low as low_before, now.bound_high, before.bound_high as high_before,
        (
            select string_agg(metric, ',') from base.scorecard.metric_scores as scores
            where scores.dimension = now.dimension and scores.role = 'scored' and scores.score is not null and scores.segment_by = 'all'
                and scores.period_grain = 'quarter' and scores.period_start = now.period_start
        ) as measured
    from scorecard.dimension_scores as now
    inner join base.scorecard.dimension_scores as before
        using (dimension, period_grain, period_start, segment_by, segment)
    where segment_by = 'all' and period_start = (select max(period_start) from base.scorecard.dimension_scores)
"""
