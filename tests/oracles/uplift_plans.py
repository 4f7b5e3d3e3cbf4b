"""Where the expected figures of oracles about aligned and other leads are published."""

from __future__ import annotations

import math

from scorecard import registry
from tests.oracles.readings import Z_95, Plan, Reading, Slice, column, companion, interval

WINS = "aligned_win_rate_uplift"
VALUE = "aligned_value_uplift"
CONTACTED = "contacted in the first week"
WAITING = "not yet contacted"


def _reported(metric: str) -> Reading:
    """The ratio others report, as it stands beside the metric on its page."""

    def read(rows: Slice) -> float | None:
        found = registry.read(rows.figures.settings).metric(metric)
        assert found is not None
        return found.benchmarks[0].value

    return read


def _converted(category: str) -> Reading:
    """Leads that became opportunities: the share of a group, times its size."""
    return lambda rows: (
        rows.companion(WINS, "opportunity_share_by_contact", category)
        * rows.companion(WINS, "leads_by_contact", category)
    )


def _by_segment(rows: Slice) -> dict[str, float]:
    return {segment: rows.companion(WINS, "ratio_by_segment", segment) for segment in ("smb", "ent")}


UPLIFT_PLANS: dict[str, Plan] = {
    "aligned_uplift_1": Plan(
        {
            "crude_ratio": companion(WINS, "crude_ratio"),
            "crude_ci": lambda rows: [
                rows.companion(WINS, f"crude_ratio_{limit}") for limit in ("low", "high")
            ],
            "stratum_ratios": _by_segment,
            "mantel_haenszel_ratio": column(WINS, "value"),
            "mh_log_se": lambda rows: (
                math.log(rows.figure(WINS, "ci_high") / rows.figure(WINS, "ci_low")) / (2 * Z_95)
            ),
            "mh_ci": interval(WINS),
            "simpson_reversal": lambda rows: (
                rows.companion(WINS, "crude_ratio") < 1 < min(_by_segment(rows).values())
            ),
            "uplift_pct": lambda rows: 100 * (rows.figure(WINS, "value") - 1),
            "seed_benchmark_ratio": _reported(WINS),
            "benchmark_inside_ci": lambda rows: (
                rows.figure(WINS, "ci_low") <= _reported(WINS)(rows) <= rows.figure(WINS, "ci_high")
            ),
        }
    ),
    "landmark_follow_up_1": Plan(
        {
            "excluded": companion(WINS, "opportunities_within_the_week"),
            "exposed_n": companion(WINS, "leads_by_contact", CONTACTED),
            "exposed_converted": _converted(CONTACTED),
            "unexposed_n": companion(WINS, "leads_by_contact", WAITING),
            "unexposed_converted": _converted(WAITING),
            "ratio": companion(WINS, "ratio_by_contact_at_landmark"),
            "naive_ever_contacted_ratio": companion(WINS, "ratio_by_contact_ever"),
        }
    ),
    "aligned_value_uplift_1": Plan(
        {
            "standardised_aligned": column(VALUE, "numerator"),
            "standardised_other": column(VALUE, "denominator"),
            "aligned_value_uplift": column(VALUE, "value"),
            "crude_ratio": companion(VALUE, "crude_ratio"),
            "seed_benchmark_ratio": _reported(VALUE),
        }
    ),
}
