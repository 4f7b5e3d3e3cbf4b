"""What is measured: every metric's definition, prose, SQL and lineage, read from the dbt manifest.

The YAML beside a metric's SQL is the only place its label, thresholds and words are written; this module turns the
manifest dbt makes of it into frozen dataclasses. Nothing here opens the warehouse.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scorecard.chosen import as_chosen
from scorecard.errors import ScorecardError
from scorecard.settings import Settings

ROLES = ("scored", "diagnostic", "outcome")
UNITS = (
    "share",
    "hours",
    "business_hours",
    "days",
    "points",
    "ratio",
    "index",
    "kappa",
    "auc",
    "currency",
    "flag",
)
DIRECTIONS = ("higher", "lower", "target")
REQUIRED = ("label", "question", "dimension", "role", "unit", "direction", "unlock", "owner")


@dataclass(frozen=True)
class Benchmark:
    """A number someone else reports; a marker on a chart, never a target."""

    value: float | None
    text: str
    source: str
    grade: str


@dataclass(frozen=True)
class Wording:
    """Optional plain words for the generated sentences: clauses that follow a rise, a fall, and a value.

    `rose` and `fell` are whole clauses ("sales worked more of marketing's leads"); `reads` holds `{value}`
    ("{value} of handed-over leads were followed up within 14 days").
    """

    rose: str | None
    fell: str | None
    reads: str | None


@dataclass(frozen=True)
class Metric:
    """One metric as its two files define it; thresholds are in the metric's own unit."""

    id: str
    label: str
    question: str
    dimension: str
    role: str
    unit: str
    direction: str
    interval: str
    floor: float | None
    red: float | None
    target: float | None
    stretch: float | None
    thresholds_set_on: str | None
    threshold_reasons: Mapping[str, str]
    minimum_sample: int | None
    sample_unit: str
    weight: float
    grains: tuple[str, ...]
    inputs: tuple[str, ...]
    needs: tuple[str, ...]
    unlock: str
    action: str
    caution: str
    benchmarks: tuple[Benchmark, ...]
    traps: tuple[str, ...]
    claims: tuple[str, ...]
    owner: str
    wording: Wording
    description: str
    sql: str
    path: str
    upstream: tuple[str, ...]
    read_with: tuple[str, ...] = ()
    matures_later: tuple[str, ...] = ()

    @property
    def shown_as(self) -> str:
        """The unit its values are printed in: points held as a fraction of one print times a hundred."""
        ends = [abs(end) for end in (self.floor, self.stretch) if end is not None]
        if self.unit == "points" and ends and max(ends) <= 1:
            return "fraction_points"
        return self.unit

    @property
    def has_thresholds(self) -> bool:
        """Whether all four anchors are set, so that the metric can be coloured and scored."""
        return None not in (self.floor, self.red, self.target, self.stretch)


@dataclass(frozen=True)
class Dimension:
    """One of the questions the scorecard is built from; `planned_weight` is the weight of all its scored metrics."""

    id: str
    label: str
    question: str
    planned_weight: float
    sort: int

    @property
    def in_index(self) -> bool:
        return self.planned_weight > 0


@dataclass(frozen=True)
class Registry:
    """All metrics (by dimension order, then weight, then label) and all dimensions (by sort).

    `flags` are the companion figures that only raise a status; its reason already says them in words.
    """

    metrics: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    flags: frozenset[str] = frozenset()

    def metric(self, metric_id: str) -> Metric | None:
        """Return the metric of that id, or None when this project does not define it."""
        return self._by_id.get(metric_id)

    @cached_property
    def _by_id(self) -> dict[str, Metric]:
        return {metric.id: metric for metric in self.metrics}

    def dimension(self, dimension_id: str) -> Dimension:
        """Return the dimension; raises ScorecardError for one that seeds/dimensions.csv does not list."""
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return dimension
        raise ScorecardError(f"There is no dimension {dimension_id!r}; add it to seeds/dimensions.csv.")

    def metrics_of(self, dimension_id: str) -> tuple[Metric, ...]:
        return tuple(metric for metric in self.metrics if metric.dimension == dimension_id)


def read(settings: Settings) -> Registry:
    """Read target/dbt/manifest.json and seeds/dimensions.csv.

    Raises ScorecardError naming the file and the key when either lacks something.
    """
    dimensions = read_dimensions(settings.project / "seeds" / "dimensions.csv")
    manifest_path = settings.dbt_target / "manifest.json"
    try:
        manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScorecardError(
            f"{manifest_path} is not there; the models have not been run yet: run `scorecard build`."
        ) from None
    except json.JSONDecodeError as error:
        raise ScorecardError(
            f"{manifest_path} is damaged ({error}); delete it and run `scorecard build`."
        ) from error
    return Registry(
        metrics=_metrics(as_chosen(manifest, settings.vars), dimensions),
        dimensions=dimensions,
        flags=_flags(settings.project / "seeds" / "detail_flags.csv"),
    )


