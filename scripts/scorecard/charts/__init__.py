"""The geometry of every chart: plain values in, positions out; the SVG itself is laid out in site/components/.

Horizontal positions are per cent of the drawing's width and vertical ones are pixels, so that one drawing is crisp at
any width: marks and text keep their size, only the space between them changes.
"""

from scorecard.charts.bars import Bar, Step, diverging, waterfall
from scorecard.charts.bullets import Bullet, score_bullet, value_bullet
from scorecard.charts.calendars import BookedDay, BookingCalendar, booking_calendar
from scorecard.charts.calibrations import Calibration, CalibrationBand, calibration
from scorecard.charts.distributions import Bin, Distribution, Reference, distribution
from scorecard.charts.dumbbells import Dumbbell, Pair, dumbbell
from scorecard.charts.heat import HeatCell, HeatColumn, HeatGrid, HeatRow, heat_grid
from scorecard.charts.ledger import LedgerFlow, Outcome, ledger_flow
from scorecard.charts.quadrants import Quadrant, quadrant
from scorecard.charts.scales import Scale, Span, anchor_score, common_scale, span
from scorecard.charts.sparks import Spark, spark
from scorecard.charts.stacked import StackedShare, StackPart, StackRow, stacked_share
from scorecard.charts.survivals import Horizon, Survival, SurvivalCurve, SurvivalStep, survival
from scorecard.charts.tables import Table
from scorecard.charts.ticks import Tick, nice_ticks
from scorecard.charts.trends import Mark, Point, Trend, trend

__all__ = [
    "Bar",
    "Bin",
    "BookedDay",
    "BookingCalendar",
    "Bullet",
    "Calibration",
    "CalibrationBand",
    "Distribution",
    "Dumbbell",
    "HeatCell",
    "HeatColumn",
    "HeatGrid",
    "HeatRow",
    "Horizon",
    "LedgerFlow",
    "Mark",
    "Outcome",
    "Pair",
    "Point",
    "Quadrant",
    "Reference",
    "Scale",
    "Span",
    "Spark",
    "StackPart",
    "StackRow",
    "StackedShare",
    "Step",
    "Survival",
    "SurvivalCurve",
    "SurvivalStep",
    "Table",
    "Tick",
    "Trend",
    "anchor_score",
    "booking_calendar",
    "calibration",
    "common_scale",
    "distribution",
    "diverging",
    "dumbbell",
    "heat_grid",
    "ledger_flow",
    "nice_ticks",
    "quadrant",
    "score_bullet",
    "span",
    "spark",
    "stacked_share",
    "survival",
    "trend",
    "value_bullet",
    "waterfall",
]
