"""Which build answers which oracle, how its rows are made, and where each expected figure is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tests import figures
from tests.oracles import deal_tables, lead_tables
from tests.oracles.lead_tables import Builder, Built
from tests.oracles.published import Oracle
from tests.oracles.readings import (
    Plan,
    Slice,
    column,
    companion,
    interval,
    logit_standard_error,
    standard_error,
    survival_at,
)

# An oracle is a handful of records, so nothing may ask for more.
SMALL = (
    "minimum_sample_override=1",
    "auc_min_outcomes=1",
    "discount_size_bands=1",
    "premium_min_deals_per_cell=1",
    "premium_min_late_deals=1",
    "minimum_posting_days=1",
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
    as_of="2025-03-01", builders={"feedback_coverage_1": (lead_tables.feedback,)}, extra={}
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
    },
    extra={},
)

BUILDS = {"cohorts": COHORTS, "feedback": FEEDBACK, "quarter": QUARTER}

# The row an oracle's figures stand in: a closed period that holds all of its records.
PERIODS = {
    "cohorts": ("quarter", date(2024, 1, 1)),
    "feedback": ("month", date(2025, 2, 1)),
    "quarter": ("quarter", date(2025, 1, 1)),
}


def rows_of(oracle_id: str, made: Mapping[str, figures.Figures]) -> Slice:
    """The result rows of an oracle."""
    build = next(name for name, plan in BUILDS.items() if oracle_id in plan.builders)
    grain, start = PERIODS[build]
    return Slice(made[build], oracle_id, grain, start)


NOT_YET = "a figure of a metric that is not in the catalogue yet: "
IN_THE_INTERVAL = "not published by itself; the published interval stands or falls with it"


def not_yet(metric: str, *keys: str) -> dict[str, str]:
    """Keys that belong to a metric which is not in the catalogue; once it is, they must be read."""
    return dict.fromkeys(keys, f"{NOT_YET}{metric}")


FOLLOW_UP = "lead_follow_up_rate"
SPEED = "speed_to_lead_median_hours"
ACCEPTANCE = "lead_acceptance_rate"
KAPPA = "score_disposition_kappa"
AUC = "lead_score_auc"
FEEDBACK_RATE = "feedback_coverage_rate"
CLAIMS = "double_claimed_revenue_rate"
PRICE = "price_realization_rate"
INDEX = "quarter_end_bookings_index"
PREMIUM = "late_quarter_discount_premium"
GOALS = "shared_goal_overlap"
HORIZON = "goal_horizon_gap"
SOURCE_KAPPA = "source_agreement_kappa"
WIN = "win_rate"
CYCLE = "sales_cycle_median_days"

PLANS: dict[str, Plan] = {
    "lead_follow_up_rate_1": Plan(
        {
            "numerator": column(FOLLOW_UP, "numerator"),
            "denominator": column(FOLLOW_UP, "denominator"),
            "excluded_immature": column(FOLLOW_UP, "pending"),
            "value": column(FOLLOW_UP, "value"),
            "ci_low": column(FOLLOW_UP, "ci_low"),
            "ci_high": column(FOLLOW_UP, "ci_high"),
        }
    ),
    "wilson_newcombe_1998": Plan(
        {
            "rows": lambda rows: [
                {
                    "successes": rows.figure(FOLLOW_UP, "numerator", f"/{position}"),
                    "trials": rows.figure(FOLLOW_UP, "denominator", f"/{position}"),
                    "estimate": rows.figure(FOLLOW_UP, "value", f"/{position}"),
                    "ci_low": rows.figure(FOLLOW_UP, "ci_low", f"/{position}"),
                    "ci_high": rows.figure(FOLLOW_UP, "ci_high", f"/{position}"),
                }
                for position in range(1, 5)
            ]
        }
    ),
    "speed_to_lead_km_1": Plan(
        {
            "steps.hours": lambda _rows: list(STEPS_SPEED),
            "steps.survival": lambda rows: [survival_at(SPEED, step)(rows) for step in STEPS_SPEED],
            "median_hours": column(SPEED, "value"),
            "median_ci_low": column(SPEED, "ci_low"),
            "median_ci_high": column(SPEED, "ci_high"),
            "contacted_within_24h": companion(SPEED, "contacted_within_hours", "24"),
            "naive_median_contacted_only": companion(SPEED, "contacted_only_median_hours"),
        },
        unpublished={
            "steps.at_risk": "steps are published as shares only; each share and the interval stand on it",
            "steps.events": "steps are published as shares only; each share and the interval stand on it",
            "contacted_within_24h_ci_low": "companion figures carry no interval",
            "contacted_within_24h_ci_high": "companion figures carry no interval",
        },
    ),
    "km_kleinman_horton": Plan(
        {
            "survival": lambda rows: {
                f"{step}": survival_at(SPEED, step)(rows) for step in STEPS_KLEINMAN_HORTON
            },
            "median_hours": column(SPEED, "value"),
        }
    ),
    "km_miller_aml": Plan(
        {
            "maintained_median": column(SPEED, "value", " maintained"),
            "nonmaintained_median": column(SPEED, "value", " nonmaintained"),
            "maintained_survival_at_13": survival_at(SPEED, 13, " maintained"),
            "nonmaintained_survival_at_8": survival_at(SPEED, 8, " nonmaintained"),
        }
    ),
    "elapsed_hours_1": Plan(
        {"hours": column(SPEED, "value")},
        contrasts={"datediff_hour_wrong": "counts boundaries crossed instead of time passed"},
    ),
    "lead_acceptance_1": Plan({"value": column(ACCEPTANCE, "value"), "ci": interval(ACCEPTANCE)}),
    "score_disposition_kappa_1": Plan(
        {
            "n": column(KAPPA, "sample_size"),
            "kappa_linear": column(KAPPA, "value"),
            "kappa_linear_se": standard_error(KAPPA),
            "ci_low": column(KAPPA, "ci_low"),
            "ci_high": column(KAPPA, "ci_high"),
            "kappa_quadratic": companion(KAPPA, "kappa_quadratic"),
            "kappa_unweighted": companion(KAPPA, "kappa_unweighted"),
        },
        unpublished={
            "observed_weighted_agreement": "the published kappa stands or falls with it",
            "expected_weighted_agreement": "the published kappa stands or falls with it",
        },
    ),
    "kappa_gwet_abstractors": Plan(
        {
            "kappa": companion(KAPPA, "kappa_unweighted"),
            "kappa_linear": column(KAPPA, "value"),
            "kappa_linear_se": standard_error(KAPPA),
            "kappa_quadratic": companion(KAPPA, "kappa_quadratic"),
        },
        unpublished={
            "kappa_se": "companion figures carry no interval",
            "kappa_quadratic_se": "companion figures carry no interval",
        },
    ),
    "kappa_cohen_1968": Plan(
        {"kappa": companion(KAPPA, "kappa_unweighted")},
        unpublished={
            "weighted_kappa": "its weights of 0, 1, 3 and 6 are Cohen's illustration; no metric uses them"
        },
    ),
    "lead_score_auc_1": Plan(
        {
            "n_event": companion(AUC, "converted_leads"),
            "n_non_event": lambda rows: (
                rows.figure(AUC, "sample_size") - rows.companion(AUC, "converted_leads")
            ),
            "auc": column(AUC, "value"),
            "se_delong": logit_standard_error(AUC),
            "ci_low_logit": column(AUC, "ci_low"),
            "ci_high_logit": column(AUC, "ci_high"),
        },
        contrasts={"se_hanley_mcneil": "the older standard error, for comparison; the interval is DeLong's"},
    ),
    "auc_hanley_mcneil_1982": Plan(
        {"auc": column(AUC, "value"), "se_delong": logit_standard_error(AUC)},
        contrasts={"se_hanley_mcneil": "the older standard error, for comparison; the interval is DeLong's"},
    ),
    "auc_sklearn_doc": Plan({"auc": column(AUC, "value")}),
    "feedback_coverage_1": Plan(
        {
            "denominator": column(FEEDBACK_RATE, "denominator"),
            "numerator_within_14d": column(FEEDBACK_RATE, "numerator"),
            "value": column(FEEDBACK_RATE, "value"),
            "ci": interval(FEEDBACK_RATE),
        },
        unpublished={
            "feedback_ever_structured": "the coverage counts feedback within the horizon only",
            **not_yet(
                "feedback_latency_median_days",
                "latency_median_days",
                "latency_median_days_ci_low",
                "latency_median_days_ci_high",
            ),
        },
    ),
    "win_rate_1": Plan(
        {
            "denominator": column(WIN, "denominator"),
            "numerator": column(WIN, "numerator"),
            "value": column(WIN, "value"),
            "ci": interval(WIN),
            "naive_won_over_closed": companion(WIN, "won_of_closed"),
        }
    ),
    "sales_cycle_1": Plan(
        {
            "median_days": column(CYCLE, "value"),
            "ci_low": column(CYCLE, "ci_low"),
            "ci_high": column(CYCLE, "ci_high"),
            "naive_median_closed_only": companion(CYCLE, "closed_only_median_days"),
        }
    ),
    "attribution_dispute_1": Plan(
        {
            "won_amount": column(CLAIMS, "denominator"),
            "double_claimed_amount": column(CLAIMS, "numerator"),
            "double_claimed_revenue_rate": column(CLAIMS, "value"),
            "ci_low": column(CLAIMS, "ci_low"),
            "ci_high": column(CLAIMS, "ci_high"),
            "over_claim_ratio": companion(CLAIMS, "over_claim_ratio"),
            "unclaimed_revenue_rate": companion(CLAIMS, "unclaimed_revenue_rate"),
            "source_agreement_kappa": column(SOURCE_KAPPA, "value"),
            "source_agreement_kappa_se": standard_error(SOURCE_KAPPA),
            "n_pairs": column(SOURCE_KAPPA, "sample_size"),
        },
        unpublished={"n_effective": IN_THE_INTERVAL},
    ),
    "quarter_end_1": Plan(
        {
            "late_share": lambda rows: rows.figure(INDEX, "numerator") / rows.figure(INDEX, "denominator"),
            "late_share_ci_low": lambda rows: _per_index_point(rows) * rows.figure(INDEX, "ci_low"),
            "late_share_ci_high": lambda rows: _per_index_point(rows) * rows.figure(INDEX, "ci_high"),
            "uniform_share": lambda rows: _per_index_point(rows),
            "quarter_end_bookings_index": column(INDEX, "value"),
            "index_ci_low": column(INDEX, "ci_low"),
            "index_ci_high": column(INDEX, "ci_high"),
            "late_discount_rate": companion(PREMIUM, "late_discount_rate"),
            "other_discount_rate": companion(PREMIUM, "other_discount_rate"),
            "late_discount_premium_crude": companion(PREMIUM, "crude_premium"),
            "late_quarter_discount_premium": column(PREMIUM, "value"),
            # one degree of freedom: the quantile the seed gives is 12.7062047361747
            "premium_se": lambda rows: (
                (rows.figure(PREMIUM, "ci_high") - rows.figure(PREMIUM, "ci_low")) / (2 * 12.7062047361747)
            ),
            "premium_ci_low": column(PREMIUM, "ci_low"),
            "premium_ci_high": column(PREMIUM, "ci_high"),
            "late_discount_cost": lambda rows: (
                rows.figure(PREMIUM, "value") * rows.companion(PREMIUM, "late_list_amount")
            ),
        },
        unpublished={"n_effective": IN_THE_INTERVAL, "premium_df": IN_THE_INTERVAL},
    ),
    "price_waterfall_1": Plan(
        {
            "list_total": companion(PRICE, "waterfall", "list"),
            "invoice_total": companion(PRICE, "waterfall", "invoice"),
            "pocket_total": companion(PRICE, "waterfall", "pocket"),
            "price_realization_rate": column(PRICE, "value"),
            "discount_rate": companion(PRICE, "discount_rate"),
            "price_realization_ci_low": column(PRICE, "ci_low"),
            "price_realization_ci_high": column(PRICE, "ci_high"),
            "pocket_price_realization": companion(PRICE, "pocket_price_realization"),
            "leakage_by_type": lambda rows: {
                kind: rows.companion(PRICE, "concession_amount", kind)
                for kind in ("free_training", "free_freight", "customization")
            },
        },
        contrasts={
            "mean_of_ratios_wrong": "the mean of the deals' ratios lets small deals speak for large ones"
        },
        unpublished={
            "discount_jackknife_se": IN_THE_INTERVAL,
            "n_effective": IN_THE_INTERVAL,
            **not_yet(
                "concession_leakage_rate",
                "concession_leakage_rate",
                "concession_jackknife_se",
                "concession_ci_low",
                "concession_ci_high",
            ),
        },
    ),
    "pocket_price_accountingtools": Plan(
        {
            "pocket_price": companion(PRICE, "waterfall", "pocket"),
            "pocket_realization": companion(PRICE, "pocket_price_realization"),
        },
        unpublished={"contribution_margin": "costs of goods are not in the canonical tables"},
    ),
    "shared_goal_overlap_1": Plan(
        {
            "shared_goal_overlap": lambda rows: rows.company(GOALS, "value"),
            "total_variation_distance": lambda rows: rows.company_companion(
                GOALS, "total_variation_distance"
            ),
        }
    ),
    "goal_horizon_1": Plan(
        {
            "sales_long_weight": lambda rows: rows.company_companion(HORIZON, "long_term_weight", "sales"),
            "marketing_long_weight": lambda rows: rows.company_companion(
                HORIZON, "long_term_weight", "marketing"
            ),
            "goal_horizon_gap": lambda rows: rows.company(HORIZON, "value"),
        }
    ),
    "fx_1": Plan(
        {
            "reporting_amounts": lambda rows: _converted(rows),
            "total": lambda rows: sum(_converted(rows)),
        }
    ),
}


def _per_index_point(rows: Slice) -> float:
    """The share of bookings one point of the index stands for: what an even quarter books in its last days."""
    share = rows.figure(INDEX, "numerator") / rows.figure(INDEX, "denominator")
    return float(share / rows.figure(INDEX, "value"))


def _converted(rows: Slice) -> list[float]:
    """The won amounts of the three regions, two of them closed in March and one in April."""
    found = rows.figures.query(
        "select sum(denominator) as amount from metric_values where metric = ? and period_grain = 'month' "
        "and segment_by = 'region' and segment like 'fx_1/%' group by segment order by segment",
        [CLAIMS],
    )
    return [float(row["amount"]) for row in found]
