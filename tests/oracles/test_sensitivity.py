"""The index under other choices is what leaving out, reweighting and drawing at random give by other means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy
import pytest
from scipy import stats

from tests.figures import Figures, Record
from tests.oracles import bench, index_tables
from tests.oracles.published import Oracle
from tests.oracles.readings import Z_95

pytestmark = pytest.mark.requires("shared")

MODELS = [
    "dimension_weights",
    "metric_scores",
    "int_dimensions_averaged",
    "dimension_scores",
    "alignment_index",
    "sensitivity",
    "robustness",
    "improvements",
]


def _made(
    oracles: dict[str, Oracle], made: dict[str, Figures], **more: Sequence[Record]
) -> dict[str, list[dict[str, Any]]]:
    tables = {**index_tables.given(oracles["alignment_index_1"])}
    tables.update({name.replace("__", "."): rows for name, rows in more.items()})
    return bench.run(made["quarter"], MODELS, tables)


def _runs(rows: dict[str, list[dict[str, Any]]]) -> dict[str, float]:
    return {row["detail"]: row["score"] for row in rows["sensitivity"]}


def _geometric(scores: dict[str, float], weights: dict[str, float] | None = None) -> float:
    """The index of dimension scores, as a loop over its definition."""
    weights = weights or dict.fromkeys(scores, 1.0)
    total = sum(weights[name] for name in scores)
    return math.exp(sum(weights[name] / total * math.log(max(score, 1.0)) for name, score in scores.items()))


def test_the_ends_under_random_weights_are_those_of_a_hundred_thousand_draws(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    scores = dict(oracles["alignment_index_1"].expected["dimension_scores"])
    runs = _runs(_made(oracles, made))
    logs = numpy.log(numpy.maximum(numpy.array(list(scores.values())), 1.0))
    draw = numpy.random.default_rng(20250331)
    for concentration in (20, 50, 200):
        weights = draw.dirichlet(numpy.full(len(logs), concentration / len(logs)), size=100_000)
        drawn = weights @ logs
        low, high = (math.log(runs[f"concentration {concentration}, {end} end"]) for end in ("low", "high"))
        # the standard error of a standard deviation from n draws is about sd / sqrt(2 n)
        spread = (high - low) / (2 * Z_95)
        assert (low + high) / 2 == pytest.approx(drawn.mean(), abs=4 * spread / math.sqrt(100_000))
        assert spread == pytest.approx(drawn.std(), rel=4 / math.sqrt(2 * 100_000))


def test_what_is_left_out_leaves_the_rest_as_it_is(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["alignment_index_1"]
    scores = dict(oracle.expected["dimension_scores"])
    metric_scores = oracle.expected["metric_scores"]
    runs = _runs(_made(oracles, made))
    for dimension in scores:
        rest = {name: score for name, score in scores.items() if name != dimension}
        assert runs[dimension] == pytest.approx(_geometric(rest), rel=1e-9)
    measured = [metric for metric in oracle.input["metrics"] if metric["metric"] in metric_scores]
    for metric in measured:
        left = [
            one
            for one in measured
            if one["dimension"] == metric["dimension"] and one["metric"] != metric["metric"]
        ]
        changed = {name: score for name, score in scores.items() if name != metric["dimension"]}
        if left:
            weight = sum(one["weight"] for one in left)
            changed[metric["dimension"]] = (
                sum(one["weight"] * metric_scores[one["metric"]] for one in left) / weight
            )
        assert runs[metric["metric"]] == pytest.approx(_geometric(changed), rel=1e-9)


def test_stricter_anchors_lower_the_index_and_looser_ones_raise_it_by_the_stated_fifth(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["alignment_index_1"]
    found = _runs(_made(oracles, made))
    for name, factor in (("stricter", 0.8), ("looser", 1.2)):
        sums: dict[str, tuple[float, float]] = {}
        for metric in oracle.input["metrics"]:
            if metric["value"] is None:
                continue
            moved = [
                metric["stretch"] + factor * (metric[anchor] - metric["stretch"])
                for anchor in index_tables.ANCHORS
            ]
            score = _score(metric["value"], moved)
            weighted, weight = sums.get(metric["dimension"], (0.0, 0.0))
            sums[metric["dimension"]] = (weighted + metric["weight"] * score, weight + metric["weight"])
        scores = {dimension: weighted / weight for dimension, (weighted, weight) in sums.items()}
        assert set(scores) == set(oracle.expected["dimension_scores"])
        assert found[name] == pytest.approx(_geometric(scores), rel=1e-9)
    assert found["stricter"] < found["as published"] < found["looser"]


def test_what_a_target_would_add_is_the_index_made_again_with_the_metric_at_its_target(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    oracle = oracles["alignment_index_1"]
    costs = [
        {
            **index_tables.COMPANY,
            "period_grain": "latest",
            "cause": "slow_response",
            "low": 1.0,
            "base": 2.0,
            "high": 3.0,
        }
    ]
    rows = _made(oracles, made, scorecard__misalignment_cost=costs)
    found = {row["metric"]: row for row in rows["improvements"]}
    metric_scores = oracle.expected["metric_scores"]
    assert set(found) == {metric for metric, score in metric_scores.items() if score < 70}
    (index,) = [row["score"] for row in rows["alignment_index"] if row["segment_by"] == "all"]
    values = index_tables.given(oracle)["scorecard.metric_values"]
    targets = {metric["metric"]: metric["target"] for metric in oracle.input["metrics"]}
    for metric, row in found.items():
        changed = [
            {**one, "value": targets[metric] if one["metric"] == metric else one["value"]} for one in values
        ]
        again = _made(oracles, made, scorecard__metric_values=changed)["alignment_index"]
        (reached,) = [one["score"] for one in again if one["segment_by"] == "all"]
        assert row["index_points"] == pytest.approx(reached - index, rel=1e-9)
        money = (1.0, 2.0, 3.0) if metric == "follow_up_sla_rate" else (None, None, None)
        assert (row["cost_low"], row["cost_base"], row["cost_high"]) == money


def test_a_raised_weight_takes_from_the_others_in_proportion(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    scores = dict(oracles["alignment_index_1"].expected["dimension_scores"])
    runs = _runs(_made(oracles, made))
    equal = 1 / len(scores)
    reach = Z_95 * math.sqrt(equal * (1 - equal) / 51)
    for dimension in scores:
        for name, weight in (("raised", equal + reach), ("lowered", equal - reach)):
            weights = {
                one: weight if one == dimension else (1 - weight) / (len(scores) - 1) for one in scores
            }
            assert runs[f"{dimension} {name}"] == pytest.approx(_geometric(scores, weights), rel=1e-9)


def test_weights_are_the_mean_of_what_executives_give_and_the_spread_is_kept(
    oracles: dict[str, Oracle], made: dict[str, Figures]
) -> None:
    scores = dict(oracles["alignment_index_1"].expected["dimension_scores"])
    first, second, *others = scores
    points = [
        {"executive": "Head of sales", "dimension": first, "points": 60},
        {"executive": "Head of sales", "dimension": second, "points": 40},
        *({"executive": "Head of marketing", "dimension": one, "points": 100 / 7} for one in scores),
    ]
    rows = _made(oracles, made, seeds__dimension_points=points)
    weights = {row["dimension"]: row for row in rows["dimension_weights"]}
    assert weights[first]["weight"] == pytest.approx((0.6 + 1 / 7) / 2)
    assert (weights[first]["lowest_share"], weights[first]["highest_share"]) == pytest.approx((1 / 7, 0.6))
    assert weights[others[0]]["weight"] == pytest.approx(1 / 14)
    assert weights[others[0]]["lowest_share"] == 0
    (index,) = rows["alignment_index"]
    given = {one: float(row["weight"]) for one, row in weights.items()}
    assert sum(given.values()) == pytest.approx(1)
    assert index["score"] == pytest.approx(_geometric(scores, given), rel=1e-9)
    assert index["arithmetic"] == pytest.approx(sum(given[one] * scores[one] for one in scores), rel=1e-9)


def _score(value: float, levels: Sequence[float]) -> float:
    """The piecewise-linear score through four anchors, floor first."""
    sign = -1 if levels[0] > levels[-1] else 1
    floor, red, target, stretch = (sign * level for level in levels)
    return float(numpy.interp(sign * value, [floor, red, target, stretch], [0, 40, 70, 100]))


def _run_of(segment: str, run: str, detail: str, score: float, tier: str | None = "partly_aligned") -> Record:
    return {
        **index_tables.QUARTER,
        "segment_by": "team",
        "segment": segment,
        "run": run,
        "family": run,
        "detail": detail,
        "score": score,
        "tier": tier,
    }


def _robust(made: dict[str, Figures], runs: Sequence[Record]) -> dict[str, dict[str, Any]]:
    rows = bench.run(made["quarter"], ["robustness"], {"scorecard.sensitivity": runs})["robustness"]
    return {row["segment"]: row for row in rows}


# five teams, two of them equal; what each run gives them
PUBLISHED = {"a": 60.0, "b": 55.0, "c": 50.0, "d": 50.0, "e": 45.0}
OTHERS = {
    "one": {"a": 60.0, "b": 55.0, "c": 51.0, "d": 49.0, "e": 45.0},
    "two": {"a": 58.0, "b": 58.0, "c": 50.0, "d": 50.0, "e": 44.0},
    "three": {"a": 44.0, "b": 55.0, "c": 50.0, "d": 52.0, "e": 61.0},
}


def test_agreement_of_ranks_is_kendalls_tau_b_with_ties(made: dict[str, Figures]) -> None:
    runs = [_run_of(team, "published", "as published", score) for team, score in PUBLISHED.items()]
    for name, scores in OTHERS.items():
        runs += [_run_of(team, "leave-one-out", name, score) for team, score in scores.items()]
    found = _robust(made, runs)
    teams = sorted(PUBLISHED)
    taus = [
        stats.kendalltau([PUBLISHED[team] for team in teams], [scores[team] for team in teams]).statistic
        for scores in OTHERS.values()
    ]
    for row in found.values():
        assert row["mean_tau"] == pytest.approx(sum(taus) / 3, rel=1e-12)
        assert row["lowest_tau"] == pytest.approx(min(taus), rel=1e-12)


def test_ranks_are_given_only_when_everybody_stays_in_a_third(made: dict[str, Figures]) -> None:
    runs = [_run_of(team, "published", "as published", score) for team, score in PUBLISHED.items()]
    for number in range(10):
        runs += [_run_of(team, "leave-one-out", f"run {number}", score) for team, score in PUBLISHED.items()]
    # the ends of a weight interval are each team's own and rank nobody
    runs += [
        {
            **_run_of(team, "weights", "concentration 50, low end", 100 - PUBLISHED[team]),
            "family": "all weights",
        }
        for team in PUBLISHED
    ]
    stable = _robust(made, runs)
    assert {team: row["rank"] for team, row in stable.items()} == {"a": 1, "b": 2, "c": 3, "d": 3, "e": 5}
    assert {row["rank_runs"] for row in stable.values()} == {10}
    turned = [
        {**row, "score": 110 - float(row["score"])} if row["detail"] in ("run 0", "run 1", "run 2") else row
        for row in runs
    ]
    unstable = _robust(made, turned)
    assert unstable["a"]["third_kept"] == 7
    assert unstable["c"]["third_kept"] == 10, "the middle stays in the middle"
    assert all(row["rank"] is None and row["is_rank_stable"] is False for row in unstable.values())


def test_a_run_that_a_team_does_not_have_leaves_it_where_it_is(made: dict[str, Figures]) -> None:
    runs = [_run_of(team, "published", "as published", score) for team, score in PUBLISHED.items()]
    runs.append(_run_of("a", "leave-one-out", "win_rate", 54.0))
    found = _robust(made, runs)
    assert {row["rank_runs"] for row in found.values()} == {1}
    assert found["a"]["third_kept"] == 1
    assert found["a"]["mean_tau"] == pytest.approx(
        stats.kendalltau([60, 55, 50, 50, 45], [54, 55, 50, 50, 45]).statistic
    )


def test_tiers_are_counted_over_the_runs_and_a_provisional_index_has_none_to_keep(
    made: dict[str, Figures],
) -> None:
    runs = [
        _run_of("a", "published", "as published", 45),
        _run_of("a", "anchors", "stricter", 38, "misaligned"),
        _run_of("a", "anchors", "looser", 50),
        _run_of("b", "published", "as published", 45, None),
        _run_of("b", "anchors", "looser", 50, None),
    ]
    found = _robust(made, runs)
    assert (found["a"]["runs"], found["a"]["tier_kept"], found["a"]["tier_kept_share"]) == (2, 1, 0.5)
    assert (found["b"]["runs"], found["b"]["tier_kept"]) == (1, None)


def test_correlations_of_dimensions_are_pearsons_with_fishers_interval(made: dict[str, Figures]) -> None:
    draw = numpy.random.default_rng(7)
    follow_up = draw.uniform(20, 80, 15)
    feedback = follow_up + draw.normal(0, 1, 15)  # goes along with follow-up
    pricing = draw.uniform(20, 80, 15)
    index = (follow_up + feedback) / 2
    columns = {"follow_up": follow_up, "feedback": feedback, "pricing": pricing}
    quarters = [
        {**index_tables.QUARTER, "segment_by": "team", "segment": f"team {number}"} for number in range(15)
    ]
    rows = bench.run(
        made["quarter"],
        ["coherence"],
        {
            "scorecard.alignment_index": [
                {**quarter, "score": score, "provisional": False}
                for quarter, score in zip(quarters, index.tolist(), strict=True)
            ]
            # provisional indices are no index, and eleven are too few
            + [{**quarter, "segment_by": "region", "score": 50.0, "provisional": False} for quarter in quarters[:11]],
            "scorecard.dimension_scores": [
                {**quarter, "dimension": name, "score": score, "segment_by": by}
                for name, scores in columns.items()
                for quarter, score in zip(quarters, scores.tolist(), strict=True)
                for by in ("team", "region")
            ],
        },
    )["coherence"]  # fmt: skip
    found = {(row["dimension"], row["other"]): row for row in rows}
    assert {row["segment_by"] for row in rows} == {"team"}
    for (dimension, other), row in found.items():
        against = index if other == "index" else columns[other]
        expected = stats.pearsonr(columns[dimension], against)
        interval = expected.confidence_interval(0.95)
        assert row["correlation"] == pytest.approx(expected.statistic, rel=1e-9)
        assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high), rel=1e-9)
    assert found["feedback", "follow_up"]["finding"] == "together"
    assert found["follow_up", "index"]["finding"] is None
    apart = found["pricing", "index"]
    assert apart["finding"] == ("apart" if apart["correlation"] < 0.2 else None)
