"""The rules of one relation: which can be judged on this data, what the engine finds, and the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import duckdb

from scorecard.checks.model import Among, CheckResult, Outcome, Rule
from scorecard.checks.rendering import (
    CannotJudgeError,
    NotForThisTableError,
    World,
    fill,
    fill_text,
    relation_of,
)
from scorecard.checks.store import Relations
from scorecard.checks.touching import touched
from scorecard.checks.verdicts import judge, unevaluated
from scorecard.errors import ScorecardError
from scorecard.registry import Registry

if TYPE_CHECKING:
    from scorecard.checks.engine import Engine

# What says which published figure a check on our own output is about.
OUTPUT_KEYS = ("metric", "dimension", "cause", "period_grain", "period_start", "segment_by", "segment")

TOO_LITTLE = "the data holds too little to judge this by"


@dataclass(frozen=True)
class _Ready:
    """A rule filled in for its relation."""

    rule: Rule
    kwargs: Mapping[str, Any]
    among: Among | None
    threshold: str | None


def judge_relation(
    relation: str,
    rules: Sequence[Rule],
    engine: Engine,
    world: World,
    registry: Registry,
    relations: Relations,
) -> list[CheckResult]:
    """Return the verdicts of the rules that read `relation` (`schema.name`), in one pass of the engine.

    Raises UsageError or ScorecardError, naming file and line, for a rule that cannot be filled in or run.
    """
    results: list[CheckResult] = []
    ready: list[_Ready] = []
    for rule in rules:
        try:
            ready.append(_filled(rule, relation, world, relations))
        except NotForThisTableError:
            continue
        except CannotJudgeError as reason:
            results.append(unevaluated(rule, str(reason), touched(rule, registry)))
    if not ready:
        return results
    table = world.tables.get(ready[0].rule.relation)
    schema, name = relations.name(relation).split(".", 1)
    outcomes = engine.validate(
        schema, name, [(one.rule, one.kwargs) for one in ready], table.key if table else ()
    )
    for one, outcome in zip(ready, outcomes, strict=True):
        keys = table.key if table else OUTPUT_KEYS
        results.append(_verdict(one, outcome, relation, keys, world, registry, relations))
    return results


def _filled(rule: Rule, relation: str, world: World, relations: Relations) -> _Ready:
    kwargs, among, threshold = fill(rule, world)
    rows = relations.rows(relation)
    if rows is None:
        raise CannotJudgeError(f"{relation} has not been built")
    if not rows and not rule.even_if_empty:
        raise CannotJudgeError("table is empty")
    return _Ready(rule, kwargs, among, threshold)


def _verdict(
    one: _Ready, outcome: Outcome, relation: str, keys: Sequence[str], world: World, registry: Registry,
    relations: Relations,
) -> CheckResult:  # fmt: skip
    rule = one.rule
    metrics = touched(rule, registry, outcome.sample)
    if rule.observe is not None and not outcome.observed:
        said = _observed(rule, world, relations)
        if said is None:
            return unevaluated(rule, TOO_LITTLE, metrics)
        outcome = replace(outcome, observed=said)
    population = relations.rows(relation) if outcome.of is None else outcome.of
    if one.among is not None:
        population = _rows_among(rule, relation, one.among, relations)
    result = judge(rule, outcome, one.among, one.threshold, population, keys, metrics)
    if result.success is False and result.severity == "critical" and rule.relation in world.tables:
        place = relations.place(relation_of("staging", rule.relation), keys, outcome.sample)
        if place:
            result = replace(result, observed=f"{result.observed}, such as {place}")
    return result


def _observed(rule: Rule, world: World, relations: Relations) -> str | None:
    query = fill_text(rule, rule.observe or "", world)
    try:
        return relations.text(
            query.replace("{batch}", relations.name(relation_of(rule.layer, rule.relation)))
        )
    except duckdb.Error as error:
        raise ScorecardError(
            f"{rule.where}: `observe` of {rule.check} cannot be run: {_reason(error)}"
        ) from error


def _rows_among(rule: Rule, relation: str, among: Among, relations: Relations) -> int:
    try:
        return relations.rows_where(relation, among.where)
    except duckdb.Error as error:
        raise ScorecardError(
            f"{rule.where}: `among` of {rule.check} cannot be run: {_reason(error)}"
        ) from error


def _reason(error: duckdb.Error) -> str:
    return " ".join(str(error).split("LINE 1:")[0].split())
