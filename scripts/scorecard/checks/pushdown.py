"""Great Expectations on DuckDB: the two places where, as shipped, it does not work or does not scale there.

Its SQLAlchemy engine closes the connection before it reads the result, which DuckDB does not allow: `OneConnection`
keeps one open. Its UnexpectedRowsExpectation runs a query twice and fetches hundreds of rows:
`PushedDownUnexpectedRows` counts, and fetches a few rows only where the count is not zero.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any, ClassVar

import great_expectations.expectations as gxe
import sqlalchemy as sa
from duckdb_sqlalchemy import ConnectionWrapper
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value

SAMPLE_ROWS = 200
ROWS_METRIC = "scorecard.unexpected_rows"


class KeptConnection(ConnectionWrapper):
    """A connection whose owner alone begins, ends and closes: SQLAlchemy's pool rolls back and closes as it likes."""

    def begin(self) -> None:
        """Leave the owner's transaction alone."""

    def commit(self) -> None:
        """Leave the owner's transaction alone."""

    def rollback(self) -> None:
        """Leave the owner's transaction alone."""

    def close(self) -> None:
        """Stay open."""


class OneConnection(SqlAlchemyExecutionEngine):
    """Runs every query on the one connection it was given, and leaves it open."""

    _open: sa.Connection | None = None

    @contextlib.contextmanager
    def get_connection(self) -> Iterator[sa.Connection]:
        if self._open is None:
            self._open = self.engine.connect()
        yield self._open


class _UnexpectedRows(MetricProvider):
    """How many rows a query returns, and the first few of them in a fixed order."""

    metric_name = ROWS_METRIC
    value_keys = ("unexpected_rows_query",)

    @metric_value(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(
        cls,  # noqa: N805  the decorator makes it a class method
        execution_engine: SqlAlchemyExecutionEngine,
        metric_domain_kwargs: dict[str, Any],  # noqa: ARG002  the shape Great Expectations calls
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],  # noqa: ARG002
        runtime_configuration: dict[str, Any],  # noqa: ARG002
    ) -> dict[str, Any]:
        batch: Any = execution_engine.batch_manager.active_batch_data
        name = f'"{batch.source_schema_name}"."{batch.source_table_name}"'
        query = metric_value_kwargs["unexpected_rows_query"].format(batch=name)
        with execution_engine.get_connection() as connection:
            # Driver SQL: SQLAlchemy would take a colon inside the query for a parameter.
            found = connection.exec_driver_sql(
                f"select count(*) from (\n{query}\n) as unexpected"
            ).scalar_one()
            if not found:
                return {"rows": 0, "sample": []}
            few = connection.exec_driver_sql(
                f"select * from (\n{query}\n) as unexpected order by all limit {SAMPLE_ROWS}"
            )
            return {"rows": int(found), "sample": [dict(row) for row in few.mappings()]}


class PushedDownUnexpectedRows(gxe.UnexpectedRowsExpectation):
    """UnexpectedRowsExpectation as suites name it, on the metric above."""

    metric_dependencies: ClassVar[tuple[str, ...]] = (ROWS_METRIC,)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        found = metrics[ROWS_METRIC]
        return {
            "success": found["rows"] == 0,
            "result": {"observed_value": found["rows"], "details": {"unexpected_rows": found["sample"]}},
        }
