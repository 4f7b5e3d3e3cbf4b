"""Tables of policy and of joint work: goals, promises, definitions, totals to check against."""

from __future__ import annotations

import math

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Floats, stream
from scorecard.demo.clock import DAY, Span
from scorecard.demo.deals import Deals
from scorecard.demo.leads import Leads
from scorecard.demo.people import SALES_TEAMS, TEAMS
from scorecard.demo.tables import Column
from scorecard.demo.worlds import GOALS, LEAD_CLASSES, LONG_GOALS, SLA_ATTEMPTS, SLA_HOURS, Params

MARKETING_TEAMS = (5, 6, 7)
SEPARATE_DEFINITIONS = (
    ("marketing", "1", "lead_score_band in ('A', 'B', 'C')"),
    ("sales", "1", "lead_class in ('hand_raiser', 'scored')"),
)
SHARED_DEFINITIONS = (("marketing", "2", "lead_score >= 25"), ("sales", "2", "lead_score >= 30"))
TARGETS = (1_200_000.0, 0.85, 3_000_000.0, 900.0, 2_500.0, 0.92, 0.45)
SPREADS = (0.18, 0.05, 0.15, 0.15, 0.15, 0.04, 0.10)  # sd of ln(actual ÷ target)


def _whole_quarters(span: Span) -> list[int]:
    return [
        position
        for position in range(span.quarter_starts.size - 1)
        if span.quarter_starts[position] * DAY >= span.start
        and span.quarter_starts[position + 1] * DAY <= span.end
    ]


def goal_table(seed: int, params: Params, span: Span) -> dict[str, Column]:
    """Return `goals`: the incentive weights and results of each selling and each marketing team, per quarter.

    Two goals of a team contest each other: bookings and realised price in sales, bookings and lead volume in
    marketing. Each of the two is met half of the time, both together as often as the correlation of the two normals
    behind them says; every other goal is always met.
    """
    rng = stream(seed, "goals")
    rows: list[tuple[str, str, int, int, float, float]] = []
    for quarter in _whole_quarters(span):
        for function, teams, vector, correlation, rival in (
            ("sales", range(SALES_TEAMS), params.sales_weights, params.goal_correlation, "price_realization"),
            (
                "marketing",
                MARKETING_TEAMS,
                params.marketing_weights,
                params.volume_correlation,
                "lead_volume",
            ),
        ):
            weights, rho = span.by_quarter(vector)[quarter], float(span.by_quarter(correlation)[quarter])
            for team in teams:
                luck = 0.1 + np.abs(rng.standard_normal(len(GOALS)))
                luck[0], other = rng.standard_normal(2)
                luck[GOALS.index(rival)] = rho * luck[0] + math.sqrt(1 - rho * rho) * other
                for goal in np.flatnonzero(weights > 0):
                    actual = TARGETS[goal] * math.exp(SPREADS[goal] * luck[goal])
                    rows.append((TEAMS[team][0], function, int(goal), quarter, actual, float(weights[goal])))
    quarters = np.array([row[3] for row in rows], dtype=np.int64)
    return {
        "goal_id": tables.key("G", np.arange(len(rows)), 5),
        "owner_type": tables.words(["team"] * len(rows)),
        "owner_id": tables.words([row[0] for row in rows]),
        "function": tables.words([row[1] for row in rows]),
        "goal_metric": tables.words([GOALS[row[2]] for row in rows]),
        "period_start": tables.day(span.quarter_starts[quarters]),
        "period_end": tables.day(span.quarter_starts[quarters + 1] - 1),
        "target_value": tables.number(np.array([TARGETS[row[2]] for row in rows]), 4),
        "actual_value": tables.number(np.array([row[4] for row in rows]), 4),
        "weight": tables.number(np.array([row[5] for row in rows]), 6),
        "horizon": tables.words(
            ["multi_period" if GOALS[row[2]] in LONG_GOALS else "in_period" for row in rows]
        ),
        "better": tables.words(["higher"] * len(rows)),
    }


def definition_table(params: Params, span: Span) -> dict[str, Column]:
    """Return `lead_definitions`: each function's own rule for a lead and, from when they hold, the shared ones."""
    shared = np.flatnonzero(params.shared_definition > 0.5)
    before = span.start // DAY - 200
    rows = [(*row, before) for row in SEPARATE_DEFINITIONS if shared.size < span.months]
    rows += [
        (*row, int(span.month_starts[shared[0]]) if rows else before)
        for row in SHARED_DEFINITIONS
        if shared.size
    ]
    return {
        "definition_id": tables.words([f"{function}-{version}" for function, version, *_ in rows]),
        "function": tables.words([row[0] for row in rows]),
        "term": tables.words(["lead"] * len(rows)),
        "predicate": tables.words([row[2] for row in rows]),
        "version": tables.words([row[1] for row in rows]),
        "effective_from": tables.day(np.array([row[3] for row in rows])),
    }


def sla_table(span: Span) -> dict[str, Column]:
    """Return `sla_rules`: one version, in force since before the data begins."""
    size = len(LEAD_CLASSES)
    return {
        "lead_class": tables.words(list(LEAD_CLASSES)),
        "version": tables.words(["1"] * size),
        "hours": tables.number(np.array(SLA_HOURS), 1),
        "attempts": tables.count(np.full(size, SLA_ATTEMPTS)),
        "effective_from": tables.day(np.full(size, span.start // DAY - 200)),
    }


def rate_table(span: Span) -> dict[str, Column]:
    """Return `fx_rates`: the euro every day, slowly waving about 1.02 dollars. The demo's own deals are in dollars."""
    days = np.arange(span.month_starts[0], span.month_starts[-1])
    return {
        "currency_code": tables.words(["EUR"] * days.size),
        "rate_date": tables.day(days),
        "rate_to_reporting": tables.number(1.02 + 0.008 * np.sin(days / 90), 5),
    }


def control_table(span: Span, leads: Leads, deals: Deals) -> dict[str, Column]:
    """Return `control_totals`: finance's won amount and marketing's hand-offs per month, off by rounding only."""
    won = np.bincount(
        span.month_of(deals.closed_at)[deals.is_won],
        weights=deals.amount[deals.is_won],
        minlength=span.months,
    )
    handed = np.bincount(span.month_of(leads.handed_off_at)[leads.is_handed], minlength=span.months)
    values: Floats = np.concatenate([np.round(won, -1), handed.astype(float)])
    return {
        "control": tables.words(["won_amount"] * span.months + ["leads_handed_off"] * span.months),
        "period_start": tables.day(np.tile(span.month_starts[:-1], 2)),
        "period_end": tables.day(np.tile(span.month_starts[1:] - 1, 2)),
        "value": tables.number(values, 2),
    }