def read_dimensions(path: Path) -> tuple[Dimension, ...]:
    """Read the dimensions seed, in its `sort` order."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        found = [
            Dimension(
                id=row["dimension"],
                label=row["label"],
                question=row["question"],
                planned_weight=float(row["planned_weight"]),
                sort=int(row["sort"]),
            )
            for row in rows
        ]
    except FileNotFoundError:
        raise ScorecardError(f"{path} is not there; restore it from version control.") from None
    except (KeyError, ValueError, TypeError) as error:
        raise ScorecardError(
            f"{path} cannot be used ({error}); its columns are dimension, label, question, planned_weight, sort."
        ) from error
    return tuple(sorted(found, key=lambda dimension: dimension.sort))


def _flags(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    with path.open(encoding="utf-8", newline="") as file:
        return frozenset(row["detail"] for row in csv.DictReader(file) if row.get("detail"))


def _metrics(manifest: Mapping[str, Any], dimensions: tuple[Dimension, ...]) -> tuple[Metric, ...]:
    nodes: Mapping[str, Any] = manifest.get("nodes") or {}
    order = {dimension.id: dimension.sort for dimension in dimensions}
    found = [
        _metric(node, nodes, order)
        for node in nodes.values()
        if node.get("resource_type") == "model"
        and str(node.get("original_file_path", "")).startswith("models/metrics/")
        and not str(node.get("name", "")).endswith("__details")
        and not str(node.get("name", "")).startswith("int_")
    ]
    return tuple(sorted(found, key=lambda metric: (order[metric.dimension], -metric.weight, metric.label)))


def _metric(node: Mapping[str, Any], nodes: Mapping[str, Any], dimensions: Mapping[str, int]) -> Metric:
    name, path = str(node["name"]), str(node.get("original_file_path", ""))
    yaml_path = path.removesuffix(".sql") + ".yml"
    meta: dict[str, Any] = {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}
    lacking = [key for key in REQUIRED if meta.get(key) in (None, "")]
    if lacking:
        raise ScorecardError(f"{yaml_path}: config.meta lacks {', '.join(lacking)}; write it there.")
    for key, known in (
        ("role", ROLES),
        ("unit", UNITS),
        ("direction", DIRECTIONS),
        ("dimension", tuple(dimensions)),
    ):
        if meta[key] not in known:
            raise ScorecardError(
                f"{yaml_path}: config.meta.{key} is {meta[key]!r}; use one of {', '.join(known)}."
            )
    words = meta.get("wording") or {}
    return Metric(
        id=name,
        label=str(meta["label"]),
        question=str(meta["question"]),
        dimension=str(meta["dimension"]),
        role=str(meta["role"]),
        unit=str(meta["unit"]),
        direction=str(meta["direction"]),
        interval=str(meta.get("interval") or "none"),
        floor=_number(meta, "floor", yaml_path),
        red=_number(meta, "red", yaml_path),
        target=_number(meta, "target", yaml_path),
        stretch=_number(meta, "stretch", yaml_path),
        thresholds_set_on=_text(meta.get("thresholds_set_on")),
        threshold_reasons={str(k): str(v) for k, v in (meta.get("threshold_reasons") or {}).items()},
        minimum_sample=None if meta.get("minimum_sample") is None else int(meta["minimum_sample"]),
        sample_unit=str(meta.get("sample_unit") or "records"),
        weight=_number(meta, "weight", yaml_path) or 0.0,
        grains=_texts(meta.get("grains")),
        inputs=_texts(meta.get("inputs")),
        needs=_texts(meta.get("needs")),
        unlock=str(meta["unlock"]),
        action=str(meta.get("action") or ""),
        caution=str(meta.get("caution") or ""),
        benchmarks=tuple(_benchmark(one, yaml_path) for one in meta.get("benchmarks") or ()),
        traps=_texts(meta.get("traps")),
        claims=_texts(meta.get("claims")),
        owner=str(meta["owner"]),
        wording=Wording(_text(words.get("rose")), _text(words.get("fell")), _text(words.get("reads"))),
        description=str(node.get("description") or ""),
        sql=str(node.get("raw_code") or ""),
        path=path,
        upstream=_upstream(node, nodes),
        read_with=_texts(meta.get("read_with")),
        matures_later=_texts(meta.get("matures_later")),
    )


def _upstream(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> tuple[str, ...]:
    """Everything the metric is computed from, models and sources, as `layer.name`, sorted."""
    seen: dict[str, str] = {}
    waiting = list((node.get("depends_on") or {}).get("nodes") or ())
    while waiting:
        unique_id = waiting.pop()
        if unique_id in seen:
            continue
        parent = nodes.get(unique_id) or {}
        seen[unique_id] = _qualified(unique_id, parent)
        waiting.extend((parent.get("depends_on") or {}).get("nodes") or ())
    return tuple(sorted(set(seen.values())))


def _qualified(unique_id: str, node: Mapping[str, Any]) -> str:
    parts = unique_id.split(".")
    if parts[0] == "source":
        return f"raw.{parts[-1]}"
    return f"{node.get('schema') or parts[0]}.{node.get('alias') or node.get('name') or parts[-1]}"


def _benchmark(one: Any, yaml_path: str) -> Benchmark:
    if not isinstance(one, Mapping):
        raise ScorecardError(
            f"{yaml_path}: each of config.meta.benchmarks needs value, text, source and grade."
        )
    return Benchmark(
        value=_number(one, "value", yaml_path),
        text=str(one.get("text") or ""),
        source=str(one.get("source") or ""),
        grade=str(one.get("grade") or ""),
    )


def _number(meta: Mapping[str, Any], key: str, yaml_path: str) -> float | None:
    value = meta.get(key)
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        raise ScorecardError(f"{yaml_path}: config.meta.{key} is {value!r}; it must be a number.") from None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _texts(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    items: Iterable[Any] = value
    return tuple(str(item) for item in items)
