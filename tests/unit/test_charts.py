"""Scales, ticks and geometry: what a chart draws is where the numbers say."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import charts

NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


def point(value, *, low=None, high=None, state="measured", label="Q1 2026"):
    return charts.Point(label, label, value, low, high, state, label)


def plain(value: float) -> str:
    return f"{value:g}"


@given(NUMBERS, NUMBERS)
def test_ticks_cover_their_range_in_equal_round_steps(first, second):
    low, high = min(first, second), max(first, second)
    if high - low < 1e-6:
        high = low + 1.0
    ticks = charts.nice_ticks(low, high)
    step = ticks[1] - ticks[0]
    assert ticks[0] <= low + step * 1e-6
    assert ticks[-1] >= high - step * 1e-6
    assert 2 <= len(ticks) <= 8
    mantissa = step / 10 ** math.floor(math.log10(step) + 1e-9)
    assert min(abs(mantissa - nice) for nice in (1, 2, 2.5, 5, 10)) < 0.01


@pytest.mark.parametrize(
    ("low", "high"),
    [(0, 0), (5, 5), (-3, -3), (0, 5e-324), (1e-310, 2e-310), (1e15, 1e15 + 1), (-1e300, 1e300)],
)
def test_ticks_of_no_range_and_of_extreme_ones_are_still_ticks(low, high):
    ticks = charts.nice_ticks(low, high)
    assert 2 <= len(ticks) <= 8
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert all(second > first for first, second in itertools.pairwise(ticks))


def test_ticks_need_finite_ends():
    with pytest.raises(ValueError, match="finite"):
        charts.nice_ticks(0, math.nan)


def test_a_scale_of_one_value_stands_in_the_middle():
    assert charts.Scale(5, 5, 0, 100)(5) == 50


def test_a_scale_never_leaves_its_ends():
    scale = charts.Scale(0, 10, 0, 100)
    assert (scale(-5), scale(15)) == (0, 100)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.2, 0), (0.3, 0), (0.5, 20), (0.7, 40), (0.8, 55), (0.9, 70), (0.94, 85), (0.98, 100), (1.0, 100)],
)
def test_anchors_place_a_value_where_higher_is_better(value, expected):
    assert charts.anchor_score(value, 0.3, 0.7, 0.9, 0.98) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "expected"), [(100, 0), (72, 0), (24, 40), (14, 55), (4, 70), (1, 100), (0, 100)]
)
def test_anchors_place_a_value_where_lower_is_better(value, expected):
    assert charts.anchor_score(value, 72, 24, 4, 1) == pytest.approx(expected)


def test_a_bullet_keeps_its_interval_in_order_where_lower_is_better():
    bullet = charts.value_bullet(10, 6, 20, (72, 24, 4, 1), plain)
    assert bullet.span.low < bullet.span.at < bullet.span.high
    assert [tick.label for tick in bullet.labels] == ["72", "24", "4", "1"]


def test_an_open_interval_end_runs_to_the_end_of_the_scale():
    assert charts.value_bullet(0.8, 0.7, None, (0.3, 0.7, 0.9, 0.98), plain).span.high == 100
    assert charts.value_bullet(10, 6, None, (72, 24, 4, 1), plain).span.low == 0


def test_a_policy_fact_has_no_interval():
    assert charts.value_bullet(0.5, None, None, (0, 0.3, 0.6, 0.9), plain).span.low is None


def test_a_trend_without_values_is_not_drawn():
    assert charts.trend([point(None, state="missing")], tick_label=plain) is None


def test_a_gap_breaks_the_line_instead_of_bridging_it():
    drawn = charts.trend(
        [point(1), point(2), point(None, state="missing"), point(3), point(4)], tick_label=plain
    )
    assert drawn.path.count("M") == 2
    assert len(drawn.marks) == 4


def test_a_maturing_period_is_dashed_and_hollow_never_part_of_the_solid_line():
    drawn = charts.trend([point(1), point(2), point(1, state="maturing")], tick_label=plain)
    assert drawn.path.count("M") == 1
    assert drawn.dashed.count("M") == 1
    assert [mark.state for mark in drawn.marks] == ["measured", "measured", "maturing"]


def test_periods_too_young_for_a_value_are_shaded_at_the_end_only():
    young = charts.trend([point(1), point(2), point(None, state="maturing")], tick_label=plain)
    past = charts.trend([point(None, state="missing"), point(1), point(2)], tick_label=plain)
    assert 50 < young.young_from < 100
    assert past.young_from is None


def test_the_band_covers_only_periods_with_an_interval():
    drawn = charts.trend([point(1, low=0, high=2), point(2, low=1, high=3), point(3)], tick_label=plain)
    assert drawn.band.startswith("M")
    assert drawn.band.count("L") == 3


def test_one_wild_interval_does_not_flatten_the_line():
    drawn = charts.trend([point(10, low=9, high=11), point(12, low=-500, high=900)], tick_label=plain)
    ys = [mark.y for mark in drawn.marks]
    assert abs(ys[0] - ys[1]) > 20


def test_a_wide_band_is_drawn_whole_when_every_period_has_one():
    drawn = charts.trend([point(0.5, low=0.2, high=0.8), point(0.51, low=0.2, high=0.8)], tick_label=plain)
    assert not drawn.beyond
    assert float(drawn.y_ticks[0].label) - 1e-9 < 0.2
    assert float(drawn.y_ticks[-1].label) + 1e-9 > 0.8


def test_an_interval_that_leaves_the_scale_is_marked_where_it_does():
    drawn = charts.trend([point(10, low=9, high=11), point(12, low=11, high=900)], tick_label=plain)
    assert [(mark.state, mark.y) for mark in drawn.beyond] == [("up", drawn.top)]
    assert drawn.beyond[0].x == drawn.marks[1].x


def test_a_single_period_stands_in_the_middle_and_values_however_small_fill_the_scale():
    assert charts.trend([point(0.4)], tick_label=plain).marks[0].x == pytest.approx(49.5)
    tiny = charts.trend([point(1e-12), point(3e-12)], tick_label=plain)
    assert abs(tiny.marks[0].y - tiny.marks[1].y) > 60


def test_labels_of_two_lines_close_together_do_not_meet():
    references = [(11.0, "target", "good"), (11.1, "red line", "act")]
    lines = charts.trend([point(10), point(12)], references=references, tick_label=plain).lines
    assert lines[0].anchor != lines[1].anchor or abs(lines[0].label_y - lines[1].label_y) >= 14


def test_ticks_that_read_the_same_in_print_are_not_repeated():
    drawn = charts.trend([point(0.501), point(0.502)], tick_label=lambda value: f"{value * 100:.0f} %")
    labels = [tick.label for tick in drawn.y_ticks if tick.label]
    assert len(labels) == len(set(labels))


def test_a_usual_interval_widens_a_scale_and_a_wild_one_is_cut():
    rows = [(3.5, 2.0, 5.0), (3.6, 2.0, 5.0), (3.7, 2.0, 5.0), (3.6, -900.0, 900.0)]
    scale = charts.common_scale(rows)
    assert scale.low <= 2.0
    assert 5.0 <= scale.high < 10
    assert charts.span(3.6, -900.0, 900.0, scale).before
    assert not charts.span(3.5, 2.0, 5.0, scale).after


def test_a_far_reference_is_left_out_and_a_near_one_drawn():
    references = [(11.0, "target 11", "good"), (400.0, "red line 400", "act")]
    drawn = charts.trend([point(10), point(12)], references=references, tick_label=plain)
    assert [line.label for line in drawn.lines] == ["target 11"]


def test_a_sparkline_needs_two_values():
    assert charts.spark([point(1)]) is None
    assert charts.spark([point(1), point(1)]).last.y == pytest.approx(17)


def test_bars_diverge_from_one_zero_and_keep_their_proportion():
    zero, bars = charts.diverging([-4.0, 2.0])
    assert bars[0].start + bars[0].width == pytest.approx(zero)
    assert bars[1].start == pytest.approx(zero)
    assert bars[0].width == pytest.approx(2 * bars[1].width, rel=0.01)


def test_a_waterfall_loses_exactly_what_lies_between_its_levels():
    steps = charts.waterfall([100.0, 90.0, 85.0])
    assert [step.kind for step in steps] == ["level", "loss", "level", "loss", "level"]
    assert steps[1].bar.width == pytest.approx(10)
    assert steps[3].bar.start == pytest.approx(85)


def test_a_waterfall_below_zero_and_one_that_rises_keep_their_zero_and_their_direction():
    steps = charts.waterfall([100.0, -100.0, 50.0])
    assert [step.kind for step in steps] == ["level", "loss", "level", "gain", "level"]
    assert steps[0].bar == charts.Bar(50.0, 50.0)
    assert steps[1].bar == charts.Bar(0.0, 100.0)
    assert steps[2].bar == charts.Bar(0.0, 50.0)
    assert steps[4].bar == charts.Bar(50.0, 25.0)


def test_thresholds_with_long_labels_are_staggered_and_short_ones_are_not():
    assert not charts.value_bullet(
        0.5, None, None, (0.3, 0.7, 0.9, 0.98), lambda value: f"{value:.0%}"
    ).staggered
    assert charts.value_bullet(
        9, None, None, (72, 24, 4, 1), lambda value: f"{value} business hours"
    ).staggered


def test_labels_of_the_quadrant_do_not_cover_each_other():
    spots = [
        ("North America", 0.7, 0.6, "a", False),
        ("Europe", 0.701, 0.6, "b", False),
        ("All", 0.7, 0.601, "c", True),
    ]
    drawn = charts.quadrant(spots, cut=(0.65, 0.7), x_label=plain, y_label=plain)
    assert drawn.spots[0].label == "All"
    assert drawn.spots[0].place is not None
    places = [(spot.x, spot.place) for spot in drawn.spots if spot.place is not None]
    same_side = [
        abs(one.y - other.y)
        for (_, one), (_, other) in itertools.combinations(places, 2)
        if one.anchor == other.anchor
    ]
    assert all(apart >= 13 for apart in same_side)
    assert 0 < drawn.cut_x < 100


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=12))
def test_every_drawn_position_is_a_finite_number_inside_the_drawing(rows):
    points = [point(value, low=min(value, a), high=max(value, b)) for value, a, b in rows]
    drawn = charts.trend(points, tick_label=plain)
    assert all(0 <= mark.x <= 100 and 0 <= mark.y <= drawn.height for mark in drawn.marks)
    assert "nan" not in drawn.path + drawn.band
    assert "inf" not in drawn.path + drawn.band
