"""A cohort that is too young is told where it is heading: its own waits first, then those of the year before."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta

import pytest

from tests.figures import Figures
from tests.oracles.bench import Bench
from tests.oracles.readings import Z_95

pytestmark = pytest.mark.requires("shared")

AS_OF = datetime(2025, 4, 1)
HORIZON = 30
# the day after rejection on which a lead was recycled; None: not, in the time there was
PAST = (1, 3, 3, 6, 11, 14, 21, 29, *[None] * 12)
# (days the lead could be watched, recycled on day)
YOUNG = ((29, 4), (27, None), (25, 9), (22, None), (20, 2), (18, None), (17, None), (15, 12), (13, None),
         (12, 5), (9, None), (6, 1), (3, None), (1, None))  # fmt: skip
LEAST_WATCHED = 10


def test_a_young_cohort_goes_on_like_the_year_before(made: dict[str, Figures]) -> None:
    bench = Bench(made["cohorts"])
    bench.put("marts.dim_periods", [_month(2, 28), _month(3, 31)])
    bench.put(
        "marts.dim_days",
        [
            {"day": date(2025, 3, day), "period_grain": "month", "period_start": date(2025, 3, 1)}
            for day in range(1, 32)
        ],
    )
    bench.put(
        "marts.fct_not_ready_leads",
        [
            *[_lead(f"past {place}", 45, day) for place, day in enumerate(PAST)],
            *[_lead(f"young {place}", *wait) for place, wait in enumerate(YOUNG)],
        ],
    )
    found = {
        row["detail"]: row["value"]
        for row in bench.run("recycle_rate__details")
        if row["detail"].startswith("nowcast") and row["segment_by"] == "all"
    }
    assert found == pytest.approx(_expected(), abs=1e-12)


def _expected() -> dict[str, float]:
    """Kaplan-Meier and Greenwood by hand: the cohort up to the day the tenth of it has reached, then the past's share."""
    until = sorted((watched for watched, _ in YOUNG), reverse=True)[LEAST_WATCHED - 1]
    events = sorted(day for _, day in YOUNG if day is not None and day <= until)
    still, spread = 1.0, 0.0
    for day in events:
        waiting = sum(
            1 for watched, other in YOUNG if min(watched, until) >= day and (other is None or other >= day)
        )
        still *= 1 - 1 / waiting
        spread += 1 / (waiting * (waiting - 1))
    open_in_past = [day for day in PAST if day is None or day > until]
    lost = sum(1 for day in open_in_past if day is not None) / len(open_in_past)
    own_open = min(len(YOUNG) - len(events), len(open_in_past))
    still *= 1 - lost
    spread += lost / (own_open * (1 - lost))
    factor = math.exp(Z_95 * math.sqrt(spread) / abs(math.log(still)))
    return {
        "nowcast": 1 - still,
        "nowcast_low": 1 - still ** (1 / factor),
        "nowcast_high": 1 - still**factor,
    }


def _lead(name: str, watched: int, recycled: int | None) -> dict[str, object]:
    rejected_at = AS_OF - timedelta(days=watched)
    return {
        "lead_id": name,
        "rejected_at": rejected_at,
        "recycled_at": None if recycled is None else rejected_at + timedelta(days=recycled),
        "recycle_due_at": rejected_at + timedelta(days=HORIZON),
    }


def _month(month: int, days: int) -> dict[str, object]:
    return {
        "period_grain": "month",
        "period_start": date(2025, month, 1),
        "period_end": date(2025, month, days),
    }
