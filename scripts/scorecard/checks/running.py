"""One run of the checks: suites in, verdicts in checks.check_results and a summary out."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from scorecard import contract
from scorecard.checks import suites
from scorecard.checks.judging import judge_relation
from scorecard.checks.model import OUTPUTS, CheckResult, CheckSummary, Phase, Rule
from scorecard.checks.rendering import (
    World,
    expand,
    relation_of,
)
from scorecard.checks.store import Relations, write
from scorecard.checks.summary import summarise
from scorecard.checks.touching import know_metrics
from scorecard.checks.volumes import earlier_row_counts
from scorecard.errors import ScorecardError
from scorecard.progress import Progress
from scorecard.registry import Registry
from scorecard.settings import Settings


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
    know_metrics(rules, registry, progress)
    chosen = [rule for rule in expand(rules, tables) if (rule.relation in OUTPUTS) == (phase == "outputs")]
    connection = _connect(settings)
    try:
        results = evaluate(chosen, settings, registry, connection)
        write(connection, results, phase)
    finally:
        connection.close()
    return summarise(results, phase)


def reasons(project: Path) -> dict[str, str]:
    """Return why each check matters, by its id, as the suites of a project say it. Raises UsageError for a mistake."""
    tables = contract.tables(project)
    rules = suites.read_all(project / "checks", {name: table.column_names for name, table in tables.items()})
    return {rule.check: rule.why for rule in expand(rules, tables)}


def evaluate(
    rules: Iterable[Rule], settings: Settings, registry: Registry, connection: duckdb.DuckDBPyConnection
) -> list[CheckResult]:
    """Judge rules (already written out per table) on an open warehouse; results by relation and check.

    Raises as `run` does.
    """
    from scorecard.checks.engine import Engine  # Great Expectations: seconds to import, so only now

    relations = Relations(connection, _together(settings))
    world = _world(settings, contract.tables(settings.project), relations)
    engine = Engine(connection)
    results: list[CheckResult] = []
    try:
        for relation, group in _grouped(rules):
            results += judge_relation(relation, group, engine, world, registry, relations)
    finally:
        relations.drop_copies()
    return sorted(results, key=lambda result: (result.relation, result.check))


def _together(settings: Settings) -> dict[str, list[str]]:
    """The staging relations of other systems by the canonical one their rows are of."""
    found: dict[str, list[str]] = {}
    for source in settings.sources:
        for table in contract.tables(settings.project, source).values():
            for staged in table.staged:
                if staged.table:
                    found.setdefault(relation_of("staging", staged.table), []).append(
                        f"staging.{staged.model}"
                    )
    return found


def _grouped(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        groups.setdefault(relation_of(rule.layer, rule.relation), []).append(rule)
    return list(groups.items())


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
    # bars for long queries are drawn even where nobody watches
    connection.execute("set enable_progress_bar = false")
    spill = str(settings.target / "spill").replace("'", "''")
    connection.execute(f"set temp_directory = '{spill}'")
    return connection


def _world(settings: Settings, tables: Mapping[str, contract.Table], relations: Relations) -> World:
    return World(
        tables=tables,
        as_of=_naive(settings.as_of or _loaded_as_of(settings.target / "load.json") or settings.build_clock),
        as_of_given=settings.as_of_given,
        build_clock=_naive(settings.build_clock),
        variables=settings.vars,
        rows=relations.rows,
        name=relations.name,
        earlier_rows=earlier_row_counts(settings),
    )


def _loaded_as_of(path: Path) -> datetime | None:
    if not path.is_file():
        return None
    text = json.loads(path.read_text(encoding="utf-8")).get("as_of")
    return datetime.fromisoformat(text) if text else None


def _naive(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None) if instant.tzinfo else instant
