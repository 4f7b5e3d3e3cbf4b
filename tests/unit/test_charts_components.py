"""Shares, flows, calendars, waits, attainment, perceptions and calibration: what is drawn is where the numbers say."""

import itertools
import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard import charts

COUNTS = st.integers(min_value=0, max_value=10**7)


def plain(value: float) -> str:
    return f"{value:g}"


def row(name, *values):
    parts = tuple(
        charts.StackPart(f"part {index}", value, plain(value or 0)) for index, value in enumerate(values)
    )
    return charts.StackRow(name, parts)


@given(
    st.lists(st.floats(min_value=0, max_value=1e12), min_size=1, max_size=12).filter(
        lambda values: sum(values) > 0
    )
)
def test_the_parts_of_a_stack_fill_it_exactly_and_in_order(values):
    drawn = charts.stacked_share([row("all", *values)], of="Row").rows[0]
    assert sum(piece.bar.width for piece in drawn.pieces) == pytest.approx(100, abs=0.01)
    starts = [piece.bar.start for piece in drawn.pieces]
    assert starts == sorted(starts)


def test_a_stack_draws_each_row_as_a_share_of_its_own_whole():
    drawn = charts.stacked_share([row("small", 1, 3), row("large", 1000, 3000)], of="Row")
    assert [piece.bar for piece in drawn.rows[0].pieces] == [piece.bar for piece in drawn.rows[1].pieces]


def test_a_stack_says_why_a_row_cannot_be_shared():
    drawn = charts.stacked_share([row("good", 1, 2), row("below", 3, -1), row("none", 0, None)], of="Row")
    assert [bool(stack.pieces) for stack in drawn.rows] == [True, False, False]
    assert "below zero" in drawn.rows[1].reason
    assert drawn.rows[2].reason == "Nothing to share yet."
    assert charts.stacked_share([row("none", None)], of="Row") is None


def test_a_stack_refuses_rows_of_different_parts():
    with pytest.raises(ValueError, match="'second' are not those of 'first'"):
        charts.stacked_share([row("first", 1, 2), row("second", 1)], of="Row")


def test_a_part_nobody_has_is_outlined_and_a_ninth_part_is_plain():
    parts = (
        *(charts.StackPart(f"p{index}", 1.0, "") for index in range(9)),
        charts.StackPart("nobody", 1.0, "", empty=True),
    )
    fills = [key.fill for key in charts.stacked_share([charts.StackRow("all", parts)], of="Row").keys]
    assert fills == ["1", "2", "3", "4", "5", "6", "7", "8", "rest", "empty"]


def grid(rows, columns, score=50.0):
    cells = tuple(charts.HeatCell(score, "50", "fifty") for _ in range(columns))
    made = [charts.HeatRow(f"row {index}", cells) for index in range(rows)]
    return charts.heat_grid(
        made, [charts.HeatColumn(f"column {index}") for index in range(columns)], of="Row"
    )


@pytest.mark.parametrize(
    ("score", "kind"),
    [(0, "act"), (39.9, "act"), (40, "watch"), (69.9, "watch"), (70, "good"), (100, "good")],
)
def test_a_cell_is_tinted_by_the_tier_of_its_score(score, kind):
    assert grid(1, 1, score).rows[0][1][0].kind == kind


def test_an_unknown_score_is_no_tier_and_a_grid_without_scores_is_not_drawn():
    known, unknown = charts.HeatCell(50.0, "50", ""), charts.HeatCell(None, "", "Too few leads")
    drawn = charts.heat_grid(
        [charts.HeatRow("a", (known, unknown))], [charts.HeatColumn("x"), charts.HeatColumn("y")], of=""
    )
    assert [cell.kind for cell in drawn.rows[0][1]] == ["watch", "none"]
    assert grid(2, 2, None) is None


def test_many_columns_of_few_rows_run_down_the_page():
    assert len(grid(3, 40).rows) == 40
    assert len(grid(3, 14).rows) == 3
    assert len(grid(48, 40).rows) == 48


def test_a_grid_refuses_a_row_that_lacks_a_cell():
    with pytest.raises(ValueError, match="'a' has 0 cells for 1 columns"):
        charts.heat_grid([charts.HeatRow("a", ())], [charts.HeatColumn("x")], of="")


@given(st.lists(COUNTS, min_size=1, max_size=12).filter(any))
def test_outcomes_are_as_tall_as_their_counts_and_together_as_tall_as_what_was_sent(counts):
    outcomes = [charts.Outcome(f"outcome {index}", count, plain(count)) for index, count in enumerate(counts)]
    drawn = charts.ledger_flow(charts.Outcome("sent", sum(counts), ""), outcomes)
    assert sum(one.height for one in drawn.flows) == pytest.approx(drawn.tall, abs=0.1)
    for one, count in zip(drawn.flows, counts, strict=True):
        assert one.height == pytest.approx(drawn.tall * count / sum(counts), abs=0.01)
    labels = [one.label_y for one in drawn.flows]
    assert all(second - first >= 28 for first, second in itertools.pairwise(labels))
    assert labels[-1] + 28 <= drawn.height + 8


