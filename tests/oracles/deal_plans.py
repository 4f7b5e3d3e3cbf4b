"""Where the expected figures of oracles about deals, prices and goals are published."""

from __future__ import annotations

from tests.oracles.readings import Plan, Slice, column, companion, interval, standard_error

CLAIMS = "double_claimed_revenue_rate"
PRICE = "price_realization_rate"
INDEX = "quarter_end_bookings_index"
PREMIUM = "late_quarter_discount_premium"
GOALS = "shared_goal_overlap"
HORIZON = "goal_horizon_gap"
SOURCE_KAPPA = "source_agreement_kappa"
WIN = "win_rate"
CYCLE = "sales_cycle_median_days"
LEAKAGE = "concession_leakage_rate"
IN_THE_INTERVAL = "not published by itself; the published interval stands or falls with it"

DEAL_PLANS: dict[str, Plan] = {
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
            "concession_leakage_rate": column(LEAKAGE, "value"),
            "concession_ci_low": column(LEAKAGE, "ci_low"),
            "concession_ci_high": column(LEAKAGE, "ci_high"),
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
            "concession_jackknife_se": IN_THE_INTERVAL,
        },
    ),
    "pocket_price_accountingtools": Plan(
        {
            "pocket_price": companion(PRICE, "waterfall", "pocket"),
            "pocket_realization": companion(PRICE, "pocket_price_realization"),
            "contribution_margin": companion(PRICE, "waterfall", "margin"),
        },
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
