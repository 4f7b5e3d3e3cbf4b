"""The result files as plain rows: everything a page may say comes from here and from the registry.

One dataclass per result file; a column a file lacks is None, a file that is absent is empty, except the metric
values, without which there is nothing to show. Rows keep the order they are given after sorting by their key, so
that the same results always make the same pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from scorecard.errors import ScorecardError

if TYPE_CHECKING:
    import duckdb

ALL = "all"

NOT_WHOLE = ("DOUBLE", "FLOAT", "DECIMAL")


@dataclass(frozen=True)
class MetricValue:
    """One metric, one period, one segment."""

    metric: str
    dimension: str
    role: str
    period_grain: str
    period_start: date
    segment_by: str
    segment: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    numerator: float | None
    denominator: float | None
    sample_size: float | None
    pending: float | None
    score: float | None
    status: str
    status_reason: str | None
    last_value: float | None
    last_value_as_of: Any


@dataclass(frozen=True)
class Detail:
    """A companion figure of a metric."""

    metric: str
    period_grain: str
    period_start: date
    segment_by: str
    segment: str
    detail: str
    category: str | None
    value: float | None
    sample_size: float | None


@dataclass(frozen=True)
class DimensionScore:
    """One dimension, one period, one segment; score null when too little of it is measured."""

    period_grain: str
    period_start: date
    segment_by: str
    segment: str
    dimension: str
    score: float | None
    ci_low: float | None
    ci_high: float | None
    coverage: float | None
    bound_low: float | None
    bound_high: float | None


@dataclass(frozen=True)
class Index:
    """The alignment index of one period and segment; tier null while provisional."""

    period_grain: str
    period_start: date
    segment_by: str
    segment: str
    score: float | None
    ci_low: float | None
    ci_high: float | None
    coverage: float | None
    bound_low: float | None
    bound_high: float | None
    tier: str | None
    borderline: bool | None
    provisional: bool | None
    arithmetic: float | None
    min_dimension: Any
    weight_low: float | None
    weight_high: float | None


@dataclass(frozen=True)
class Cost:
    """What one cause cost in one period and segment; `assumptions` are the other columns of the file."""

    period_grain: str
    period_start: date
    segment_by: str
    segment: str
    cause: str
    population: str | None
    low: float | None
    base: float | None
    high: float | None
    assumptions: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Improvement:
    """What the index would gain if a metric alone reached its target, and the cost attached to the metric, if any."""

    metric: str
    index_points: float | None
    cause: str | None
    cost_period_start: date | None
    cost_low: float | None
    cost_base: float | None
    cost_high: float | None


@dataclass(frozen=True)
class Check:
    """One data check's verdict."""

    check: str
    relation: str
    severity: str
    success: bool | None
    observed: Any
    threshold: Any
    unexpected_rows: float | None
    sample_keys: Any
    metrics: Any
    why: str | None = None


@dataclass(frozen=True)
class Accounting:
    """Rows of one raw file that met one fate: used (no reason), or set aside for one reason."""

    source: str
    table: str
    file: str | None
    rows_read: float | None
    rows_used: float | None
    rows_set_aside: float | None
    reason: str | None


@dataclass(frozen=True)
class Match:
    """Records of one kind and source that another source holds too, found one way, or that none does."""

    entity: str
    source: str
    kept_source: str | None
    matched_by: str
    records: int


@dataclass(frozen=True)
class TableRows:
    """All rows of one raw table: read = used + set aside."""

    source: str
    table: str
    rows_read: float
    rows_used: float
    rows_set_aside: float


@dataclass(frozen=True)
class Contribution:
    """A metric's part of the index's change since the period before."""

    period_start: date
    segment_by: str
    segment: str
    metric: str
    dimension: str
    points: float | None


@dataclass(frozen=True)
class Change:
    """Something that differs from the build before."""

    kind: str
    metric: str | None
    period_start: Any
    segment_by: str | None
    segment: str | None
    before: Any
    after: Any
    significant: bool | None
    note: str | None


@dataclass(frozen=True)
class IndexPublication:
    """A quarter's index now, and the first final figure published for it with the data's day."""

    period_grain: str
    period_start: date
    segment_by: str
    segment: str
    score: float | None
    first_score: float | None
    first_as_of: Any
    points_since_first: float | None


