"""What stands beside a metric's number: names and units, figures that take longer, medians nobody has reached yet."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from scorecard.pages import money, trends
from scorecard.pages.companions import companions, unit_of
from scorecard.pages.published import Detail, Period

NOW, BEFORE, LONG_BEFORE = (
    Period(
        "quarter",
        date(2026, 1 + 3 * place, 1),
        date(2026, 3 + 3 * place, 28),
        f"Q{place + 1} 2026",
        True,
        None,
    )
    for place in (2, 1, 0)
)
METRIC = SimpleNamespace(id="one", unit="share", matures_later=("won_share", "recycled_share"))


def detail(name: str, period: Period, value: float, category: str | None = None) -> Detail:
    return Detail("one", "quarter", period.period_start, "all", "all", name, category, value, 40)


def context(*details: Detail) -> Any:
    periods = {one.period_start: one for one in (NOW, BEFORE, LONG_BEFORE)}
    return SimpleNamespace(
        results=SimpleNamespace(details=details),
        registry=SimpleNamespace(flags=frozenset()),
        currency="USD",
        symbol="$",
        period=lambda _, start: periods[start],
        beside=lambda *key: tuple(
            one for one in details if (one.metric, one.period_grain, one.period_start) == key
        ),
    )


def beside(*details: Detail) -> dict[str, str]:
    groups = companions(context(*details), METRIC, NOW).groups  # type: ignore[arg-type]
    lines = [line for group in groups for line in group.lines if not group.title]
    return {line.name.replace("\xa0", " "): line.value.replace("\xa0", " ") for line in lines}


def test_a_figure_that_takes_longer_is_shown_for_its_newest_period_with_its_name() -> None:
    found = beside(
        detail("won_share", LONG_BEFORE, 0.5),
        detail("won_share", BEFORE, 0.25),
        detail("recycled_share", BEFORE, 0.5),
        detail("recycled_share", NOW, 0.1),
        detail("other_share", BEFORE, 0.9),
    )
    assert found == {"Recycled share": "10.0 %", "Won share (Q2 2026)": "25.0 %"}


def test_a_figure_alone_is_called_by_its_time_and_not_by_its_unit() -> None:
    found = beside(detail("closed_within_days", NOW, 0.4, "90"), detail("won_only_median_days", NOW, 12.0))
    assert found == {"Won only median": "12.0 days", "Closed within 90 days": "40.0 %"}


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("quota_met_gap", 0.02, "fraction_points"),
        ("won_amount_per_lead", 810.0, "currency"),
        ("leads_per_rep", 20.5, "number"),
        ("promises_on_file", 1.0, "count"),
        ("definition_versions_of_12_months", 1.0, "count"),
        ("promise_age_days", 1.0, "days"),
        ("other_item_level", 50.0, "points"),
        ("match_around_launches", 0.5, "share"),
    ],
)
def test_a_name_tells_its_unit(name: str, value: float, unit: str) -> None:
    assert unit_of(METRIC, name, value) == unit  # type: ignore[arg-type]


def test_a_median_nobody_has_reached_is_maturing_and_not_a_fall() -> None:
    row = SimpleNamespace(period_grain="quarter", period_start=NOW.period_start, status="flagged", value=29.0,
                          pending=0, sample_size=60)  # fmt: skip
    ctx = context()
    for reached, state in ((True, "measured"), (False, "maturing")):
        ctx.is_lower_bound = lambda _, reached=reached: not reached
        assert trends.state_of(ctx, row) == state  # type: ignore[arg-type]


def test_a_lower_bound_below_the_last_median_has_no_mark_and_one_above_it_has() -> None:
    rows = [
        SimpleNamespace(period_grain="quarter", period_start=one.period_start, status="flagged", value=value,
                        ci_low=None, ci_high=None, pending=0, sample_size=60)
        for one, value in ((LONG_BEFORE, 90.0), (BEFORE, 91.0), (NOW, 29.0))
    ]  # fmt: skip
    ctx = context()
    ctx.is_lower_bound = lambda row: row.value != 90.0
    ctx.nowcast = lambda _: None
    ctx.show = lambda _, value: f"{value:.0f} days"
    ctx.show_interval = lambda *_: ""
    points = trends._points(ctx, METRIC, rows)  # type: ignore[arg-type]
    assert [point.value for point in points] == [90.0, 91.0, None]
    assert points[2].title == "Q3 2026: at least 29 days, still maturing"


def test_what_is_beside_the_cost_says_what_it_amounts_to() -> None:
    ctx = context(
        detail("untraced_spend", NOW, 24900.0, "no campaign"),
        detail("untraced_spend", BEFORE, 1.0, "no campaign"),
    )
    ctx.quarter = NOW
    ctx.money = lambda amount: f"${amount:,.0f}"
    ctx.value = lambda *_: SimpleNamespace(value=0.7, numerator=1140.0, status="measured")
    ctx.show = lambda _, value: f"{value:.0%}"
    ctx.registry = SimpleNamespace(
        metric=lambda name: (
            SimpleNamespace(id=name, label=name) if name == "double_claimed_revenue_rate" else None
        )
    )
    (row,) = money.beside(ctx)
    assert (row["amounts"], row["value"]) == (["$1,140"], "70%")
    spend = money.Beside("one", ("untraced_spend",), "")
    assert money._amounts(ctx, spend) == ["No campaign: $24,900"]