def test_a_ledger_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match="'sent' add up to 99, not to 100"):
        charts.ledger_flow(charts.Outcome("sent", 100, ""), [charts.Outcome("worked", 99, "")])
    reasons = (charts.Outcome("no budget", 3, ""),)
    with pytest.raises(ValueError, match="'rejected' add up to 3, not to 4"):
        charts.ledger_flow(charts.Outcome("sent", 4, ""), [charts.Outcome("rejected", 4, "", parts=reasons)])
    with pytest.raises(ValueError, match="'worked' counts -1, below zero"):
        charts.ledger_flow(
            charts.Outcome("sent", 1, ""), [charts.Outcome("worked", -1, ""), charts.Outcome("rest", 2, "")]
        )


def test_a_ledger_lists_outcomes_and_their_parts_and_is_not_drawn_without_leads():
    reasons = (charts.Outcome("no budget", 3, "3"), charts.Outcome("duplicate", 1, "1"))
    drawn = charts.ledger_flow(
        charts.Outcome("sent", 4, "4"), [charts.Outcome("rejected", 4, "4", parts=reasons)]
    )
    assert drawn.table.rows == (
        ("sent", "4"),
        ("rejected", "4"),
        ("rejected: no budget", "3"),
        ("rejected: duplicate", "1"),
    )
    assert len(drawn.flows[0].cuts) == 1
    assert charts.ledger_flow(charts.Outcome("sent", 0, "0"), []) is None


FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


def booked(**days):
    made = [
        charts.BookedDay(FIRST + timedelta(days=int(name[1:])), value, plain(value or 0))
        for name, value in days.items()
    ]
    return charts.booking_calendar(made, first=FIRST, last=LAST, late_from=date(2026, 9, 21))


def test_every_day_of_the_quarter_stands_under_its_week_beside_its_weekday():
    drawn = booked(d0=1.0)
    assert len(drawn.dots) == 92
    weekday = {tick.label: tick.at for tick in drawn.weekdays}
    assert drawn.dots[0].y == weekday["Wed"]
    assert drawn.dots[6].x > drawn.dots[0].x
    assert len({dot.x for dot in drawn.dots[5:12]}) == 1
    assert [tick.label for tick in drawn.months] == ["Jul", "Aug", "Sep"]


def test_the_area_of_a_day_is_its_amount():
    dots = booked(d0=400.0, d1=100.0).dots
    assert dots[0].radius == pytest.approx(2 * dots[1].radius, abs=0.02)


def test_days_below_zero_unknown_late_and_without_bookings_are_told_apart():
    kinds = [dot.kind for dot in booked(d0=10.0, d1=-5.0, d2=None, d85=3.0).dots]
    assert (kinds[0], kinds[1], kinds[2], kinds[3], kinds[85]) == (
        "booked",
        "below",
        "unknown",
        "nothing",
        "late",
    )


def test_the_late_window_covers_its_days_exactly():
    assert sum(block.height for block in booked(d0=1.0).late) == pytest.approx(10 * 20)


def test_a_quarter_without_a_booking_is_not_drawn():
    assert booked() is None
    assert booked(d0=0.0, d1=None) is None


def curve(*points, median=None, name="all"):
    made = tuple(charts.SurvivalStep(at, share, share, share, plain(share)) for at, share in points)
    return charts.SurvivalCurve(name, made, median, "" if median is None else f"median {median:g} d")


def test_a_curve_keeps_its_height_until_the_next_step():
    drawn = charts.survival([curve((0, 1.0), (5, 0.5), (10, 0.0), median=5)], tick_label=plain, axis="days")
    assert drawn.curves[0].path == "M0,24H500V121H1000V218"
    assert (drawn.curves[0].median_x, drawn.curves[0].median_y) == (50, 121)


def test_a_median_that_was_not_reached_is_said():
    drawn = charts.survival([curve((0, 1.0), (5, 0.8))], tick_label=plain, axis="days")
    assert drawn.curves[0].ending == "median not reached"
    assert drawn.curves[0].median_x is None


def test_horizons_stand_at_their_time_even_beyond_the_last_step():
    drawn = charts.survival(
        [curve((0, 1.0), (5, 0.8))], horizons=[charts.Horizon(10, "10 d")], tick_label=plain, axis="days"
    )
    assert drawn.marks == ((100, "10 d"),)
    assert drawn.curves[0].end_x == 50


