"""One run of the checks: suites in, verdicts in checks.check_results and a summary out."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from scorecard import contract
from scorecard.checks import suites
from scorecard.checks.model import ESSENTIAL, OUTPUTS, CheckResult, CheckSummary, Phase, Rule
from scorecard.checks.rendering import (
    CannotJudgeError,
    NotForThisTableError,
    World,
    expand,
    fill,
    fill_text,
    relation_of,
)
from scorecard.checks.store import Relations, write
from scorecard.checks.verdicts import judge, unevaluated
from scorecard.errors import ScorecardError, UsageError
from scorecard.progress import Progress
from scorecard.registry import Metric, Registry
from scorecard.settings import Settings

if TYPE_CHECKING:
    from scorecard.checks.engine import Engine

# Named in a refusal, so that the first line a person reads tells enough to act on.
REFUSALS_NAMED = 3

TOO_LITTLE = "the data holds too little to judge this by"

# What says which published figure a check on our own output is about.
OUTPUT_KEYS = ("metric", "dimension", "cause", "period_grain", "period_start", "segment_by", "segment")


def warm() -> threading.Thread:
    """Start importing Great Expectations, which takes seconds, while something else is being waited for."""
    thread = threading.Thread(target=_import_engine, name="import great_expectations", daemon=True)
    thread.start()
    return thread


def _import_engine() -> None:
    from scorecard.checks import engine  # noqa: F401


def run(settings: Settings, registry: Registry, phase: Phase, progress: Progress) -> CheckSummary:
    """Run the suites of one phase (`inputs` after core, `outputs` after scorecard) and store their results.

    Replaces the phase's rows of checks.check_results. Raises UsageError for a mistake in a suite (file and line) and
    ScorecardError for a check the warehouse cannot run. Refusing to publish is the caller's: see `refused`.
    """
    tables = contract.tables(settings.project)
    columns = {name: table.column_names for name, table in tables.items()}
    rules = suites.read_all(settings.project / "checks", columns)
    _know_metrics(rules, registry, progress)
    chosen = [rule for rule in expand(rules, tables) if (rule.relation in OUTPUTS) == (phase == "outputs")]
    from scorecard.checks.engine import Engine  # Great Expectations: seconds to import, so only now

    connection = _connect(settings)
    try:
        relations = Relations(connection)
        world = _world(settings, tables, relations, registry)
        engine = Engine(connection)
        results: list[CheckResult] = []
        for relation, group in _grouped(chosen):
            results += _run_relation(relation, group, engine, world, registry, relations)
        engine.close()
        results.sort(key=lambda result: (result.relation, result.check))
        write(connection, results, phase)
    finally:
        connection.close()
    return summarise(results, phase)


def summarise(results: Iterable[CheckResult], phase: Phase) -> CheckSummary:
    """Count verdicts, and say for which of them publishing is refused."""
    results = list(results)
    failed = [result for result in results if result.success is False]
    critical = [result for result in failed if result.severity == "critical"]
    decisive = [result for result in critical if phase == "outputs" or result.relation in ESSENTIAL]
    return CheckSummary(
        total=len(results),
        passed=sum(result.success is True for result in results),
        warnings=sum(result.severity == "warning" for result in failed),
        critical=len(critical),
        not_evaluated=sum(result.success is None for result in results),
        refused=bool(decisive),
        message=_refusal(decisive),
    )


def _refusal(decisive: list[CheckResult]) -> str:
    if not decisive:
        return ""
    named = "; ".join(
        f"{result.check} found {result.observed}, allowed: {result.threshold}"
        + (f" (for example {result.sample_keys})" if result.sample_keys else "")
        for result in decisive[:REFUSALS_NAMED]
    )
    more = len(decisive) - REFUSALS_NAMED
    return (
        f"Publishing refused, the last good site stays: {named}"
        + (f"; and {more} more critical checks failed" if more > 0 else "")
        + "; correct the data and build again."
    )


def _run_relation(
    relation: str,
    rules: list[Rule],
    engine: Engine,
    world: World,
    registry: Registry,
    relations: Relations,
) -> list[CheckResult]:
    """Judge the rules that read one relation of the warehouse (`schema.name`), in one pass of the engine."""
    results: list[CheckResult] = []
    ready: list[tuple[Rule, dict[str, Any], Any, str | None]] = []
    rows = relations.rows(relation)
    for rule in rules:
        touched = _touched(rule, registry)
        try:
            kwargs, among, threshold = fill(rule, world)
        except NotForThisTableError:
            continue
        except CannotJudgeError as reason:
            results.append(unevaluated(rule, str(reason), touched))
            continue
        if rows is None:
            results.append(unevaluated(rule, f"{relation} has not been built", touched))
        elif not rows and not rule.even_if_empty:
            results.append(unevaluated(rule, "table is empty", touched))
        else:
            ready.append((rule, kwargs, among, threshold))
    if ready:
        schema, name = relations.name(relation).split(".", 1)
        table = world.tables.get(rules[0].relation)
        keys = table.key if table else OUTPUT_KEYS
        outcomes = engine.validate(
            schema, name, [(rule, kwargs) for rule, kwargs, _, _ in ready], table.key if table else ()
        )
        for (rule, _, among, threshold), outcome in zip(ready, outcomes, strict=True):
            if rule.observe is not None and not outcome.observed:
                said = _said(rule, fill_text(rule, rule.observe, world), relations)
                if said is None:
                    results.append(unevaluated(rule, TOO_LITTLE, _touched(rule, registry)))
                    continue
                outcome = replace(outcome, observed=said)
            population = outcome.of if outcome.of is not None else rows
            if among is not None:
                population = _among_rows(rule, relation, among.where, relations)
            results.append(
                judge(
                    rule,
                    outcome,
                    among,
                    threshold,
                    population,
                    keys,
                    _touched(rule, registry, outcome.sample),
                )
            )
    return results


def _said(rule: Rule, query: str, relations: Relations) -> str | None:
    try:
        return relations.text(
            query.replace("{batch}", relations.name(relation_of(rule.layer, rule.relation)))
        )
    except duckdb.Error as error:
        reason = " ".join(str(error).split("LINE 1:")[0].split())
        raise ScorecardError(f"{rule.where}: `observe` of {rule.check} cannot be run: {reason}") from error


def _among_rows(rule: Rule, relation: str, condition: str, relations: Relations) -> int:
    try:
        return relations.rows_where(relation, condition)
    except duckdb.Error as error:
        reason = " ".join(str(error).split("LINE 1:")[0].split())
        raise ScorecardError(f"{rule.where}: `among` of {rule.check} cannot be run: {reason}") from error


def _grouped(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(relation_of(rule.layer, rule.relation), []).append(rule)
    return list(groups.items())


def _touched(rule: Rule, registry: Registry, sample: Iterable[Mapping[str, Any]] = ()) -> list[str]:
    """The metrics a rule touches: those it names, those its unexpected rows name, or those that list its table."""
    if rule.metrics is not None:
        return list(rule.metrics)
    if rule.relation in OUTPUTS:
        return sorted({str(row["metric"]) for row in sample if row.get("metric")})
    return [metric.id for metric in registry.metrics if _uses(metric, rule.touches or (rule.relation,))]


def _uses(metric: Metric, touched: Iterable[str]) -> bool:
    """Whether a metric lists one of the tables as input, or needs one of the columns (`table.column`)."""
    needed = set(re.findall(r"\w+\.\w+", " ".join(metric.needs)))
    return any(name in needed if "." in name else name in metric.inputs for name in touched)


def _know_metrics(rules: Iterable[Rule], registry: Registry, progress: Progress) -> None:
    """Hold the metrics that rules name, and the tables that metrics list, to what the project defines."""
    known = [metric.id for metric in registry.metrics]
    for rule in rules:
        for name in rule.metrics or ():
            if name not in known:
                raise UsageError(f"{rule.where}: there is no metric {name!r}{suites.nearest(name, known)}")
    for metric in registry.metrics:
        computed_from = {name.removeprefix("core.") for name in metric.upstream if name.startswith("core.")}
        unread = sorted(set(metric.inputs) - computed_from) if computed_from else []
        if unread:
            progress.warn(f"{metric.id} lists {', '.join(unread)} as inputs but is not computed from them")


def _connect(settings: Settings) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(settings.warehouse))
    except duckdb.Error as error:
        raise ScorecardError(
            f"{settings.warehouse} cannot be opened for the checks ({' '.join(str(error).split())}); "
            "end the program that holds it, then build again."
        ) from error
    for name in ("memory_limit", "threads"):
        if settings.vars.get(name):
            connection.execute(f"set {name} = '{settings.vars[name]}'")
    spill = str(settings.target / "spill").replace("'", "''")
    connection.execute(f"set temp_directory = '{spill}'")
    return connection


def _world(
    settings: Settings, tables: Mapping[str, contract.Table], relations: Relations, registry: Registry
) -> World:
    return World(
        tables=tables,
        as_of=_naive(settings.as_of or _loaded_as_of(settings.target / "load.json") or settings.build_clock),
        as_of_given=settings.as_of_given,
        build_clock=_naive(settings.build_clock),
        variables=settings.vars,
        rows=relations.rows,
        name=relations.name,
        metrics=registry.metrics,
    )


def _loaded_as_of(path: Path) -> datetime | None:
    if not path.is_file():
        return None
    text = json.loads(path.read_text(encoding="utf-8")).get("as_of")
    return datetime.fromisoformat(text) if text else None


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
