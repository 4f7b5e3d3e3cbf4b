"""Where the expected figures of oracles about leads are published."""

from __future__ import annotations

from tests.oracles.builds import STEPS_KLEINMAN_HORTON, STEPS_SPEED
from tests.oracles.readings import (
    Plan,
    column,
    companion,
    interval,
    logit_standard_error,
    standard_error,
    survival_at,
)

FOLLOW_UP = "lead_follow_up_rate"
SPEED = "speed_to_lead_median_hours"
ACCEPTANCE = "lead_acceptance_rate"
KAPPA = "score_disposition_kappa"
AUC = "lead_score_auc"
FEEDBACK_RATE = "feedback_coverage_rate"
PROMISE = "follow_up_sla_rate"
CALIBRATION = "lead_score_calibration_ratio"
OPPORTUNITY = "lead_to_opportunity_rate"
SPECIFICITY = "disqualification_specificity_rate"
RECYCLED = "recycle_rate"
RETURNED = "recycled_lead_conversion_rate"
WASTED = "wasted_selling_time_share"
CONFORMANCE = "lead_definition_conformance_rate"
LATENCY = "feedback_latency_median_days"

LEAD_PLANS: dict[str, Plan] = {
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
            "latency_median_days": column(LATENCY, "value"),
            "latency_median_days_ci_low": column(LATENCY, "ci_low"),
            "latency_median_days_ci_high": column(LATENCY, "ci_high"),
        },
        unpublished={
            "feedback_ever_structured": "the coverage counts feedback within the horizon only",
        },
    ),
    "follow_up_sla_1": Plan(
        {"value": column(PROMISE, "value"), "ci": interval(PROMISE)},
        unpublished={"in_sla": "which leads kept the promise is not published; how many did is"},
    ),
    "lead_score_calibration_1": Plan(
        {
            "observed": column(CALIBRATION, "numerator"),
            "expected": column(CALIBRATION, "denominator"),
            "oe_ratio": column(CALIBRATION, "value"),
            "oe_ci_low": column(CALIBRATION, "ci_low"),
            "oe_ci_high": column(CALIBRATION, "ci_high"),
            "expected_calibration_error": companion(CALIBRATION, "expected_calibration_error"),
        },
        unpublished={
            "brier_score": "the published one is over leads, whose own predictions the oracle's bands do not tell apart",
            "hosmer_lemeshow_chi2": "not published: with many leads it fails any score",
            "hosmer_lemeshow_p_df4": "not published: with many leads it fails any score",
        },
    ),
    "lead_to_opportunity_1": Plan(
        {
            "cumulative_incidence_90d": companion(OPPORTUNITY, "opportunity_within_days", "90"),
            "disqualified_90d": companion(OPPORTUNITY, "rejected_within_days", "90"),
            "still_open_90d": lambda rows: (
                1
                - rows.companion(OPPORTUNITY, "opportunity_within_days", "90")
                - rows.companion(OPPORTUNITY, "rejected_within_days", "90")
            ),
        },
        contrasts={
            "one_minus_km_wrong": "treats a rejection as a wait that might still end well",
            "naive_converted_over_all": "counts young leads as failures; the headline leaves them out",
        },
    ),
    "disqualification_specificity_1": Plan(
        {
            "value": column(SPECIFICITY, "value"),
            "ci": interval(SPECIFICITY),
            "wrong_fit_n": lambda rows: (
                rows.companion(SPECIFICITY, "rejection_reason_family", "wrong_fit")
                * rows.figure(SPECIFICITY, "sample_size")
            ),
            "false_disqualification_rate": companion(SPECIFICITY, "false_disqualification_rate"),
        }
    ),
    "recycle_rate_1": Plan(
        {
            "denominator": column(RECYCLED, "denominator"),
            "numerator": column(RECYCLED, "numerator"),
            "value": column(RECYCLED, "value"),
            "ci": interval(RECYCLED),
        }
    ),
    "recycled_conversion_1": Plan(
        {
            "value": column(RETURNED, "value"),
            "ci": interval(RETURNED),
            "by_band.A.0": companion(RETURNED, "converted_by_grade", "A"),
            "by_band.B.0": companion(RETURNED, "converted_by_grade", "B"),
        },
        unpublished=dict.fromkeys(
            ("by_band.A.1", "by_band.A.2", "by_band.B.1", "by_band.B.2"),
            "companion figures carry no interval",
        ),
    ),
    "wasted_time_1": Plan(
        {
            "minutes_wasted": column(WASTED, "numerator"),
            "minutes_total": column(WASTED, "denominator"),
            "value": column(WASTED, "value"),
        }
    ),
    "lead_definition_1": Plan(
        {
            "conformance_rate": column(CONFORMANCE, "value"),
            "ci": interval(CONFORMANCE),
            "definition_jaccard": companion(CONFORMANCE, "definition_jaccard"),
            "kappa": companion(CONFORMANCE, "definition_kappa"),
        }
    ),
}
