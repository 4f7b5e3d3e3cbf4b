"""Where the expected figures of oracles about plans, surveys, money spent and customers are published."""

from __future__ import annotations

from tests.oracles.readings import Z_95, Plan, Slice, column, companion, interval

PHI = "goal_compatibility_phi"
ATTAINABLE = "joint_goal_attainability"
QUOTA = "quota_attainment_rate"
CONFIDENCE = "goal_confidence_score"
GAP = "perception_gap"
FORECAST = "forecast_wape"
MESSAGE = "message_consistency_rate"
JOURNEY = "journey_visibility_rate"
BUNDLE = "bundle_rejection_rate"
LAUNCH = "launch_readiness_rate"
CONTENT = "content_utilization_rate"
JOINT = "joint_activity_rate"
TRACED = "spend_traceability_rate"
RETENTION = "net_revenue_retention"
REALLOCATION = "spend_reallocation_correlation"
RETURN = "return_on_marketing_investment"
VELOCITY = "pipeline_velocity"
FOCUS = "segment_focus_overlap"

IN_THE_INTERVAL = "not published by itself; the published interval stands or falls with it"
NO_INTERVAL = "companion figures carry no interval"

MARKET_PLANS: dict[str, Plan] = {
    "goal_compatibility_1": Plan(
        {
            "both": companion(PHI, "team_quarters", "both_met"),
            "sales_only": companion(PHI, "team_quarters", "bookings_only"),
            "marketing_only": companion(PHI, "team_quarters", "price_only"),
            "neither": companion(PHI, "team_quarters", "neither_met"),
            "phi": column(PHI, "value"),
            "phi_ci_low": column(PHI, "ci_low"),
            "phi_ci_high": column(PHI, "ci_high"),
            "joint_attainment_rate": companion(PHI, "joint_rate"),
            "joint_ci": lambda rows: [
                rows.companion(PHI, "joint_rate_low"),
                rows.companion(PHI, "joint_rate_high"),
            ],
            "expected_if_independent": companion(PHI, "joint_rate_if_independent"),
            "joint_lift": companion(PHI, "joint_to_independent_ratio"),
        },
        unpublished=dict.fromkeys(
            ("log_odds_ratio_haldane", "log_odds_ratio_se", "fisher_exact_p"),
            "phi is the one measure of association published",
        ),
    ),
    "goal_attainability_1": Plan(
        {
            "bookings_ratio": companion(ATTAINABLE, "target_to_sustained_ratio", "bookings"),
            "price_ratio": companion(ATTAINABLE, "target_to_sustained_ratio", "price_realization"),
            "bookings_p90": lambda rows: (
                105 / rows.companion(ATTAINABLE, "target_to_sustained_ratio", "bookings")
            ),
            "price_p90": lambda rows: (
                0.9 / rows.companion(ATTAINABLE, "target_to_sustained_ratio", "price_realization")
            ),
            "bookings_ever_met_rate": companion(ATTAINABLE, "single_goal_attainability", "bookings"),
            "price_ever_met_rate": companion(ATTAINABLE, "single_goal_attainability", "price_realization"),
            "joint_attainability": column(ATTAINABLE, "value"),
        },
        unpublished={"spearman_tradeoff": "the joint share says what the correlation would, in plain words"},
    ),
    "quota_attainment_1": Plan(
        {
            "reps": column(QUOTA, "denominator"),
            "at_or_above": column(QUOTA, "numerator"),
            "value": column(QUOTA, "value"),
            "ci": interval(QUOTA),
            "median_attainment": companion(QUOTA, "median_attainment"),
            "median_ci": lambda rows: [
                rows.companion(QUOTA, "median_attainment_low"),
                rows.companion(QUOTA, "median_attainment_high"),
            ],
        }
    ),
    "goal_confidence_1": Plan(
        {
            # the interval published is that of the headline, which is sales'
            "sales": lambda rows: [
                _score(rows, "sales"),
                rows.company(CONFIDENCE, "ci_low"),
                rows.company(CONFIDENCE, "ci_high"),
            ],
            "marketing.0": lambda rows: _score(rows, "marketing"),
            "headline": lambda rows: rows.company(CONFIDENCE, "value"),
        },
        unpublished={"marketing.1": NO_INTERVAL, "marketing.2": NO_INTERVAL},
    ),
    "perception_gap_1": Plan(
        {
            "sales_mean": lambda rows: _answer(rows, "sales"),
            "marketing_mean": lambda rows: _answer(rows, "marketing"),
            "gap_points_0_100": lambda rows: rows.company(GAP, "value"),
            "gap_ci_low": lambda rows: rows.company(GAP, "ci_low"),
            "gap_ci_high": lambda rows: rows.company(GAP, "ci_high"),
            "cliffs_delta": lambda rows: rows.company_companion(GAP, "cliffs_delta", "lead_quality"),
            "top_two_box_gap": lambda rows: rows.company_companion(GAP, "top_two_gap", "lead_quality"),
            "top_two_box_ci_newcombe": lambda rows: [
                rows.company_companion(GAP, "top_two_gap_low", "lead_quality"),
                rows.company_companion(GAP, "top_two_gap_high", "lead_quality"),
            ],
        },
        unpublished={"welch_df": IN_THE_INTERVAL},
    ),
    "forecast_accuracy_1": Plan(
        {
            "wape": lambda rows: rows.company(FORECAST, "value"),
            "wape_ci_low": lambda rows: rows.company(FORECAST, "ci_low"),
            "wape_ci_high": lambda rows: rows.company(FORECAST, "ci_high"),
            "bias": lambda rows: rows.company_companion(FORECAST, "bias"),
            "bias_ci_low": lambda rows: rows.company_companion(FORECAST, "bias_low"),
            "bias_ci_high": lambda rows: rows.company_companion(FORECAST, "bias_high"),
            "wape_at_total_level": lambda rows: rows.company_companion(FORECAST, "wape_of_quarter_totals"),
        },
        contrasts={
            "mape_for_comparison": "the mean of the cells' errors lets small cells speak for large ones"
        },
        unpublished={"wape_jackknife_se": IN_THE_INTERVAL, "n_effective": IN_THE_INTERVAL},
    ),
    "message_consistency_1": Plan(
        {
            "match": column(MESSAGE, "numerator"),
            "n": column(MESSAGE, "denominator"),
            "value": column(MESSAGE, "value"),
            "ci": interval(MESSAGE),
            "kappa": companion(MESSAGE, "kappa"),
            "kappa_se": lambda rows: (
                (rows.companion(MESSAGE, "kappa_high") - rows.companion(MESSAGE, "kappa")) / Z_95
            ),
        }
    ),
    "journey_visibility_1": Plan({"value": column(JOURNEY, "value"), "ci": interval(JOURNEY)}),
    "bundle_rejection_1": Plan(
        {
            "denominator": column(BUNDLE, "denominator"),
            "rejected": column(BUNDLE, "numerator"),
            "value": column(BUNDLE, "value"),
            "ci": interval(BUNDLE),
        }
    ),
    "launch_readiness_1": Plan(
        {
            "numerator": lambda rows: rows.company(LAUNCH, "numerator"),
            "denominator": lambda rows: rows.company(LAUNCH, "denominator"),
            "value": lambda rows: rows.company(LAUNCH, "value"),
            "by_launch": lambda rows: {
                launch: rows.company_companion(LAUNCH, "readiness_by_launch", f"launch_readiness_1/{launch}")
                for launch in ("LA", "LB")
            },
            "launches_below_80pct": lambda rows: rows.company_companion(LAUNCH, "launches_not_ready"),
        },
        unpublished={
            "ci": "fewer than five launches have no honest interval; the limits are those of every proportion"
        },
    ),
    "content_utilization_1": Plan(
        {
            "used": lambda rows: rows.company(CONTENT, "numerator"),
            "active": lambda rows: rows.company(CONTENT, "denominator"),
            "value": lambda rows: rows.company(CONTENT, "value"),
            "ci": lambda rows: [rows.company(CONTENT, "ci_low"), rows.company(CONTENT, "ci_high")],
            "gini_concentration": lambda rows: rows.company_companion(CONTENT, "gini_concentration"),
        }
    ),
    "joint_activity_1": Plan(
        {
            "numerator": column(JOINT, "numerator"),
            "denominator": column(JOINT, "denominator"),
            "value": column(JOINT, "value"),
            "ci": interval(JOINT),
        }
    ),
    "segment_focus_1": Plan(
        {
            "segment_focus_overlap": lambda rows: rows.company(FOCUS, "value"),
            "total_variation_distance": lambda rows: rows.company_companion(
                FOCUS, "total_variation_distance"
            ),
        }
    ),
    "spend_traceability_1": Plan(
        {
            "total_spend": lambda rows: rows.company(TRACED, "denominator"),
            "linked_to_campaign": lambda rows: rows.company_companion(TRACED, "traced_share", "campaign"),
            "linked_to_lead": lambda rows: rows.company(TRACED, "value"),
            "linked_to_won_revenue": lambda rows: rows.company_companion(TRACED, "traced_share", "won deal"),
            "unlinked_spend": lambda rows: (
                rows.company(TRACED, "denominator")
                * (1 - rows.company_companion(TRACED, "traced_share", "campaign"))
            ),
            "romi": lambda rows: rows.company(RETURN, "value"),
            "romi_ci": lambda rows: [rows.company(RETURN, "ci_low"), rows.company(RETURN, "ci_high")],
        },
        unpublished={
            "customer_acquisition_cost": "the input does not say who the twelve new customers are",
        },
    ),
    "spend_reallocation_1": Plan(
        {
            "spearman": lambda rows: rows.company(REALLOCATION, "value"),
            "ci_low": lambda rows: rows.company(REALLOCATION, "ci_low"),
            "ci_high": lambda rows: rows.company(REALLOCATION, "ci_high"),
        }
    ),
    "net_revenue_retention_1": Plan(
        {
            "opening": column(RETENTION, "denominator"),
            "closing": column(RETENTION, "numerator"),
            "net_revenue_retention": column(RETENTION, "value"),
            "ci": interval(RETENTION),
            "gross_revenue_retention": companion(RETENTION, "gross_revenue_retention"),
            "logo_retention": companion(RETENTION, "logo_retention"),
        }
    ),
    "pipeline_velocity_1": Plan(
        {
            "win_rate": companion(VELOCITY, "win_rate"),
            "mean_won_amount": companion(VELOCITY, "mean_won_amount"),
            "mean_won_cycle_days": companion(VELOCITY, "mean_won_cycle_days"),
            "velocity_per_day": column(VELOCITY, "value"),
            "ci_low": column(VELOCITY, "ci_low"),
            "ci_high": column(VELOCITY, "ci_high"),
        },
        unpublished={"log_se": IN_THE_INTERVAL},
    ),
    "pipeline_velocity_published": Plan(
        {"per_day": lambda rows: [rows.figure(VELOCITY, "value", f"/{position}") for position in (1, 2, 3)]}
    ),
}


def _score(rows: Slice, function: str) -> float:
    return float(rows.company_companion(CONFIDENCE, "function_score", function))


def _answer(rows: Slice, function: str) -> float:
    """The mean answer of 1 to 5; published in points of 100."""
    return 1 + 4 * float(rows.company_companion(GAP, "item_level", f"{function} lead_quality")) / 100
