"""Business hours: what the models count is what a count of quarter-hours on a wall calendar gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import figures
from tests.figures import Figures
from tests.oracles.bench import Bench

AS_OF = datetime(2025, 1, 15, 12)
QUARTER = timedelta(minutes=15)
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata")


@dataclass(frozen=True)
class Calendar:
    """When one region works: hours of each weekday (1 to 7) that has any, and its holidays."""

    region: str | None
    hours: Mapping[int, tuple[float, float]]
    zone: str
    holidays: tuple[date, ...]

    def is_open(self, instant: datetime) -> bool:
        """Whether the quarter-hour that starts at this UTC instant is worked."""
        wall = instant.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(self.zone))
        opens, closes = self.hours.get(wall.isoweekday(), (0.0, 0.0))
        return wall.date() not in self.holidays and opens <= wall.hour + wall.minute / 60 < closes

    def worked(self, start: datetime, end: datetime) -> float:
        """Hours worked from start to end, counted quarter by quarter."""
        instant, quarters = start, 0
        while instant < end:
            quarters += self.is_open(instant)
            instant += QUARTER
        return quarters / 4


ALWAYS = Calendar(None, dict.fromkeys(range(1, 8), (0, 24)), "UTC", ())
OFFICE = Calendar(None, dict.fromkeys(range(1, 6), (9, 17)), "UTC", (date(2024, 12, 25),))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """A build with the business clock, whose models the tests give other rows."""
    home = tmp_path_factory.mktemp("hours")
    start = datetime(2024, 12, 20, 16)
    tables = {
        "leads": [{"lead_id": "lead", "region": "EMEA", "created_at": start, "handed_off_at": start}],
        "sales_activities": [
            {
                "activity_id": "call",
                "lead_id": "lead",
                "activity_type": "call",
                "occurred_at": datetime(2024, 12, 23, 10),
            }
        ],
    }
    figures.write(tables, home / "data" / "csv")
    return figures.make_metrics(
        home / "data",
        home,
        AS_OF.isoformat(),
        ["speed_to_lead_median_hours", "follow_up_sla_rate", "metric_catalog"],
        ["response_clock=business"],
    )


def count(
    made: Figures,
    calendars: Sequence[Calendar],
    waits: Sequence[tuple[str | None, datetime, datetime | None]],
) -> list[dict[str, Any]]:
    """Hours the models give leads of (region, hand-off, first call) under the calendars."""
    bench = Bench(made)
    bench.put(
        "seeds.working_hours",
        [
            {
                "region": one.region,
                "weekday": weekday,
                "opens": opens,
                "closes": closes,
                "time_zone": one.zone,
            }
            for one in calendars
            for weekday, (opens, closes) in one.hours.items()
        ],
    )
    bench.put(
        "seeds.holidays", [{"region": one.region, "day": day} for one in calendars for day in one.holidays]
    )
    bench.put(
        "core.leads",
        [
            {
                "lead_id": f"{position:03d}",
                "region": region,
                "created_at": start,
                "handed_off_at": start,
                "_source": "csv",
            }
            for position, (region, start, _) in enumerate(waits)
        ],
    )
    bench.put(
        "core.sales_activities",
        [
            {
                "activity_id": f"{position:03d}",
                "lead_id": f"{position:03d}",
                "activity_type": "call",
                "occurred_at": called,
            }
            for position, (_, _, called) in enumerate(waits)
            if called is not None
        ],
    )
    return sorted(bench.run("fct_lead_journeys"), key=lambda row: str(row["lead_id"]))


def test_a_night_and_a_weekend_do_not_count(made: Figures) -> None:
    friday, monday = datetime(2024, 12, 20, 16), datetime(2024, 12, 23, 10)
    (row,) = count(made, [OFFICE], [(None, friday, monday)])
    assert row["first_touch_hours"] == 2
    # 20 December from four, then 23 and 24, 26 and 27 December, 30 December to 14 January, and four hours
    assert row["waiting_hours"] == OFFICE.worked(friday, AS_OF) == 1 + 4 * 8 + 12 * 8 + 3


def test_the_published_seeds_count_an_office_week_and_the_metric_says_so(made: Figures) -> None:
    (row,) = made.warehouse(
        "select value from metrics.speed_to_lead_median_hours where period_grain = 'month' and segment_by = 'all'"
    )
    assert row["value"] == 2
    (anchors,) = made.warehouse(
        "select floor_anchor, red_anchor, target_anchor, stretch_anchor from scorecard.metric_catalog "
        "where metric = 'speed_to_lead_median_hours'"
    )
    assert list(anchors.values()) == [24, 8, 2, 0.5]
    (journey,) = made.warehouse("select sla_hours from marts.fct_lead_journeys")
    assert journey["sla_hours"] == 8


def test_a_region_with_hours_of_its_own_keeps_them_and_others_share_the_rest(made: Figures) -> None:
    gulf = Calendar("Gulf", {7: (8, 16), 1: (8, 16)}, "Asia/Dubai", (date(2024, 12, 22),))
    saturday, tuesday = datetime(2024, 12, 21), datetime(2024, 12, 24, 12)
    rows = count(
        made,
        [OFFICE, gulf],
        [("Gulf", saturday, tuesday), ("EMEA", saturday, tuesday), (None, saturday, None)],
    )
    assert [row["first_touch_hours"] for row in rows] == [8, 8 + 3, None]


def test_without_any_working_hours_every_hour_counts(made: Figures) -> None:
    start = datetime(2024, 12, 21, 3)
    (row,) = count(made, [], [(None, start, start + timedelta(hours=30))])
    assert row["first_touch_hours"] == 30


def test_a_touch_before_the_hand_off_is_no_wait(made: Figures) -> None:
    start = datetime(2024, 12, 21, 3)
    (row,) = count(made, [OFFICE], [(None, start, start - timedelta(days=400))])
    assert row["first_touch_hours"] == 0


# no clock is set forward or back outside one to three at night, so hours open at midnight or in the morning
spans = st.tuples(st.sampled_from((0, 4, 7.5, 9)), st.sampled_from((11.25, 16, 17.5, 24)))
calendars = st.builds(
    Calendar,
    region=st.none(),
    hours=st.dictionaries(st.integers(1, 7), spans, min_size=1),
    zone=st.sampled_from(ZONES),
    holidays=st.lists(st.dates(date(2024, 10, 20), date(2024, 11, 10)), max_size=3, unique=True).map(tuple),
)
# the weeks in which clocks are set back in Europe and in America
starts = st.integers(0, 4 * 24 * 18).map(lambda quarters: datetime(2024, 10, 22) + quarters * QUARTER)
waits = st.lists(st.tuples(starts, st.integers(0, 4 * 24 * 9)), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calendar=calendars, waits=waits)
def test_hours_are_those_a_wall_calendar_counts(
    made: Figures, calendar: Calendar, waits: list[tuple[datetime, int]]
) -> None:
    spans = [(start, start + quarters * QUARTER) for start, quarters in waits]
    rows = count(made, [calendar], [(None, start, end) for start, end in spans])
    found = [row["first_touch_hours"] for row in rows]
    assert found == pytest.approx([calendar.worked(start, end) for start, end in spans], abs=1e-9)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(zone=st.sampled_from(ZONES), waits=waits)
def test_a_calendar_of_all_hours_is_the_clock(
    made: Figures, zone: str, waits: list[tuple[datetime, int]]
) -> None:
    always = Calendar(None, ALWAYS.hours, zone, ())
    rows = count(made, [always], [(None, start, start + quarters * QUARTER) for start, quarters in waits])
    assert [row["first_touch_hours"] for row in rows] == pytest.approx(
        [quarters / 4 for _, quarters in waits], abs=1e-9
    )
    assert [row["waiting_hours"] for row in rows] == pytest.approx(
        [(AS_OF - start) / timedelta(hours=1) for start, _ in waits], abs=1e-9
    )
