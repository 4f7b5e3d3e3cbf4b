"""Writes the result files: small Parquet tables that the site, other tools and tests read instead of the warehouse."""

from __future__ import annotations

import filecmp
import shutil
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.settings import Settings

# Result file -> the warehouse relation it is written from, in a fixed order so that builds are byte-identical.
RELATIONS = {
    "metric_values": ("scorecard.metric_scores", "metric, period_grain, period_start, segment_by, segment"),
    "metric_details": (
        "scorecard.published_details",
        "metric, period_grain, period_start, segment_by, segment, detail, category",
    ),
    "dimension_scores": (
        "scorecard.dimension_scores",
        "period_grain, period_start, segment_by, segment, dimension",
    ),
    "alignment_index": ("scorecard.alignment_index", "period_grain, period_start, segment_by, segment"),
    "misalignment_cost": (
        "scorecard.misalignment_cost",
        "period_grain, period_start, segment_by, segment, cause",
    ),
    "check_results": ("checks.check_results", '"check", relation'),
    "row_accounting": ("scorecard.row_accounting", 'source, "table", file, reason'),
    "match_report": ("scorecard.match_report", "entity, source, kept_source, matched_by"),
    "contributions": ("scorecard.contributions", "period_start, segment_by, segment, metric"),
    "handoff_ledger": (
        "scorecard.handoff_ledger",
        "period_grain, period_start, segment_by, segment, outcome, reason_family",
    ),
    "who_is_right": ("scorecard.who_is_right", "period_start, segment_by, segment"),
    "campaigns": ("scorecard.campaign_results", "campaign_id"),
    "sensitivity": ("scorecard.sensitivity", "segment_by, segment, run, detail"),
    "improvements": ("scorecard.improvements", "metric"),
    "robustness": ("scorecard.robustness", "segment_by, segment"),
    "coherence": ("scorecard.coherence", "segment_by, kind, dimension, other"),
    "dimension_weights": ("scorecard.dimension_weights", "dimension"),
    "index_publications": (
        "scorecard.index_publications",
        "period_grain, period_start, segment_by, segment",
    ),
    "definitions": ("history.definitions", "metric, part"),
    "changes": ("scorecard.changes", "kind, metric, period_start, segment_by, segment, note"),
    "periods": ("scorecard.periods", "period_grain, period_start"),
}

# No unit shows a number this small (shares have one decimal of a percent), and square roots of rounding reach 1e-8.
NOISE = "1e-7"


def write(settings: Settings) -> dict[str, int]:
    """Write every result relation as Parquet into settings.results and return the rows of each.

    The folder is built aside and switched in whole, so a reader never meets a half-written set. Doubles are rounded
    to 12 significant digits: sums over threads differ beyond them, and builds must stay byte-identical. A file that
    says what it said before keeps its age, so that whoever reads it knows.
    """
    import duckdb

    aside = settings.results.with_name("results.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    rows: dict[str, int] = {}
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for name, (relation, order) in RELATIONS.items():
            columns = connection.execute(f"describe {relation}").fetchall()
            selected = ", ".join(_rounded(column, str(kind)) for column, kind, *_ in columns)
            path = aside / f"{name}.parquet"
            try:
                connection.execute(
                    f"copy (select {selected} from {relation} order by {order}) to '{_quoted(path)}' (format parquet)"
                )
            except (duckdb.IOException, duckdb.Error) as error:
                raise ScorecardError(
                    f"The result file {path} could not be written ({str(error).splitlines()[0]}); "
                    "free disk space or name another --target-dir."
                ) from error
            rows[name] = _count(connection, path)
            _keep_age(path, settings.results / path.name)
    _switch(aside, settings.results)
    return rows


def _rounded(column: str, kind: str) -> str:
    name = '"' + column.replace('"', '""') + '"'
    if kind not in ("DOUBLE", "FLOAT"):
        return name
    # 12 significant digits: round at a place that depends on the size of the number. What is left where terms cancel
    # has no significant digit: it is the order in which threads added, so it is 0.
    return (
        f"case when {name} is null or not isfinite({name}) then null when abs({name}) < {NOISE} then 0.0 "
        f"else cast(format('{{:.11e}}', {name}) as double) end as {name}"
    )


def _keep_age(written: Path, before: Path) -> None:
    if before.is_file() and filecmp.cmp(written, before, shallow=False):
        shutil.copystat(before, written)


def _count(connection: object, path: Path) -> int:
    import duckdb

    assert isinstance(connection, duckdb.DuckDBPyConnection)
    row = connection.execute(f"select count(*) from '{_quoted(path)}'").fetchone()
    assert row is not None
    return int(row[0])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _switch(aside: Path, place: Path) -> None:
    old = place.with_name("results.old")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.replace(old)
    aside.replace(place)
    shutil.rmtree(old, ignore_errors=True)
