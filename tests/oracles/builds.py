"""Which build answers which oracle: its day, its calendar, and the builders of its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tests import figures
from tests.oracles import (
    cost_tables,
    credit_tables,
    deal_tables,
    lead_fate_tables,
    lead_tables,
    market_tables,
    plan_tables,
    spend_tables,
    uplift_tables,
)
from tests.oracles.lead_tables import Builder, Built
from tests.oracles.published import Oracle
from tests.oracles.readings import Slice

# An oracle is a handful of records, so nothing may ask for more.
SMALL = (
    "minimum_sample_override=1",
    "auc_min_outcomes=1",
    "discount_size_bands=1",
    "premium_min_deals_per_cell=1",
    "premium_min_late_deals=1",
    "minimum_posting_days=1",
    "goal_matrix_minimum_margin=1",
    "uplift_min_wins=1",
    "value_uplift_min_wins=1",
    "minimum_concession_share=0",
)


@dataclass(frozen=True)
class OracleBuild:
    """One build that answers several oracles; each asks for its rows in its own period."""

    as_of: str
    builders: Mapping[str, tuple[Builder, ...]]
    extra: Built

    def make(self, oracles: Mapping[str, Oracle], home: Path) -> figures.Figures:
        """Write the rows of every oracle of this build together and make the result files."""
        as_of = datetime.fromisoformat(self.as_of).replace(tzinfo=UTC)
        tables: Built = {name: list(records) for name, records in self.extra.items()}
        for oracle_id, builders in self.builders.items():
            for builder in builders:
                for name, records in builder(oracles[oracle_id].question(as_of)).items():
                    tables.setdefault(name, []).extend(records)
        figures.write(tables, home / "data" / "csv")
        return figures.make(home / "data", home, self.as_of, SMALL)


STEPS_SPEED = (0.5, 1, 2, 4, 9, 24, 48)
STEPS_KLEINMAN_HORTON = (1, 2, 3, 4, 6, 8, 9, 12, 14, 20)

# Oracles of cohorts that span several calendar quarters: the company's own calendar has one long quarter.
COHORTS = OracleBuild(
    as_of="2025-04-01",
    builders={
        "lead_follow_up_rate_1": (lead_tables.follow_up,),
        "wilson_newcombe_1998": (lead_tables.counted_follow_up,),
        "speed_to_lead_km_1": (lead_tables.waiting, lead_tables.waiting_scaled(STEPS_SPEED)),
        "km_kleinman_horton": (lead_tables.waiting, lead_tables.waiting_scaled(STEPS_KLEINMAN_HORTON)),
        "km_miller_aml": (lead_tables.waiting, lead_tables.waiting_scaled((8, 13))),
        "elapsed_hours_1": (lead_tables.elapsed,),
        "lead_acceptance_1": (lead_tables.acceptance,),
        "score_disposition_kappa_1": (lead_tables.graded,),
        "kappa_gwet_abstractors": (lead_tables.graded,),
        "kappa_cohen_1968": (lead_tables.graded,),
        "lead_score_auc_1": (lead_tables.scored,),
        "auc_hanley_mcneil_1982": (lead_tables.scored,),
        "auc_sklearn_doc": (lead_tables.scored,),
        "win_rate_1": (deal_tables.cohort,),
        "sales_cycle_1": (deal_tables.cycle,),
        "goal_horizon_1": (deal_tables.goals,),
        "follow_up_sla_1": (lead_fate_tables.promised,),
        "lead_score_calibration_1": (lead_fate_tables.predicted,),
        "lead_to_opportunity_1": (lead_fate_tables.ended,),
        "disqualification_specificity_1": (lead_fate_tables.rejected,),
        "recycle_rate_1": (lead_fate_tables.sent_back,),
        "recycled_conversion_1": (lead_fate_tables.recycled,),
        "wasted_time_1": (lead_fate_tables.worked,),
        "lead_definition_1": (lead_fate_tables.defined,),
        "aligned_uplift_1": (uplift_tables.won_and_lost,),
        "landmark_follow_up_1": (uplift_tables.contacted,),
        "aligned_value_uplift_1": (uplift_tables.valued,),
    },
    extra={
        "fiscal_periods": [
            {
                "period_id": "long",
                "period_type": "quarter",
                "period_start": "2024-01-01",
                "period_end": "2025-03-31",
            }
        ]
    },
)

# The oracle of feedback looks back from its own day.
FEEDBACK = OracleBuild(
    as_of="2025-03-01",
    builders={"feedback_coverage_1": (lead_tables.feedback,), "segment_focus_1": (spend_tables.focus,)},
    extra={},
)

# Oracles of one fiscal quarter's deals and goals.
QUARTER = OracleBuild(
    as_of="2025-07-01",
    builders={
        "quarter_end_1": (deal_tables.quarter_end,),
        "attribution_dispute_1": (deal_tables.claimed,),
        "price_waterfall_1": (deal_tables.waterfall,),
        "pocket_price_accountingtools": (deal_tables.one_price,),
        "shared_goal_overlap_1": (deal_tables.goals,),
        "fx_1": (deal_tables.currencies,),
        "goal_compatibility_1": (plan_tables.attained,),
        "goal_attainability_1": (plan_tables.attainable,),
        "quota_attainment_1": (plan_tables.quotas,),
        "goal_confidence_1": (plan_tables.answered,),
        "perception_gap_1": (plan_tables.answered,),
        "forecast_accuracy_1": (plan_tables.forecast,),
        "message_consistency_1": (market_tables.messages,),
        "journey_visibility_1": (market_tables.journeys,),
        "bundle_rejection_1": (market_tables.bundles,),
        "launch_readiness_1": (market_tables.launches,),
        "content_utilization_1": (market_tables.content,),
        "joint_activity_1": (market_tables.joint,),
        "spend_traceability_1": (spend_tables.traced,),
        "spend_reallocation_1": (spend_tables.moved,),
        "net_revenue_retention_1": (spend_tables.retained,),
        "pipeline_velocity_1": (market_tables.pipeline,),
        "pipeline_velocity_published": (market_tables.pipelines,),
        "attribution_rules_1": (credit_tables.ruled,),
        "attribution_position_published": (credit_tables.placed,),
        "markov_bryl_2016": (credit_tables.travelled,),
        "markov_attribution_1": (credit_tables.travelled,),
        "shapley_fol": (credit_tables.worth,),
        "shapley_attribution_1": (credit_tables.travelled,),
    },
    extra={
        # the record and its calendar go back two years
        "opportunities": [
            {"opportunity_id": "old", "region": "none", "created_at": "2023-01-02", "is_closed": "false"}
        ],
        "fiscal_periods": [
            {"period_id": name, "period_type": "quarter", "period_start": start, "period_end": end}
            for name, (start, end) in plan_tables.QUARTERS.items()
        ],
    },
)

# The oracle of the cost is one quarter of one company, which no other record may be part of.
COST = OracleBuild(as_of="2025-10-01", builders={"misalignment_cost_1": (cost_tables.priced,)}, extra={})

BUILDS = {"cohorts": COHORTS, "feedback": FEEDBACK, "quarter": QUARTER, "cost": COST}

# The row an oracle's figures stand in: a closed period that holds all of its records.
OWN_PERIODS = {
    "segment_focus_1": ("trailing", date(2024, 12, 1)),
    "forecast_accuracy_1": ("quarter", date(2024, 10, 1)),
    "spend_reallocation_1": ("quarter", date(2024, 10, 1)),
    "spend_traceability_1": ("quarter", date(2024, 1, 1)),
}
PERIODS = {
    "cohorts": ("quarter", date(2024, 1, 1)),
    "feedback": ("month", date(2025, 2, 1)),
    "quarter": ("quarter", date(2025, 1, 1)),
    "cost": ("quarter", date(2025, 1, 1)),
}


def rows_of(oracle_id: str, made: Mapping[str, figures.Figures]) -> Slice:
    """The result rows of an oracle."""
    build = next(name for name, plan in BUILDS.items() if oracle_id in plan.builders)
    grain, start = OWN_PERIODS.get(oracle_id, PERIODS[build])
    return Slice(made[build], oracle_id, grain, start)