@dataclass(frozen=True)
class Definition:
    """The name of a metric's definition, and the build clock it was first published at."""

    metric: str
    version: str
    since: datetime


@dataclass(frozen=True)
class TeamTiers:
    """How many teams have a final index in a quarter, how many are tightly aligned, and their share."""

    period_start: date
    teams: int
    tight: int
    share: float


@dataclass(frozen=True)
class Sensitivity:
    """The company's index under one other choice of weights, metrics, anchors or aggregation."""

    run: str
    family: str
    detail: str | None
    score: float | None
    tier: str | None


@dataclass(frozen=True)
class RunFamily:
    """The company's sensitivity runs of one kind: how many, how many keep the tier, and the range of the index."""

    family: str
    runs: int
    tier_kept: int
    low: float
    high: float


@dataclass(frozen=True)
class Robustness:
    """How firmly one segment holds its tier and its third; `rank` is None where ranks are not stable."""

    segment_by: str
    segment: str
    score: float | None
    tier: str | None
    runs: int | None
    tier_kept: int | None
    tier_kept_share: float | None
    segments: int | None
    rank: int | None
    rank_runs: int | None
    third_kept: int | None
    third_kept_share: float | None
    mean_tau: float | None
    lowest_tau: float | None
    is_rank_stable: bool | None


@dataclass(frozen=True)
class Correlation:
    """A dimension's correlation with the index, or with another dimension; finding is apart, together or None."""

    segment_by: str
    kind: str
    dimension: str
    other: str
    sample_size: int
    correlation: float
    ci_low: float
    ci_high: float
    finding: str | None


@dataclass(frozen=True)
class Quadrant:
    """Whether a segment's leads are good and worked in one quarter; position None with the reason in words."""

    period_start: date
    segment_by: str
    segment: str
    ranking_power: float | None
    observed_to_expected: float | None
    follow_up_rate: float
    worked_leads: int
    converted_leads: int
    position: str | None
    reason: str | None


@dataclass(frozen=True)
class Excluded:
    """Leads of a period left out for one reason, with all left out and all handed off in it."""

    period_grain: str
    period_start: date
    reason: str
    leads: int
    excluded: int
    handed_off: int


@dataclass(frozen=True)
class DimensionWeight:
    """A dimension's weight in the index, and the least and most any executive gives it."""

    dimension: str
    weight: float
    lowest_share: float | None
    highest_share: float | None
    executives: int


@dataclass(frozen=True)
class Period:
    """A month, fiscal quarter or trailing window as the company names it."""

    period_grain: str
    period_start: date
    period_end: date
    period_label: str
    is_closed: bool
    is_partly_covered: bool | None

    @property
    def name(self) -> str:
        """The label without the months it spells out: `Q3 2026` of `Q3 2026 (Jul–Sep)`."""
        return self.period_label.partition(" (")[0]


@dataclass(frozen=True)
class Results:
    """The result files of one build as far as pages show them: companion figures of the company only."""

    values: tuple[MetricValue, ...]
    details: tuple[Detail, ...]
    dimension_scores: tuple[DimensionScore, ...]
    index: tuple[Index, ...]
    costs: tuple[Cost, ...]
    checks: tuple[Check, ...]
    accounting: tuple[Accounting, ...]
    contributions: tuple[Contribution, ...]
    changes: tuple[Change, ...]
    team_tiers: Mapping[date, TeamTiers]
    index_publications: tuple[IndexPublication, ...]
    definitions: Mapping[str, Definition]
    sensitivity: tuple[Sensitivity, ...]
    improvements: Mapping[str, Improvement]
    run_families: tuple[RunFamily, ...]
    robustness: tuple[Robustness, ...]
    coherence: tuple[Correlation, ...]
    dimension_weights: tuple[DimensionWeight, ...]
    periods: tuple[Period, ...]
    build: Mapping[str, Any]
    quadrants: tuple[Quadrant, ...] = ()
    excluded: tuple[Excluded, ...] = ()
    dimension_points: tuple[tuple[date, str, float], ...] = ()
    table_rows: tuple[TableRows, ...] = ()
    matches: tuple[Match, ...] = ()


Row = TypeVar("Row")


