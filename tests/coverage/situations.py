"""Populations with a known truth, one for each way an interval is made, and samples drawn from them.

A sample is the rows of one mart, `n` records for each of many replicates. Replicates are told apart by region, or by
quarter where a metric knows the company only, so that one run of the metric's own SQL makes thousands of intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy import integrate, stats

# inside a quarter that lies a year before the build's last day, so that every horizon has passed
DAY = date(2025, 11, 15)
QUARTER = date(2025, 10, 1)

Rows = Mapping[str, pd.DataFrame]
Draw = Callable[[np.random.Generator, int, int], tuple[Rows, np.ndarray]]


@dataclass(frozen=True)
class Situation:
    """What is drawn, which models turn it into intervals, and how small a sample the metric is shown for.

    `draw` takes a generator, the number of replicates and the records of each; it returns rows per relation and the
    truth of each replicate. `unit` says what is counted in `smallest`.
    """

    code: str
    metric: str
    population: str
    smallest: int
    unit: str
    draw: Draw
    models: tuple[str, ...] = ()
    replicate: str = "segment"


def _regions(replicates: int, n: int) -> np.ndarray:
    return np.repeat([f"r{index:05d}" for index in range(replicates)], n)


def company_quarters(replicates: int) -> list[date]:
    """One quarter's first day for each replicate of a metric without segments."""
    return [date(1900, 1, 1) + timedelta(days=index) for index in range(replicates)]


def _leads(replicates: int, n: int, **columns: object) -> Rows:
    size = replicates * n
    handed_off = pd.Timestamp(DAY)
    return {
        "marts.fct_lead_journeys": pd.DataFrame(
            {
                "region": _regions(replicates, n),
                "handed_off_at": np.repeat(handed_off, size),
                "is_eligible": True,
                "is_speed_measurable": True,
                "follow_up_due_at": np.repeat(handed_off + pd.Timedelta(days=14), size),
                "rating_due_at": np.repeat(handed_off + pd.Timedelta(days=30), size),
                "opportunity_due_at": np.repeat(handed_off + pd.Timedelta(days=90), size),
                **columns,
            }
        )
    }


def _when(happens: np.ndarray, days: int) -> pd.Series:
    """A moment soon after hand-off where something happens, else none."""
    return pd.Series(np.where(happens, pd.Timestamp(DAY) + pd.Timedelta(days=days), pd.NaT)).astype(
        "datetime64[us]"
    )