def test_curves_that_cannot_be_told_apart_or_run_backwards_are_refused():
    with pytest.raises(ValueError, match="5 curves cannot be told apart"):
        charts.survival(
            [curve((0, 1.0), name=str(index)) for index in range(5)], tick_label=plain, axis="days"
        )
    with pytest.raises(ValueError, match="'all' are not in the order of time"):
        charts.survival([curve((5, 0.5), (0, 1.0))], tick_label=plain, axis="days")
    assert charts.survival([curve()], tick_label=plain, axis="days") is None


def attainment(*counts, references=()):
    bins = [
        charts.Bin(index / 5, (index + 1) / 5, count, f"{count} people") for index, count in enumerate(counts)
    ]
    return charts.distribution(bins, references=references, tick_label=plain, axis="share of quota")


def test_people_who_can_be_counted_are_drawn_one_by_one():
    drawn = attainment(1, 4, 2)
    assert [len(pile.dots) for pile in drawn.piles] == [1, 4, 2]
    assert len({y for pile in drawn.piles for y in pile.dots}) == 4


def test_many_people_are_bars_as_tall_as_their_number():
    drawn = attainment(100, 400)
    assert not any(pile.dots for pile in drawn.piles)
    assert drawn.piles[1].height == pytest.approx(4 * drawn.piles[0].height)


def test_an_open_range_is_as_wide_as_the_others_and_has_no_end_on_the_scale():
    bins = [charts.Bin(None, 0.5, 1, "low"), charts.Bin(0.5, 1.0, 2, "mid"), charts.Bin(1.0, None, 1, "high")]
    drawn = charts.distribution(bins, tick_label=plain, axis="share")
    assert [pile.width for pile in drawn.piles] == pytest.approx([100 / 3] * 3, abs=0.01)
    assert [tick.label for tick in drawn.x_ticks if tick.label] == ["0.5", "1"]
    assert [cells[0] for cells in drawn.table.rows] == ["below 0.5", "0.5 to 1", "1 and more"]


def test_a_line_stands_at_its_value_and_one_off_the_scale_is_left_out():
    drawn = attainment(
        1, 1, 1, 1, 1, references=[charts.Reference(0.5, "half"), charts.Reference(9.0, "far")]
    )
    assert [(line.x, line.label) for line in drawn.lines] == [(50, "half")]


def test_ranges_that_overlap_or_count_below_zero_are_refused():
    with pytest.raises(ValueError, match="'a' and 'b' overlap"):
        charts.distribution([charts.Bin(0, 2, 1, "a"), charts.Bin(1, 3, 1, "b")], tick_label=plain, axis="x")
    with pytest.raises(ValueError, match="'a' counts -1"):
        charts.distribution([charts.Bin(0, 2, -1, "a")], tick_label=plain, axis="x")
    assert attainment(0, 0) is None


def test_two_teams_stand_on_one_scale_with_the_gap_between_them():
    items = [charts.Pair("a", 1.0, 3.0, "1", "3"), charts.Pair("b", 5.0, None, "5", "")]
    drawn = charts.dumbbell(items, first="Marketing", second="Sales", limits=(1, 5), tick_label=plain)
    assert drawn.bells[0].bar == (2.5, 50.0)
    assert (drawn.bells[1].first, drawn.bells[1].second, drawn.bells[1].bar) == (97.5, None, None)
    silent = [charts.Pair("a", None, None, "", "")]
    assert charts.dumbbell(silent, first="M", second="S", limits=(1, 5), tick_label=plain) is None


def band(predicted, observed, name="A"):
    return charts.CalibrationBand(name, predicted, observed, None, None, name, "10")


def calibrated(*bands):
    return charts.calibration(bands, tick_label=plain, x_axis="predicted", y_axis="observed")


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=10))
def test_a_band_is_above_the_diagonal_when_more_came_than_was_predicted(pairs):
    drawn = calibrated(*(band(predicted, observed) for predicted, observed in pairs))
    for (predicted, observed), one in zip(pairs, drawn.bands, strict=True):
        diagonal = drawn.bottom - (drawn.bottom - drawn.top) * one.x / 97
        assert (
            math.copysign(1, diagonal - one.y) == math.copysign(1, observed - predicted)
            or abs(diagonal - one.y) < 0.1
        )


def test_a_band_nobody_observed_is_in_the_table_only():
    drawn = calibrated(band(0.1, 0.2), band(0.3, None, "B"))
    assert len(drawn.bands) == 1
    assert drawn.table.rows[1][:3] == ("B", "0.3", "not known")
    assert calibrated(band(0.1, None)) is None
