"""Trends and the vicious cycle of the published examples come out of the models, as compiled for a build.

They read a company's last months as a whole, so each example is a company of its own: months are put on a bench
instead of being built.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from tests.figures import Figures
from tests.oracles.bench import Bench
from tests.oracles.published import Oracle, differences

pytestmark = pytest.mark.requires("shared")

# leads a month: enough for rates in thousandths
LEADS = 1_000
BENCHED = ("performance_trend_1", "mann_kendall_hand", "vicious_cycle_1", "vicious_cycle_2")


def test_a_plateau_is_a_finding_of_its_own(oracles: dict[str, Oracle], made: dict[str, Figures]) -> None:
    oracle = oracles["performance_trend_1"]
    figure, details = _trend(made, [month["value"] for month in oracle.input["series"]])
    found = {
        "slope": figure["value"],
        "ci90_low": figure["ci_low"],
        "ci90_high": figure["ci_high"],
        "ci95_low": details["slope_low_95", None],
        "ci95_high": details["slope_high_95", None],
        "mann_kendall_s": details["mann_kendall_s", None],
        "mann_kendall_var_s": details["mann_kendall_variance", None],
        "mann_kendall_z": details["mann_kendall_z", None],
        # two-sided, and tau without ties, follow from them
        "mann_kendall_p": math.erfc(abs(details["mann_kendall_z", None]) / math.sqrt(2)),
        "kendall_tau_a": details["mann_kendall_s", None] / math.comb(12, 2),
        "label": next(
            name for (detail, name), value in details.items() if detail == "verdict" and value == 1
        ),
    }
    assert not differences(found, dict(oracle.expected), oracle.tolerance)


def test_four_points_by_hand(oracles: dict[str, Oracle], made: dict[str, Figures]) -> None:
    oracle = oracles["mann_kendall_hand"]
    figure, details = _trend(made, oracle.input["series"])
    found = {
        "s": details["mann_kendall_s", None],
        "var_s": details["mann_kendall_variance", None],
        "slope": figure["value"],
    }
    # the six slopes themselves are not published; their median is
    expected = {name: oracle.expected[name] for name in found}
    assert not differences(found, expected, oracle.tolerance)


@pytest.mark.parametrize("oracle_id", ["vicious_cycle_1", "vicious_cycle_2"])
def test_a_cycle_is_vicious_only_when_each_fall_follows_the_other(
    oracle_id: str, oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles[oracle_id]
    bench = Bench(made["quarter"])
    for relation in ("marts.dim_days", "marts.dim_periods"):
        bench.copy(relation)
    bench.fill("marts.fct_lead_journeys", _leads(oracle.input["cohorts"]))
    bench.put("marts.fct_coupled_months", bench.run("fct_coupled_months"))
    (figure,) = bench.run("vicious_cycle_correlation")
    details = {
        (row["detail"], row["category"]): row for row in bench.run("vicious_cycle_correlation__details")
    }
    quality = details["coupling_tau", "acceptance then follow-up"]
    follow_up = details["coupling_tau", "follow-up then acceptance"]
    found = {
        "tau_quality_to_follow_up": quality["value"],
        "tau_follow_up_to_quality": follow_up["value"],
        "n_pairs": quality["sample_size"],
        "se_under_independence": quality["value"]
        / details["coupling_z", "acceptance then follow-up"]["value"],
        "z_quality_to_follow_up": details["coupling_z", "acceptance then follow-up"]["value"],
        "z_follow_up_to_quality": details["coupling_z", "follow-up then acceptance"]["value"],
        "follow_up_slope": details["monthly_slope", "follow-up"]["value"],
        "quality_slope": details["monthly_slope", "acceptance"]["value"],
        "flag": figure["value"] == 1,
    }
    # the correlation of levels is the contrast: it finds a cycle wherever both fall
    expected = {name: oracle.expected[name] for name in found}
    assert not differences(found, expected, oracle.tolerance)


def _trend(
    made: dict[str, Figures], amounts: Sequence[float]
) -> tuple[dict[str, Any], dict[tuple[str, str | None], Any]]:
    bench = Bench(made["quarter"])
    bench.copy("marts.dim_periods")
    bench.put(
        "marts.fct_won_months",
        [
            {"period_start": date(2024, 1 + place, 1), "position": 1 + place, "won_amount": amount}
            for place, amount in enumerate(amounts)
        ],
    )
    (figure,) = bench.run("performance_trend_slope")
    details = bench.run("performance_trend_slope__details")
    return figure, {(row["detail"], row["category"]): row["value"] for row in details}


def _leads(cohorts: Sequence[dict[str, Any]]) -> str:
    """A query for the months' leads: the first so many followed up, the first so many accepted, from January 2024 on."""
    months = ", ".join(
        f"({cohort['month'] - 1}, {round(cohort['follow_up_rate'] * LEADS)}, "
        f"{round(cohort['acceptance_rate'] * LEADS)})"
        for cohort in cohorts
    )
    return f"""
        select
            month || ' ' || number as lead_id,
            true as is_eligible,
            timestamp '2024-01-02 09:00' + to_months(cast(month as integer)) as handed_off_at,
            handed_off_at + interval 14 day as follow_up_due_at,
            handed_off_at + interval 21 day as acceptance_due_at,
            case when number < worked then handed_off_at + interval 1 day end as first_sales_touch_at,
            case when number < taken then 'accepted' end as first_disposition_status,
            case when number < taken then handed_off_at + interval 2 day end as first_disposition_at
        from (values {months}) as months (month, worked, taken)
        cross join range({LEADS}) as leads (number)
    """