def read(folder: Path) -> Results:
    """Read every result file under `folder`; raises ScorecardError when the metric values are not there."""
    if not (folder / "metric_values.parquet").is_file():
        raise ScorecardError(
            f"{folder}/metric_values.parquet is not there; run `scorecard build` before `scorecard site`."
        )
    builds = _records(folder, "builds")
    return Results(
        values=_rows(folder, "metric_values", MetricValue),
        details=_rows(folder, "metric_details", Detail, f"where segment_by = '{ALL}'"),
        dimension_scores=_rows(folder, "dimension_scores", DimensionScore),
        index=_rows(folder, "alignment_index", Index),
        costs=_costs(folder),
        checks=_rows(folder, "check_results", Check),
        accounting=_rows(folder, "row_accounting", Accounting),
        contributions=_rows(folder, "contributions", Contribution, f"where segment_by = '{ALL}'"),
        changes=_rows(folder, "changes", Change),
        team_tiers=_team_tiers(folder),
        index_publications=_rows(folder, "index_publications", IndexPublication),
        definitions={row.metric: row for row in _rows(folder, "definitions", Definition)},
        sensitivity=_rows(
            folder, "sensitivity", Sensitivity, f"where segment_by = '{ALL}' and run <> 'published'"
        ),
        improvements={row.metric: row for row in _rows(folder, "improvements", Improvement)},
        run_families=_run_families(folder),
        robustness=_rows(folder, "robustness", Robustness),
        coherence=_rows(folder, "coherence", Correlation),
        dimension_weights=_rows(folder, "dimension_weights", DimensionWeight),
        periods=_rows(folder, "periods", Period),
        build=builds[-1] if builds else {},
        quadrants=_rows(folder, "who_is_right", Quadrant),
        excluded=_excluded(folder),
        dimension_points=_dimension_points(folder),
        table_rows=_table_rows(folder),
        matches=_rows(folder, "match_report", Match),
    )


def read_changes(folder: Path) -> tuple[Change, ...]:
    """What differs from the build before, of the result files in `folder`; empty where they do not say."""
    return _rows(folder, "changes", Change)


def read_company_index(folder: Path) -> tuple[Index, ...]:
    """The company's index in every quarter, of the result files in `folder`."""
    return _rows(folder, "alignment_index", Index, f"where segment_by = '{ALL}' and period_grain = 'quarter'")


def _rows(folder: Path, name: str, kind: type[Row], where: str = "") -> tuple[Row, ...]:
    path = folder / f"{name}.parquet"
    return _rows_of(path, path.stat().st_mtime_ns, kind, where) if path.is_file() else ()  # type: ignore[arg-type]


# `serve` lays out again after every edit, and most result files then are as they were
@lru_cache(maxsize=24)  # as many as one build has, and few that are out of date
def _rows_of(path: Path, _written: int, kind: type[Row], where: str) -> tuple[Row, ...]:
    columns, rows = _run(path, f"select * from read_parquet(?) {where} order by all")
    # a column the file lacks is None, after the last one it has
    places = [columns.index(name) if name in columns else len(columns) for name in _names(kind)]
    padded = ((*row, None) for row in rows)
    return tuple(kind(*[row[place] for place in places]) for row in padded)


def _names(kind: type[Any]) -> list[str]:
    return [one.name for one in fields(kind)]


def _costs(folder: Path) -> tuple[Cost, ...]:
    own = [one.name for one in fields(Cost) if one.name != "assumptions"]
    return tuple(
        Cost(
            **{key: record.get(key) for key in own},  # type: ignore[arg-type]
            assumptions={key: value for key, value in record.items() if key not in own},
        )
        for record in _records(
            folder,
            "misalignment_cost",
            "select *, base / nullif(won_amount, 0) as share_of_won",
            "where period_grain = 'latest'",
        )
    )


def _table_rows(folder: Path) -> tuple[TableRows, ...]:
    """Rows read, used and set aside of each raw table, added in SQL over its files and reasons."""
    totals = """
        select
            source,
            "table",
            sum(rows_read) as rows_read,
            sum(rows_used) as rows_used,
            sum(rows_set_aside) as rows_set_aside
    """
    return tuple(TableRows(**record) for record in _records(folder, "row_accounting", totals, "group by all"))


