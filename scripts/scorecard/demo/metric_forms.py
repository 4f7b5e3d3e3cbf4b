"""The figure of each metric that one set of parameters implies, with what lies behind it; see `truth` for their use."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from scorecard.demo import closed_forms, deal_forms, handling_forms
from scorecard.demo.chance import Floats, normal_cdf
from scorecard.demo.worlds import (
    CHANNELS,
    GOALS,
    LEAD_CLASS_SHARES,
    LIST_MEDIANS,
    LONG_GOALS,
    REGIONS,
    SLA_HOURS,
    WAITED_CHANNEL,
    Params,
)


def _follow_up(p: Params) -> dict[str, Any]:
    bands = p.follow_up_by_band[0]
    return {
        "value": bands.mean(),
        "by_band": dict(zip("ABCD", bands, strict=True)),
        "by_region": dict(zip(REGIONS, bands.mean() + p.follow_up_region_shift[0], strict=True)),
    }


def _speed(p: Params) -> dict[str, Any]:
    worked, mean = p.follow_up_by_band[0].mean(), p.touch_mean_hours[0]
    return {
        "value": mean * math.log(worked / (worked - 0.5)),
        "contacted_within_1_h": worked * -math.expm1(-1 / mean),
        "contacted_within_24_h": worked * -math.expm1(-24 / mean),
        "median_of_contacted_only": mean * math.log(2),
    }


def _sla(p: Params) -> dict[str, Any]:
    in_time = sum(
        s * -math.expm1(-h / p.touch_mean_hours[0]) for s, h in zip(LEAD_CLASS_SHARES, SLA_HOURS, strict=True)
    )
    return {"value": p.follow_up_by_band[0].mean() * in_time * p.persistence[0]}


def _acceptance(p: Params) -> dict[str, Any]:
    return {
        "value": p.acceptance[0],
        "by_channel": dict(zip(CHANNELS, p.acceptance[0] + p.acceptance_by_channel[0], strict=True)),
    }


def _kappa(p: Params) -> dict[str, Any]:
    return {
        "value": closed_forms.weighted_kappa(p.rating_correlation[0]),
        "latent_correlation": p.rating_correlation[0],
    }


def _auc(p: Params) -> dict[str, Any]:
    return {"value": normal_cdf(p.score_shift[0] / math.sqrt(2)), "d_prime": p.score_shift[0]}


def _calibration(p: Params) -> dict[str, Any]:
    return {"value": 1 / p.overprediction[0], "by_band": dict.fromkeys("ABCD", 1 / p.overprediction[0])}


def _opportunity(p: Params) -> dict[str, Any]:
    return {
        "value": closed_forms.converted_by(p, 90.0)[0],
        "incidence_30_d": closed_forms.converted_by(p, 30.0)[0],
        "rejected_90_d": closed_forms.rejected_by(p, 90.0)[0],
        "by_band": dict(zip("ABCD", closed_forms.conversion_by_band(p)[0], strict=True)),
    }


def _feedback(p: Params) -> dict[str, Any]:
    return {"value": p.feedback[0]}


def _specificity(p: Params) -> dict[str, Any]:
    return {
        "value": p.specific_reason[0],
        "false_disqualification": p.not_ready_mislabelled[0] * p.mislabelled_conversion[0],
    }


def _double_claimed(p: Params) -> dict[str, Any]:
    table = p.both_claim[0].reshape(3, 3)
    return {
        "value": table[1, 0],
        "over_claim_ratio": table[1].sum() + table[:, 0].sum(),
        "unclaimed": 1 - table[1].sum() - table[:, 0].sum() + table[1, 0],
    }


def _source_kappa(p: Params) -> dict[str, Any]:
    table = p.both_claim[0].reshape(3, 3)
    expected = float(table.sum(axis=1) @ table.sum(axis=0))
    return {"value": (np.trace(table) - expected) / (1 - expected)}


def _late(p: Params) -> Floats:
    return closed_forms.late_by_segment(p.late_share, p.late_by_segment, p.discount_tail, p.late_premium)[0]


def _price(p: Params) -> dict[str, Any]:
    means = deal_forms.discounts(_late(p), p.discount_tail[0], p.late_premium[0])
    return {"value": 1 - means["all"], "pocket_share": 1 - means["all"] - _leakage(p)["value"]}


def _premium(p: Params) -> dict[str, Any]:
    means = deal_forms.discounts(_late(p), p.discount_tail[0], p.late_premium[0])
    return {
        "value": means["standardised"],
        "crude": means["crude"],
        "mean_late": means["late"],
        "mean_rest": means["rest"],
    }


def _leakage(p: Params) -> dict[str, Any]:
    plain = p.concession_share[0] * p.concession_mean[0]
    return {
        "value": plain + p.concession_quota_gap[0] * p.quota_met[0],
        "gap_quota_met": p.concession_quota_gap[0],
        "unapproved_share": p.unapproved_share[0],
    }


def _win_rate(p: Params) -> dict[str, Any]:
    within = deal_forms.won_within(180.0, p.cycle_median_days[0], _late(p))
    return {"value": p.win_share[0] * within, "ever_won": p.win_share[0]}


def _cycle(p: Params) -> dict[str, Any]:
    return {"value": deal_forms.median_cycle(p.cycle_median_days[0], _late(p), p.win_share[0])}


def _win_uplift(p: Params) -> dict[str, Any]:
    return {
        "value": handling_forms.UPLIFT,
        "crude_ratio": handling_forms.handling(p).crude_ratio()[0],
        "ratio_by_contact_at_landmark": {CHANNELS[WAITED_CHANNEL]: 1.0},
        "ratio_by_contact_ever": {CHANNELS[WAITED_CHANNEL]: handling_forms.ever_contacted_ratio(p)[0]},
    }


def _value_uplift(p: Params) -> dict[str, Any]:
    kept = 1 - closed_forms.mean_discounts(p.discount_tail)[0] - p.late_premium[0] * _late(p)
    worth = list(np.array(LIST_MEDIANS) * kept)
    return {
        "value": handling_forms.UPLIFT,
        "crude_ratio": handling_forms.handling(p).crude_ratio(worth)[0],
    }


def _overlap(p: Params) -> dict[str, Any]:
    return {
        "value": np.minimum(p.sales_weights[0], p.marketing_weights[0]).sum(),
        "largest_sales_weight": p.sales_weights[0].max(),
    }


def _horizon(p: Params) -> dict[str, Any]:
    long = [GOALS.index(goal) for goal in LONG_GOALS]
    sales, marketing = p.sales_weights[0][long].sum(), p.marketing_weights[0][long].sum()
    return {"value": abs(marketing - sales), "sales": sales, "marketing": marketing}


def _phi(p: Params) -> dict[str, Any]:
    return {
        "value": 2 / math.pi * math.asin(p.goal_correlation[0]),
        "joint_rate": 0.25 + math.asin(p.goal_correlation[0]) / (2 * math.pi),
    }


def _attainability(p: Params) -> dict[str, Any]:
    sales, marketing = (
        0.25 + math.asin(rho) / (2 * math.pi) for rho in (p.goal_correlation[0], p.volume_correlation[0])
    )
    return {"value": (4 * sales + 3 * marketing) / 7, "sales_teams": sales, "marketing_teams": marketing}


def _traceability(p: Params) -> dict[str, Any]:
    linked = 1 - p.unlinked_spend[0]
    return {
        "value": linked - p.barren_spend[0] / 2,
        "level_1": linked,
        "level_2": linked - p.barren_spend[0] / 2,
        "level_3": linked - p.barren_spend[0],
    }


def _conformance(p: Params) -> dict[str, Any]:
    shared = p.shared_definition[0] > 0.5
    both = (
        float(normal_cdf((50 - 30) / 15)) if shared else 0.75 * (LEAD_CLASS_SHARES[0] + LEAD_CLASS_SHARES[1])
    )
    either = (
        float(normal_cdf((50 - 25) / 15))
        if shared
        else 0.75 + LEAD_CLASS_SHARES[0] + LEAD_CLASS_SHARES[1] - both
    )
    return {"value": both, "jaccard": both / either}


def _points(mean: float) -> float:
    return 100 * (mean - 1) / 4


def _perception(p: Params) -> dict[str, Any]:
    sales, marketing = _points(p.survey_sales[0]), _points(p.survey_marketing[0])
    return {"value": abs(marketing - sales), "sales": sales, "marketing": marketing}


def _confidence(p: Params) -> dict[str, Any]:
    sales, marketing = _points(p.survey_sales[0]), _points(p.survey_marketing[0])
    return {"value": min(sales, marketing), "sales": sales, "marketing": marketing}


def _of(name: str) -> Callable[[Params], dict[str, Any]]:
    return lambda p: {"value": getattr(p, name)[0]}


FORMS: dict[str, tuple[Callable[[Params], dict[str, Any]], str]] = {
    "lead_follow_up_rate": (
        _follow_up,
        "mean of the four bands' probabilities; a quarter of leads is in each",
    ),
    "speed_to_lead_median_hours": (
        _speed,
        "waits are exponential with mean m for the worked share f: m·ln(f/(f−½))",
    ),
    "follow_up_sla_rate": (
        _sla,
        "f · Σ_class share·(1−e^(−promised hours/m)) · P(three attempts or contact)",
    ),
    "lead_acceptance_rate": (
        _acceptance,
        "P(first disposition positive within 21 d), channel effects averaging zero",
    ),
    "score_disposition_kappa": (
        _kappa,
        "linear kappa of quartile grades of two normals with the latent correlation",
    ),
    "lead_score_auc": (_auc, "Φ(d′/√2): converters' scores are N(d′,1), the others' N(0,1)"),
    "lead_score_calibration_ratio": (
        _calibration,
        "predicted probabilities are the true ones times a factor: 1/factor",
    ),
    "lead_to_opportunity_rate": (
        _opportunity,
        "cumulative incidence at 90 d of two constant competing hazards",
    ),
    "feedback_coverage_rate": (
        _feedback,
        "P(structured reason within 14 d), fixed by the share closed as no contact",
    ),
    "disqualification_specificity_rate": (
        _specificity,
        "P(reason in a not-ready or wrong-fit family | rejected)",
    ),
    "recycle_rate": (_of("recycled"), "P(back to nurture within 30 d | rejected as not ready)"),
    "recycled_lead_conversion_rate": (_of("recycled_conversion"), "P(opportunity within 180 d | recycled)"),
    "double_claimed_revenue_rate": (
        _double_claimed,
        "P(sales claims sales and marketing claims marketing), any amount",
    ),
    "source_agreement_kappa": (_source_kappa, "Cohen's kappa of the 3×3 table of claims"),
    "price_realization_rate": (
        _price,
        "1 − Σ_segment list share·(mean beta + volume + region + premium·P(late))",
    ),
    "concession_leakage_rate": (_leakage, "P(concession)·mean share of list + gap·P(quota met)"),
    "late_quarter_discount_premium": (
        _premium,
        "added to every late deal's discount whatever its segment and size",
    ),
    "bundle_rejection_rate": (
        _of("bundle_rejection"),
        "P(an item of a quoted bundle is left out of the order)",
    ),
    "win_rate": (_win_rate, "P(won) · P(cycle ≤ 180 d), the latter integrated over the day of the quarter"),
    "sales_cycle_median_days": (
        _cycle,
        "median of won and lost cycles, integrated over the day of the quarter",
    ),
    "aligned_win_rate_uplift": (
        _win_uplift,
        "P(aligned | won) and P(aligned | not) are set by Bayes, so that the ratio is the same in every stratum",
    ),
    "aligned_value_uplift": (
        _value_uplift,
        "the ratio of win rates: amounts within a customer segment know nothing of handling",
    ),
    "shared_goal_overlap": (_overlap, "Σ_goal min(sales weight, marketing weight)"),
    "goal_horizon_gap": (_horizon, "difference of the weights on goals paid beyond the period"),
    "goal_compatibility_phi": (_phi, "(2/π)·asin ρ: both goals are set at the median of correlated normals"),
    "joint_goal_attainability": (
        _attainability,
        "¼ + asin ρ/2π, averaged over four selling and three marketing teams",
    ),
    "quota_attainment_rate": (_of("quota_met"), "P(attained ≥ quota), drawn per seller and quarter"),
    "message_consistency_rate": (_of("message_match"), "P(sales' theme is that of the last marketing touch)"),
    "spend_traceability_rate": (_traceability, "1 − unlinked − half of the barren share: exact every month"),
    "lead_definition_conformance_rate": (
        _conformance,
        "share of standard normal scores and lead classes both rules admit",
    ),
    "launch_readiness_rate": (_of("launch_ready"), "P(item completed on or before the announcement)"),
    "joint_activity_rate": (_of("joint_months"), "P(a selling team meets marketing in a month)"),
    "content_utilization_rate": (_of("content_used"), "share of assets sent at least every 50 days"),
    "perception_gap": (
        _perception,
        "difference of the mean answers; the mean of absolute differences lies above it by noise",
    ),
    "goal_confidence_score": (_confidence, "lower of the two functions' mean answers, on 0-100"),
}

AT_QUARTER_END = {"content_utilization_rate", "perception_gap", "goal_confidence_score"}
