"""Great Expectations, pushed down to DuckDB: every rule runs as SQL where the data lies.

With `pushdown`, the only module that imports Great Expectations, which takes seconds: import it where checks run and
nowhere else.
"""

from __future__ import annotations

import difflib
import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any

# Read by Great Expectations while it is imported.
os.environ["GX_ANALYTICS_ENABLED"] = "false"

import duckdb
import great_expectations as gx
import great_expectations.expectations as gxe
import sqlalchemy as sa
from great_expectations.core.batch import Batch
from great_expectations.core.batch_spec import SqlAlchemyDatasourceBatchSpec
from great_expectations.expectations.expectation import Expectation
from great_expectations.validator.validator import Validator

from scorecard.checks.model import Outcome, Rule
from scorecard.checks.pushdown import SAMPLE_ROWS, KeptConnection, OneConnection, PushedDownUnexpectedRows
from scorecard.errors import ScorecardError, UsageError


class Engine:
    """Validates rules against relations of one open warehouse; the connection stays the caller's."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
        wrapped = KeptConnection(connection)
        pool = sa.create_engine("duckdb://", creator=lambda: wrapped, poolclass=sa.pool.StaticPool)
        self._engine = OneConnection(engine=pool, create_temp_table=False)
        self._context = gx.get_context(mode="ephemeral")

    def validate(
        self, schema: str, name: str, rules: Sequence[tuple[Rule, Mapping[str, Any]]], keys: Sequence[str]
    ) -> list[Outcome]:
        """Return one outcome per (rule, filled-in kwargs), in order; `keys` are the relation's key columns.

        Raises UsageError for a rule Great Expectations does not accept, ScorecardError for one the database cannot
        run.
        """
        expectations = [_expectation(rule, kwargs) for rule, kwargs in rules]
        spec = SqlAlchemyDatasourceBatchSpec(table_name=name, schema_name=schema, create_temp_table=False)
        data, markers = self._engine.get_batch_data_and_markers(spec)
        validator = Validator(
            execution_engine=self._engine,
            data_context=self._context,
            batches=[Batch(data=data, batch_markers=markers)],
        )
        validator.metrics_calculator.show_progress_bars = False
        validations = validator.graph_validate(
            configurations=[expectation.configuration for expectation in expectations],
            # SUMMARY keeps a few values at most; COMPLETE would fetch every unexpected row.
            runtime_configuration={
                "result_format": {
                    "result_format": "SUMMARY",
                    "partial_unexpected_count": 1,
                    "unexpected_index_column_names": list(keys),
                    "return_unexpected_index_query": True,
                }
            },
        )
        # Great Expectations returns results in an order of its own.
        by_check = {validation.expectation_config.meta["check"]: validation for validation in validations}
        return [self._outcome(rule, by_check[rule.check]) for rule, _ in rules]

    def _outcome(self, rule: Rule, validation: Any) -> Outcome:
        failure = _failure(validation.exception_info)
        if failure:
            raise ScorecardError(f"{rule.where}: the check {rule.check} cannot be run: {failure}")
        result: Mapping[str, Any] = validation.result or {}
        if rule.type == "UnexpectedRowsExpectation":
            sample = tuple(result["details"]["unexpected_rows"])
            said = sample[0].get("observed") if sample else None
            return Outcome(
                success=bool(validation.success),
                unexpected=int(result["observed_value"]),
                of=None,
                sample=sample,
                observed=None if said is None else str(said),
            )
        if (
            "unexpected_count" in result
        ):  # one verdict per row: shares are taken of the rows that hold a value
            return Outcome(
                success=not result["unexpected_count"],
                unexpected=int(result["unexpected_count"]),
                of=int(result["element_count"]) - int(result.get("missing_count") or 0),
                sample=self._few(result.get("unexpected_index_query")),
                observed=None,
            )
        observed = result.get("observed_value")
        return Outcome(bool(validation.success), None, None, (), None if observed is None else str(observed))

    def _few(self, query: str | None) -> tuple[Mapping[str, Any], ...]:
        if not query:
            return ()
        text = query.strip().rstrip(";")
        with self._engine.get_connection() as connection:
            rows = connection.exec_driver_sql(
                f"select * from ({text}) as unexpected order by all limit {SAMPLE_ROWS}"
            )
            return tuple(dict(row) for row in rows.mappings())


def _expectation(rule: Rule, kwargs: Mapping[str, Any]) -> Expectation:
    """Build the expectation a rule names. Raises UsageError for an unknown type or arguments it does not take."""
    try:
        if rule.type == "UnexpectedRowsExpectation":
            return _rows_expectation(rule, kwargs)
        known = {name: kind for name, kind in vars(gxe).items() if isinstance(kind, type)}
        if rule.type not in known:
            close = difflib.get_close_matches(rule.type, known, n=1)
            raise UsageError(
                f"{rule.where}: Great Expectations has no {rule.type!r}"
                + (f"; did you mean {close[0]}?" if close else ".")
            )
        return known[rule.type](**kwargs, meta={"check": rule.check})
    except (ValueError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(
            f"{rule.where}: {rule.type} does not accept the kwargs of {rule.check}: {reason}"
        ) from error


def _rows_expectation(rule: Rule, kwargs: Mapping[str, Any]) -> Expectation:
    unknown = sorted(set(kwargs) - {"unexpected_rows_query"})
    query = kwargs.get("unexpected_rows_query")
    if unknown or not isinstance(query, str):
        raise ValueError(f"it takes unexpected_rows_query alone, got {', '.join(kwargs) or 'nothing'}")
    # Only {batch} is ours to fill; any other brace (a regular expression's, say) is part of the query.
    escaped = query.replace("{", "{{").replace("}", "}}").replace("{{batch}}", "{batch}").strip().rstrip(";")
    if "{batch}" not in escaped:
        escaped += "\n-- {batch}"  # Great Expectations prints advice otherwise; not every query reads its own relation
    return PushedDownUnexpectedRows(unexpected_rows_query=escaped, meta={"check": rule.check})


def _failure(exception_info: Any) -> str | None:
    """The first error among Great Expectations' nested exception records, in one line."""
    if not isinstance(exception_info, Mapping):
        return None
    message = exception_info.get("exception_message")
    if exception_info.get("raised_exception") and message:
        return _one_line(str(message))
    for nested in exception_info.values():
        found = _failure(nested)
        if found:
            return found
    return None


def _one_line(message: str) -> str:
    """What the database said, without SQLAlchemy's wrapping and the repeated query."""
    text = message.split("[SQL:")[0].split("LINE 1:")[0]
    return " ".join(text.replace("(_duckdb.", "(").split())