def _team_tiers(folder: Path) -> dict[date, TeamTiers]:
    """Teams with a final index by quarter, counted in SQL."""
    counted = """
        select
            period_start,
            count(*) as teams,
            count(case when tier = 'tightly_aligned' then 1 end) as tight,
            avg(case when tier = 'tightly_aligned' then 1.0 else 0.0 end) as share
    """
    final = (
        "where period_grain = 'quarter' and segment_by = 'team' and tier is not null group by period_start"
    )
    records = _records(folder, "alignment_index", counted, final)
    return {record["period_start"]: TeamTiers(**record) for record in records}


def _excluded(folder: Path) -> tuple[Excluded, ...]:
    """The company's leads left out, by reason, most frequent first, counted in SQL."""
    counted = f"""
        select
            period_grain,
            period_start,
            reason_family as reason,
            leads,
            sum(case when outcome = 'excluded' then leads else 0 end) over in_period as excluded,
            sum(leads) over in_period as handed_off
        from read_parquet(?)
        where segment_by = '{ALL}'
        window in_period as (partition by period_grain, period_start)
        qualify outcome = 'excluded'
        order by period_grain, period_start, leads desc, reason
    """
    return tuple(Excluded(**record) for record in queried(folder, "handoff_ledger", counted))


def _run_families(folder: Path) -> tuple[RunFamily, ...]:
    """The company's sensitivity runs, counted in SQL by kind, `published` being the index they are held against."""
    counted = """
        select
            family,
            count(*) as runs,
            count(case when tier = published_tier then 1 end) as tier_kept,
            min(score) as low,
            max(score) as high
        from (
            select
                *,
                max(case when family = 'published' then tier end) over (partition by segment_by) as published_tier
    """
    company = f"where segment_by = '{ALL}') where family <> 'published' group by all"
    return tuple(RunFamily(**record) for record in _records(folder, "sensitivity", counted, company))


def _dimension_points(folder: Path) -> tuple[tuple[date, str, float], ...]:
    """Each dimension's part of the company index's change into each period, added in SQL over its metrics."""
    added = "select period_start, dimension, sum(cast(points as decimal(18, 9))) as points"
    company = "where segment_by = 'all' and points is not null group by all"
    return tuple(
        (record["period_start"], record["dimension"], record["points"])
        for record in _records(folder, "contributions", added, company)
    )


def _records(folder: Path, name: str, select: str = "select *", rest: str = "") -> list[dict[str, Any]]:
    """The file's rows in a fixed order; empty when it is absent."""
    return queried(folder, name, f"{select} from read_parquet(?) {rest} order by all")


def queried(folder: Path, name: str, sql: str) -> list[dict[str, Any]]:
    """The rows of a query over one result file, whose path is its only parameter; empty when the file is absent.

    Decimals come as floats, NaN and infinities as None.
    """
    path = folder / f"{name}.parquet"
    if not path.is_file():
        return []
    columns, rows = _run(path, sql)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _run(path: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The column names and the rows of a query over one result file."""
    cursor = _database().execute(sql, [str(path)])
    described = cursor.description or ()
    rows = cursor.fetchall()
    places = [place for place, column in enumerate(described) if str(column[1]).startswith(NOT_WHOLE)]
    if places:
        rows = [_plain(row, places) for row in rows]
    return [column[0] for column in described], rows


@lru_cache(maxsize=1)
def _database() -> duckdb.DuckDBPyConnection:
    """One database in memory for all queries: opening one takes longer than most of them."""
    import duckdb

    return duckdb.connect()


def _plain(row: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for place in places:
        value = values[place]
        if value is not None:
            number = float(value)
            values[place] = number if math.isfinite(number) else None
    return tuple(values)


def texts(value: Any) -> tuple[str, ...]:
    """A list column, or a text column holding a JSON array or comma-separated words, as texts."""
    if value is None or value == "":
        return ()
    if isinstance(value, str):
        stripped = value.strip()
        if stripped.startswith("["):
            import json

            try:
                return tuple(str(item) for item in json.loads(stripped))
            except json.JSONDecodeError:
                pass
        return tuple(part.strip() for part in stripped.split(",") if part.strip())
    items: Iterable[Any] = value
    return tuple(str(item) for item in items)
