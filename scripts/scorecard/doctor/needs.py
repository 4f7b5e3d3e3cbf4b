"""What every metric needs of the data, read from its YAML, and what the data at hand lets be measured."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scorecard.errors import ScorecardError
from scorecard.nodes import LOADER
from scorecard.registry import Dimension, read_dimensions

# a requirement: alternatives, each a set of `table.column`
Requirement = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Figure:
    """A metric, or a companion figure beside it: what it needs, and the share of the index it stands for (0 to 1)."""

    id: str
    label: str
    dimension: str
    index_share: float
    needs: tuple[Requirement, ...]
    unlock: str
    companions: tuple[Figure, ...] = ()

    def is_measured(self, filled: frozenset[str]) -> bool:
        return all(any(columns <= filled for columns in requirement) for requirement in self.needs)

    def missing(self, filled: frozenset[str]) -> frozenset[str]:
        """Return the fewest columns that would let it be measured."""
        lacking: set[str] = set()
        for requirement in self.needs:
            options = [columns - filled - lacking for columns in requirement]
            lacking |= min(options, key=lambda columns: (len(columns), sorted(columns)))
        return frozenset(lacking)


def read(project: Path, variables: Mapping[str, Any]) -> tuple[tuple[Dimension, ...], tuple[Figure, ...]]:
    """Return the dimensions, and the metrics in their order; raises ScorecardError naming a YAML that lacks something.

    `variables` are those of the build: where a stand-in for a column was allowed by one, it is an alternative.
    """
    dimensions = read_dimensions(project / "seeds" / "dimensions.csv")
    weights = _dimension_weights(project / "seeds" / "dimension_points.csv", dimensions)
    planned = {dimension.id: dimension.planned_weight for dimension in dimensions}
    found = []
    for path in sorted((project / "models" / "metrics").rglob("*.yml")):
        for entry in (yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {}).get("models") or ():
            meta = (entry.get("config") or {}).get("meta") or {}
            if "needs" not in meta:
                continue
            try:
                share = (
                    weights[meta["dimension"]] * float(meta["weight"]) / planned[meta["dimension"]]
                    if planned[meta["dimension"]]
                    else 0.0
                )
                found.append(_metric(entry["name"], _worded(meta, variables), share, variables))
            except (KeyError, ValueError) as error:
                raise ScorecardError(
                    f"{path.relative_to(project)}: config.meta lacks {error}; write it there."
                ) from error
    order = {dimension.id: dimension.sort for dimension in dimensions}
    return dimensions, tuple(
        sorted(found, key=lambda metric: (order[metric.dimension], -metric.index_share, metric.label))
    )


def _metric(name: str, meta: Mapping[str, Any], share: float, variables: Mapping[str, Any]) -> Figure:
    stand_ins = [
        pair
        for variable, columns in (meta.get("needs_when") or {}).items()
        if variables.get(variable)
        for pair in columns.items()
    ]
    return Figure(
        id=name,
        label=str(meta["label"]),
        dimension=str(meta["dimension"]),
        index_share=share if meta.get("role") == "scored" else 0.0,
        needs=_requirements(meta["needs"], stand_ins),
        unlock=str(meta["unlock"]),
        companions=tuple(
            Figure(
                id=f"{name}/{detail}",
                label=f"{meta['label']}: {detail.replace('_', ' ').replace('/', ', ')}",
                dimension=str(meta["dimension"]),
                index_share=0.0,
                needs=_requirements(needs, stand_ins),
                unlock="",
            )
            for detail, needs in (meta.get("companion_needs") or {}).items()
        ),
    )


def _worded(meta: Mapping[str, Any], variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """Fill the days of horizons into the words that name them."""
    said = {key: str(meta[key]) for key in ("label", "unlock")}
    for name, value in variables.items():
        said = {key: text.replace(f"{{{name}}}", str(value)) for key, text in said.items()}
    return {**meta, **said}


def _requirements(needs: Sequence[str], stand_ins: Iterable[tuple[str, str]]) -> tuple[Requirement, ...]:
    return tuple(
        tuple(
            frozenset(column.strip() for column in alternative.split("&"))
            for alternative in (
                *need.split("|"),
                *(stand_in for column, stand_in in stand_ins if column in need),
            )
        )
        for need in needs
    )


def _dimension_weights(points: Path, dimensions: Sequence[Dimension]) -> dict[str, float]:
    """Return each dimension's share of the index: what the executives gave it on average, else all the same."""
    given: dict[str, dict[str, float]] = {}
    if points.is_file():
        with points.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                given.setdefault(row["executive"], {})[row["dimension"]] = float(row["points"])
    weighing = [dimension.id for dimension in dimensions if dimension.in_index]
    shares = [
        {name: chosen.get(name, 0.0) / (sum(chosen.values()) or 1.0) for name in weighing}
        for chosen in given.values()
    ] or [dict.fromkeys(weighing, 1 / len(weighing))]
    mean = {name: sum(share[name] for share in shares) / len(shares) for name in weighing}
    return {dimension.id: mean.get(dimension.id, 0.0) for dimension in dimensions}


@dataclass(frozen=True)
class Addition:
    """Something that could be added: tables that are not there at all, or columns of tables that are."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    unlocks: tuple[Figure, ...]

    @property
    def index_share(self) -> float:
        return sum(metric.index_share for metric in self.unlocks)

    @property
    def worth(self) -> float:
        """The share of the index for each table or column that is to be added."""
        return self.index_share / (len(self.tables) + len(self.columns))


def additions(
    metrics: Sequence[Figure],
    filled: frozenset[str],
    columns_of: Mapping[str, Sequence[str]],
    empty: Iterable[str],
) -> list[Addition]:
    """Return what to add, one after the other: each time what unlocks most of the index for the least to add.

    `columns_of` are the columns of each canonical table, `empty` the tables without a record: one of those comes with
    all its columns.
    """
    absent = frozenset(empty)
    found: list[Addition] = []
    while waiting := [metric for metric in metrics if not metric.is_measured(filled)]:
        best, filled_then = max(
            (_addition(metric.missing(filled), waiting, filled, columns_of, absent) for metric in waiting),
            key=lambda pair: (round(pair[0].worth, 9), len(pair[0].unlocks), pair[0].tables, pair[0].columns),
        )
        found.append(best)
        filled, absent = filled_then, absent - set(best.tables)
    return found


def _addition(
    lacking: frozenset[str],
    waiting: Sequence[Figure],
    filled: frozenset[str],
    columns_of: Mapping[str, Sequence[str]],
    absent: frozenset[str],
) -> tuple[Addition, frozenset[str]]:
    tables = frozenset(column.split(".")[0] for column in lacking) & absent
    columns = frozenset(column for column in lacking if column.split(".")[0] not in tables)
    added = filled | columns | {f"{table}.{name}" for table in tables for name in columns_of[table]}
    unlocks = tuple(metric for metric in waiting if metric.is_measured(added))
    return Addition(tuple(sorted(tables)), tuple(sorted(columns)), unlocks), added