def worked(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Leads worked with a chance of their replicate, anything from 5 to 95 %."""
    chance = rng.uniform(0.05, 0.95, replicates)
    happens = rng.random((replicates, n)) < chance[:, None]
    return _leads(replicates, n, first_sales_touch_at=_when(happens.ravel(), 1)), chance


def contacted(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Leads of which a fifth is never called; the others wait an exponential time of mean 10 hours."""
    never, mean = 0.2, 10.0
    hours = np.where(rng.random((replicates, n)) < never, np.nan, rng.exponential(mean, (replicates, n)))
    median = -mean * np.log((0.5 - never) / (1 - never))
    rows = _leads(replicates, n, first_touch_hours=hours.ravel(), waiting_hours=7_000.0)
    return rows, np.full(replicates, median)


def graded(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Two grades in quarters of a bivariate normal of correlation .5; kappa with linear weights."""
    correlation = 0.5
    cuts = stats.norm.ppf([0.25, 0.5, 0.75])
    first = rng.standard_normal((replicates, n))
    second = correlation * first + np.sqrt(1 - correlation**2) * rng.standard_normal((replicates, n))
    grades = np.array(list("ABCD"))
    edges = np.array([-9, *cuts, 9])
    below = np.array(
        [
            [stats.multivariate_normal.cdf([a, b], cov=[[1, correlation], [correlation, 1]]) for b in edges]
            for a in edges
        ]
    )
    cells = np.diff(np.diff(below, axis=0), axis=1)
    distance = np.abs(np.subtract.outer(np.arange(4), np.arange(4)))
    truth = 1 - (cells * distance).sum() / (np.outer(cells.sum(1), cells.sum(0)) * distance).sum()
    rows = _leads(
        replicates,
        n,
        lead_score_band=grades[np.digitize(first, cuts)].ravel(),
        first_disposition_at=_when(np.full(replicates * n, True), 2),
        first_disposition_status="accepted",
        first_disposition_rating=grades[np.digitize(second, cuts)].ravel(),
    )
    return rows, np.full(replicates, truth)


def scored(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Half of the leads convert; scores are N(.8, 1) of those that do and N(0, 1) of those that do not."""
    converts = np.tile(np.arange(n) % 2 == 0, (replicates, 1))
    scores = rng.standard_normal((replicates, n)) + 0.8 * converts
    rows = _leads(replicates, n, lead_score=scores.ravel(), converted_at=_when(converts.ravel(), 20))
    return rows, np.full(replicates, stats.norm.cdf(0.8 / np.sqrt(2)))


def predicted(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Leads with predictions from 4 to 36 % that convert .8 times as often as predicted."""
    probability = rng.uniform(0.04, 0.36, (replicates, n)).round(6)
    converts = rng.random((replicates, n)) < 0.8 * probability
    rows = _leads(
        replicates,
        n,
        predicted_conversion_probability=probability.ravel(),
        converted_at=_when(converts.ravel(), 20),
    )
    return rows, np.full(replicates, 0.8)


def _deals(replicates: int, n: int, **columns: object) -> Rows:
    closed_at = pd.Timestamp(DAY) + pd.Timedelta(hours=12)
    return {
        "marts.fct_deals": pd.DataFrame(
            {
                "region": _regions(replicates, n),
                "segment": "one",
                "opportunity_id": np.arange(replicates * n).astype(str),
                "opportunity_type": "new",
                "created_at": closed_at - pd.Timedelta(days=40),
                "closed_on": DAY,
                "closed_at": closed_at,
                "quarter_start": QUARTER,
                "is_closed": True,
                "is_won": True,
                **columns,
            }
        )
    }


def _amounts(rng: np.random.Generator, shape: tuple[int, int]) -> np.ndarray:
    """Deal sizes as metrics.md simulates them: lognormal, sigma 1."""
    return np.exp(rng.standard_normal(shape) + 9).round(2)


def claimed(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Lognormal deals claimed by both with a chance of their replicate, 10 to 90 %, whatever their size."""
    chance = rng.uniform(0.1, 0.9, replicates)
    both = rng.random((replicates, n)) < chance[:, None]
    rows = _deals(
        replicates,
        n,
        amount=_amounts(rng, (replicates, n)).ravel(),
        sales_claimed_source="sales",
        marketing_claimed_source=np.where(both.ravel(), "marketing", "sales"),
    )
    return rows, chance


def conceded(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Lognormal deals, a quarter of them with concessions worth a beta(2, 18) share of list."""
    lists = _amounts(rng, (replicates, n))
    share = np.where(rng.random((replicates, n)) < 0.25, rng.beta(2, 18, (replicates, n)), 0)
    rows = _deals(
        replicates,
        n,
        amount=lists.ravel(),
        list_amount=lists.ravel(),
        concession_list_amount=(lists * share).round(2).ravel(),
    )
    return rows, np.full(replicates, 0.25 * 0.1)


def invoiced(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Lognormal deals with a beta(2, 14) discount each."""
    lists = _amounts(rng, (replicates, n))
    discount = rng.beta(2, 14, (replicates, n))
    rows = _deals(replicates, n, list_amount=lists.ravel(), amount=(lists * (1 - discount)).round(2).ravel())
    return rows, np.full(replicates, 1 - 2 / 16)


def late(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Lognormal deals, `n` late ones among four times as many; late ones get 6 points more discount."""
    lists = _amounts(rng, (replicates, 4 * n))
    is_late = np.tile(np.arange(4 * n) < n, (replicates, 1))
    discount = rng.beta(2, 14, (replicates, 4 * n)) + 0.06 * is_late
    rows = _deals(
        replicates,
        4 * n,
        list_amount=lists.ravel(),
        amount=(lists * (1 - discount)).round(2).ravel(),
        is_late=is_late.ravel(),
    )
    return rows, np.full(replicates, 0.06)


def flowing(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Closed deals of which three in ten are won, `n` wins expected; larger ones take longer; ten stay open."""
    closed, chance = round(n / 0.3), 0.3
    size = rng.standard_normal((replicates, closed))
    amounts = np.exp(0.8 * size + 9)
    days = 60 * np.exp(0.5 * (0.4 * size + np.sqrt(1 - 0.16) * rng.standard_normal((replicates, closed))))
    won = rng.random((replicates, closed)) < chance
    closed_at = pd.Timestamp(DAY) + pd.Timedelta(hours=12)
    ended = _deals(
        replicates,
        closed,
        amount=amounts.round(2).ravel(),
        is_won=won.ravel(),
        created_at=(closed_at - pd.to_timedelta(days.ravel(), unit="D")).astype("datetime64[us]"),
    )["marts.fct_deals"]
    still_open = _deals(replicates, 10, is_won=False, is_closed=False)["marts.fct_deals"]
    still_open = still_open.assign(
        closed_at=pd.Series(pd.NaT, index=still_open.index, dtype="datetime64[us]"), closed_on=None
    )
    truth = 10 * chance * np.exp(9 + 0.8**2 / 2) / (60 * np.exp(0.5**2 / 2))
    return {"marts.fct_deals": pd.concat([ended, still_open])}, np.full(replicates, truth)


def retained(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Lognormal customers: one in ten leaves, the others pay 1.05 times as much, give or take 30 %."""
    opening = _amounts(rng, (replicates, n))
    kept = rng.random((replicates, n)) < 0.9
    factor = np.exp(0.3 * rng.standard_normal((replicates, n)) - 0.3**2 / 2) * 1.05
    rows = pd.DataFrame(
        {
            "quarter_start": QUARTER,
            "region": _regions(replicates, n),
            "opening_amount": opening.ravel(),
            "closing_amount": (opening * factor * kept).round(2).ravel(),
        }
    )
    return {"marts.fct_retention_pairs": rows}, np.full(replicates, 0.9 * 1.05)


def forecast(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Cells of similar size (lognormal, sigma .5) forecast 8 % too high, give or take 20 %."""
    actual = np.exp(0.5 * rng.standard_normal((replicates, n)) + 12)
    forecasts = actual * np.exp(0.08 + 0.2 * rng.standard_normal((replicates, n)))
    rows = pd.DataFrame(
        {
            "period_grain": "quarter",
            "period_start": QUARTER,
            "segment_by": "region",
            "segment": _regions(replicates, n),
            "horizon_days": 0,
            "actual_amount": actual.round(2).ravel(),
            "forecast_amount": forecasts.round(2).ravel(),
        }
    )
    truth, _ = integrate.quad(lambda z: abs(np.expm1(0.08 + 0.2 * z)) * stats.norm.pdf(z), -8, 8)
    return {"marts.fct_forecast_cells": rows}, np.full(replicates, truth)


def met(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Team-quarters that meet each of two goals half of the time, at phi -.33."""
    phi = -1 / 3
    cells = rng.multinomial(n, [(1 + phi) / 4, (1 - phi) / 4, (1 - phi) / 4, (1 + phi) / 4], replicates)
    rows = pd.DataFrame(cells, columns=["both_met", "bookings_only", "price_only", "neither_met"]).assign(
        period_grain="quarter",
        period_start=QUARTER,
        segment_by="region",
        segment=_regions(replicates, 1),
        team_quarters=n,
    )
    return {"marts.fct_goal_matrices": rows}, np.full(replicates, phi)


def shifted(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Channels whose acceptance and change of spend are bivariate normal of correlation .5; Spearman's rho."""
    correlation = 0.5
    first = rng.standard_normal((replicates, n))
    second = correlation * first + np.sqrt(1 - correlation**2) * rng.standard_normal((replicates, n))
    rows = pd.DataFrame(
        {
            "period_start": np.repeat(company_quarters(replicates), n),
            "acceptance_rate": first.ravel(),
            "spend_change": second.ravel(),
        }
    )
    return {"marts.fct_channel_shifts": rows}, np.full(replicates, 6 / np.pi * np.arcsin(correlation / 2))


def repaid(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Campaigns of lognormal spend (sigma .8) that bring in half of it to four times, lognormal too."""
    spend = np.exp(0.8 * rng.standard_normal((replicates, n)) + 9)
    credit = spend * 3 * np.exp(0.7 * rng.standard_normal((replicates, n)) - 0.7**2 / 2)
    rows = pd.DataFrame(
        {
            "period_start": np.repeat(company_quarters(replicates), n),
            "is_mature": True,
            "spend_amount": spend.round(2).ravel(),
            "linear": credit.round(2).ravel(),
        }
    )
    return {"marts.fct_campaign_returns": rows}, np.full(replicates, 0.6 * 3 - 1)


def launched(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Launches of 5 to 12 items with a readiness of their own (beta, intra-class correlation .15) around 20 to 90 %."""
    correlation = 0.15
    weight = 1 / correlation - 1
    mean = rng.uniform(0.2, 0.9, (replicates, 1))
    items = rng.integers(5, 13, (replicates, n))
    ready = rng.binomial(items, rng.beta(mean * weight, (1 - mean) * weight, (replicates, n)))
    launches = np.array([f"launch{index}" for index in range(replicates * n)])
    announced_at = np.repeat(pd.to_datetime(company_quarters(replicates)), n) + pd.Timedelta(hours=12)
    each = np.repeat(np.arange(replicates * n), items.ravel())
    place = np.arange(each.size) - np.repeat(np.cumsum(items) - items.ravel(), items.ravel())
    done = place < ready.ravel()[each]
    completed_at = pd.Series(np.where(done, announced_at[each] - pd.Timedelta(days=1), pd.NaT)).astype(
        "datetime64[us]"
    )
    return {
        "core.launches": pd.DataFrame(
            {"launch_id": launches, "announced_at": announced_at.astype("datetime64[us]")}
        ),
        "core.launch_readiness_items": pd.DataFrame(
            {"launch_id": launches[each], "required": True, "completed_at": completed_at}
        ),
    }, mean.ravel()


SCALE = np.arange(5) * 25


def _answers(
    rng: np.random.Generator, replicates: int, n: int, mean: float, function: str, questions: tuple[str, ...]
) -> tuple[pd.DataFrame, float]:
    """Answers of 1 to 5 around a mean; each respondent answers all questions in a mood of their own."""
    cuts = np.array([1.5, 2.5, 3.5, 4.5])
    mood = rng.standard_normal((replicates, n, 1))
    leaning = mean + 0.6 * mood + 0.8 * rng.standard_normal((replicates, n, len(questions)))
    answers = np.digitize(leaning, cuts)
    shares = np.diff(stats.norm.cdf([-np.inf, *cuts, np.inf], mean, 1))
    rows = pd.DataFrame(
        {
            "quarter_start": np.repeat(company_quarters(replicates), n * len(questions)),
            "function": function,
            "respondent_key": np.tile(
                np.repeat([f"{function}{index}" for index in range(n)], len(questions)), replicates
            ),
            "question_code": np.tile(questions, replicates * n),
            "points": SCALE[answers].astype(float).ravel(),
            "is_top_two": (answers >= 3).ravel(),
        }
    )
    return rows, float((shares * SCALE).sum())


def confident(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Two functions far apart in their confidence, `n` respondents each."""
    questions = ("goal_confidence", "goal_commitment", "org_commitment", "goals_compatible")
    lower, truth = _answers(rng, replicates, n, 2.4, "sales", questions)
    higher, _ = _answers(rng, replicates, n, 4.4, "marketing", questions)
    return {"marts.fct_survey_answers": pd.concat([lower, higher])}, np.full(replicates, truth)


def perceived(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Two functions that see seven things a point of five apart, `n` respondents each."""
    questions = (
        "lead_quality",
        "follow_up",
        "credibility",
        "feedback",
        "recognition",
        "market_knowledge",
        "trust",
    )
    sales, low = _answers(rng, replicates, n, 2.4, "sales", questions)
    marketing, high = _answers(rng, replicates, n, 3.9, "marketing", questions)
    return {"marts.fct_survey_answers": pd.concat([sales, marketing])}, np.full(replicates, high - low)


def trending(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Months around a line that rises by 2,000 a month, give or take 5,000."""
    months = np.tile(np.arange(1, n + 1), (replicates, 1))
    amounts = 200_000 + 2_000 * months + 5_000 * rng.standard_normal((replicates, n))
    rows = pd.DataFrame(
        {
            "replicate": np.repeat(np.arange(replicates), n),
            "position": months.ravel(),
            "won_amount": amounts.round(2).ravel(),
        }
    )
    return {"marts.fct_won_months": rows}, np.full(replicates, 2_000.0)


def handled(rng: np.random.Generator, replicates: int, n: int) -> tuple[Rows, np.ndarray]:
    """Three strata in which aligned leads are won 1.3 times as often and unlike in number; `n` aligned wins expected.

    Won amounts are lognormal (sigma .5) about means of 10, 30 and 90.
    """
    risks, means = np.array([0.12, 0.06, 0.03]), np.array([10.0, 30.0, 90.0])
    mixes = {"exposed": np.array([0.2, 0.3, 0.5]), "other": np.array([0.5, 0.3, 0.2])}
    aligned = n / (1.3 * risks @ mixes["exposed"])
    columns: dict[str, np.ndarray] = {}
    for arm, leads, ratio in (("exposed", aligned, 1.3), ("other", 3 * aligned, 1.0)):
        size = np.broadcast_to(np.round(leads * mixes[arm]).astype(int), (replicates, 3)).ravel()
        wins = rng.binomial(size, np.tile(ratio * risks, replicates))
        place = np.repeat(np.arange(wins.size), wins)
        amounts = (
            np.tile(means, replicates)[place] * np.exp(0.5 * rng.standard_normal(place.size) - 0.125)
        ).round(2)
        columns |= {
            arm: size,
            f"{arm}_successes": wins,
            f"{arm}_valued": size,
            f"{arm}_valued_wins": wins,
            f"{arm}_amount": np.bincount(place, amounts, wins.size),
            f"{arm}_squared_amount": np.bincount(place, amounts**2, wins.size),
        }
    rows = pd.DataFrame(
        {
            "period_grain": "quarter",
            "period_start": QUARTER,
            "segment_by": "region",
            "segment": _regions(replicates, 3),
            "quarters_pooled": 1,
            "comparison": "aligned",
            "stratum_segment": np.tile(["small", "middling", "large"], replicates),
            "stratum_grade": "A",
            "young": 0,
            "least_wins": n,
            "least_valued_wins": n,
            "quarters_held": 1,
            **columns,
        }
    )
    return {"marts.fct_landmark_cells": rows}, np.full(replicates, 1.3)


SITUATIONS = (
    Situation("W", "lead_follow_up_rate", "a share between 5 and 95 %", 30, "leads", worked),
    Situation(
        "WK",
        "double_claimed_revenue_rate",
        "a share of lognormal deals, 10 to 90 %",
        12,
        "won deals",
        claimed,
    ),
    Situation(
        "WC",
        "launch_readiness_rate",
        "launches of 5 to 12 items, each with a readiness of its own",
        5,
        "launches",
        launched,
        replicate="period_start",
    ),
    Situation(
        "WR",
        "lead_score_calibration_ratio",
        "predictions of 4 to 36 %, kept to .8 of",
        100,
        "leads",
        predicted,
    ),
    Situation("LJ", "price_realization_rate", "lognormal deals, beta discounts", 12, "won deals", invoiced),
    Situation(
        "LJ",
        "concession_leakage_rate",
        "lognormal deals, concessions on a quarter",
        30,
        "won deals",
        conceded,
    ),
    Situation(
        "LJ", "net_revenue_retention", "lognormal customers, a tenth leaves", 20, "customers", retained
    ),
    Situation(
        "LJ",
        "aligned_value_uplift",
        "three strata, won 1.3 times as often, lognormal deals",
        20,
        "aligned wins expected",
        handled,
    ),
    Situation(
        "MH",
        "aligned_win_rate_uplift",
        "three strata, won 1.3 times as often",
        10,
        "aligned wins expected",
        handled,
    ),
    Situation("LJ", "forecast_wape", "cells forecast 8 % high, give or take 20 %", 8, "cells", forecast),
    Situation(
        "LJ",
        "return_on_marketing_investment",
        "campaigns of uneven spend and return",
        8,
        "campaigns",
        repaid,
        replicate="period_start",
    ),
    Situation(
        "JW",
        "late_quarter_discount_premium",
        "lognormal deals, 6 points more when late",
        20,
        "late deals",
        late,
        models=("fct_late_discount_cells",),
    ),
    Situation(
        "KM", "speed_to_lead_median_hours", "exponential waits, a fifth never called", 50, "leads", contacted
    ),
    Situation(
        "K", "score_disposition_kappa", "quartile grades of latent correlation .5", 50, "rated leads", graded
    ),
    Situation("DL", "lead_score_auc", "normal scores .8 apart", 40, "leads, half of them converted", scored),
    Situation(
        "FZ", "goal_compatibility_phi", "two goals met half of the time, phi -.33", 20, "team-quarters", met
    ),
    Situation(
        "FZ",
        "spend_reallocation_correlation",
        "normal ranks of correlation .5",
        8,
        "channels",
        shifted,
        replicate="period_start",
    ),
    Situation(
        "WT",
        "goal_confidence_score",
        "answers of 1 to 5 in moods",
        5,
        "respondents a function",
        confident,
        replicate="period_start",
    ),
    Situation(
        "WT",
        "perception_gap",
        "seven items a point and a half of five apart",
        5,
        "respondents a function",
        perceived,
        models=("fct_perception_items",),
        replicate="period_start",
    ),
    Situation(
        "LD",
        "pipeline_velocity",
        "lognormal deals, larger ones take longer",
        30,
        "won deals",
        flowing,
        models=("fct_pipeline_moments",),
    ),
    Situation(
        "TS",
        "performance_trend_slope",
        "a line with normal noise",
        12,
        "months",
        trending,
        replicate="replicate",
    ),
)
