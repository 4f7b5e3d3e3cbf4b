"""What each metric's number means in this build, part by part, so that an edit is told from a movement.

A definition is the metric's thresholds, weight and minimum sample, the variables its SQL reads, its own SQL, the
models, seeds and macros that SQL rests on, and what mapping.yml says that its data mean. Comments and layout are no
part of it. The parts are kept with every
published build; what differs from the last one is a redefinition, and is logged old against new.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorecard.chosen import as_chosen
from scorecard.mapping_told import VALUES, Told
from scorecard.settings import BUILD_VARS, Settings

INDEX = "alignment_index"
# the models whose own SQL is the rule of the index; what they read is every metric's own matter
INDEX_MODELS = ("metric_scores", "int_dimensions_averaged", "dimension_scores", "dimension_weights", INDEX)
ANCHORS = ("floor", "red", "target", "stretch")
CALCULATION = "calculation"
FOUNDATIONS = "foundations"
MAPPING = "foundation mapping.yml"
# read where mapping.yml explains values, and then a part of its own: no edit of the code
MEANINGS = "stg_own__meanings"
# parts that decide a value; thresholds and weights decide only what it scores
VALUE_PARTS = (CALCULATION, FOUNDATIONS, MAPPING)
VARIABLE = "variable "
BENEATH = "foundation variable "  # read by the models a metric's SQL rests on, and not by itself
# what a build sets for itself is nobody's decision, and a preset shows in the horizons it fills
NOT_A_CHOICE = (*BUILD_VARS, "preset", "presets")

_COMMENTS = re.compile(r"\{#.*?#\}|/\*.*?\*/|--[^\n]*", re.S)
# a variable is read by name, through `var` or through a macro that is given its name (`horizon('win_horizon_days')`)
_QUOTED = re.compile(r"""['"](\w+)['"]""")


@dataclass(frozen=True)
class Part:
    """One part of a metric's definition: a value as text, or the hash of SQL."""

    metric: str
    part: str
    content: str


@dataclass(frozen=True)
class Edit:
    """A part that differs from the last build; None where the part is new or gone."""

    metric: str
    part: str
    before: str | None
    after: str | None

    @property
    def changes_value(self) -> bool:
        """Whether the metric's value, and not only its score, can differ for it."""
        return self.part in VALUE_PARTS or self.part.startswith((VARIABLE, BENEATH))

    @property
    def note(self) -> str:
        """The edit in words: `target 0.8 → 0.85`."""
        match self.part:
            case "calculation":
                return "its SQL was edited"
            case "foundations":
                return "the models or macros its SQL rests on were edited"
            case "foundation mapping.yml":
                return f"mapping.yml: {_told_apart(self.before, self.after)}"
        name = self.part.removeprefix(BENEATH).removeprefix(VARIABLE)
        return f"{name} {self.before or 'not set'} → {self.after or 'not set'}"


def of(settings: Settings) -> tuple[Part, ...]:
    """Every metric's definition and the index's, from the manifest dbt wrote for this build and the seeds."""
    manifest = json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    seeds = settings.project / "seeds"
    loaded = settings.target / "load.json"
    return parts(
        as_chosen(manifest, settings.vars),
        variables=settings.vars,
        overrides={row["metric"]: row for row in _rows(seeds / "anchor_overrides.csv")},
        points=_rows(seeds / "dimension_points.csv"),
        mapping=_mapping(loaded),
    )


def parts(
    manifest: Mapping[str, Any],
    *,
    variables: Mapping[str, Any],
    overrides: Mapping[str, Mapping[str, str]],
    points: Iterable[Mapping[str, str]],
    mapping: Sequence[Told] | None = None,
) -> tuple[Part, ...]:
    """The parts of all definitions, by metric and name; `overrides` and `points` are rows of the two seeds.

    `mapping` is what mapping.yml says, for the metrics that read a table it is said of.
    """
    code = _Code(manifest)
    found: list[Part] = []
    for unique_id, node in code.nodes.items():
        if _is_metric(node):
            found += _metric_parts(code, unique_id, node, variables, overrides.get(str(node["name"]), {}))
            if mapping is not None:
                found.append(_mapping_part(code, unique_id, str(node["name"]), mapping))
    found += _index_parts(code, variables, points)
    return tuple(sorted(found, key=lambda part: (part.metric, part.part)))


def edits(before: Iterable[Part], after: Iterable[Part]) -> tuple[Edit, ...]:
    """What differs between two builds, for metrics both define; a new metric is measured, not redefined.

    A build that did not yet keep what mapping.yml said tells nothing of whether it was edited.
    """
    old = {(part.metric, part.part): part.content for part in before}
    new = {(part.metric, part.part): part.content for part in after}
    both = {metric for metric, _ in old} & {metric for metric, _ in new}
    return tuple(
        Edit(metric, part, old.get((metric, part)), new.get((metric, part)))
        for metric, part in sorted(old.keys() | new.keys())
        if metric in both
        and old.get((metric, part)) != new.get((metric, part))
        and not (part == MAPPING and (metric, part) not in old)
    )


def version(own: Iterable[Part]) -> str:
    """A short name of one definition: the same parts always have the same."""
    told = "\n".join(f"{part.part}={part.content}" for part in sorted(own, key=lambda part: part.part))
    return _digest(told)


class _Code:
    """The project's own models, seeds and macros with what each of them rests on."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        self.nodes: Mapping[str, Any] = {
            key: node
            for key, node in (manifest.get("nodes") or {}).items()
            if node.get("resource_type") in ("model", "seed") and node.get("name") != MEANINGS
        }
        packages = {node.get("package_name") for node in self.nodes.values()}
        self.macros: Mapping[str, Any] = {
            key: macro
            for key, macro in (manifest.get("macros") or {}).items()
            if macro.get("package_name") in packages
        }
        self.variants: dict[str, list[str]] = {}
        for key in self.macros:
            package, _, name = key.rpartition(".")
            _, split, bare = name.partition("__")
            if split:  # both engines' forms belong to the definition, whichever runs
                self.variants.setdefault(f"{package}.{bare}", []).append(key)

    def text(self, key: str) -> str:
        """The code of one node or macro without comments and layout; a seed's is the checksum of its rows."""
        node = self.nodes.get(key) or self.macros[key]
        if node.get("resource_type") == "seed":
            return str((node.get("checksum") or {}).get("checksum"))
        code = str(node.get("raw_code") or node.get("macro_sql") or "")
        return " ".join(_COMMENTS.sub(" ", code).split())

    def under(self, key: str, *, models: bool = True) -> list[str]:
        """What the node rests on, directly or not, sorted; without `models` only its macros."""
        seen: set[str] = set()
        waiting = self._direct(key, models)
        while waiting:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                waiting += self._direct(one, models)
        return sorted(seen)

    def _direct(self, key: str, models: bool) -> list[str]:
        depends = (self.nodes.get(key) or self.macros[key]).get("depends_on") or {}
        macros = [one for one in depends.get("macros") or () if one in self.macros]
        nodes = [one for one in depends.get("nodes") or () if one in self.nodes] if models else []
        return macros + nodes + self.variants.get(key, [])


def _metric_parts(
    code: _Code,
    unique_id: str,
    node: Mapping[str, Any],
    variables: Mapping[str, Any],
    override: Mapping[str, str],
) -> list[Part]:
    name = str(node["name"])
    meta: Mapping[str, Any] = {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}
    own = {anchor: override.get(f"{anchor}_anchor") or meta.get(anchor) for anchor in ANCHORS}
    own["minimum sample"] = variables.get("minimum_sample_override") or meta.get("minimum_sample")
    own["weight"] = meta.get("weight") or 0
    own["scored on"] = meta.get("score_on") or "value"
    own["dimension"] = meta.get("dimension")
    beneath = code.under(unique_id)
    found = [Part(name, part, _text(value)) for part, value in own.items() if value is not None]
    found.append(Part(name, CALCULATION, _digest(code.text(unique_id))))
    found.append(Part(name, FOUNDATIONS, _digest("\n".join(f"{key} {code.text(key)}" for key in beneath))))
    near = _named([unique_id, *code.under(unique_id, models=False)], code)
    far = _named(beneath, code) - near
    return found + [
        Part(name, f"{kind}{one}", _text(variables[one]))
        for kind, names in ((VARIABLE, near), (BENEATH, far))
        for one in sorted(names)
        if variables.get(one) is not None
    ]


def _mapping_part(code: _Code, unique_id: str, metric: str, mapping: Iterable[Told]) -> Part:
    nodes = (code.nodes.get(key, {}) for key in code.under(unique_id))
    tables = {str(node.get("name")) for node in nodes}
    said = {one.subject: one.content for one in mapping if not one.tables or tables & set(one.tables)}
    return Part(metric, MAPPING, json.dumps(said, sort_keys=True, ensure_ascii=False))


def _mapping(loaded: Path) -> list[Told] | None:
    """Read what the last load found in mapping.yml; None where no load has written it down."""
    report = json.loads(loaded.read_text(encoding="utf-8")) if loaded.is_file() else {}
    said = report.get("mapping")
    return (
        None if said is None else [Told(one["subject"], one["content"], tuple(one["tables"])) for one in said]
    )


def _index_parts(
    code: _Code, variables: Mapping[str, Any], points: Iterable[Mapping[str, str]]
) -> list[Part]:
    models = [key for key, node in code.nodes.items() if node.get("name") in INDEX_MODELS]
    if not models:
        return []
    macros = sorted({one for key in models for one in code.under(key, models=False)})
    own = sorted(models, key=lambda key: str(code.nodes[key]["name"]))
    found = [
        Part(INDEX, CALCULATION, _digest("\n".join(code.text(key) for key in own))),
        Part(INDEX, FOUNDATIONS, _digest("\n".join(f"{key} {code.text(key)}" for key in macros))),
    ]
    found += [
        Part(INDEX, f"points of {row['executive']} for {row['dimension']}", _text(row["points"]))
        for row in points
    ]
    return found + [
        Part(INDEX, f"{VARIABLE}{one}", _text(variables[one]))
        for one in sorted(_named([*own, *macros], code))
        if variables.get(one) is not None
    ]


def _named(keys: Iterable[str], code: _Code) -> set[str]:
    """Every quoted word, which those who call keep to the names of variables."""
    return {name for key in keys for name in _QUOTED.findall(code.text(key))} - set(NOT_A_CHOICE)


def _is_metric(node: Mapping[str, Any]) -> bool:
    name = str(node.get("name"))
    return str(node.get("original_file_path", "")).startswith("models/metrics/") and not (
        name.endswith("__details") or name.startswith("int_")
    )


def _text(value: Any) -> str:
    """A setting as it is written: 0.80, "0.8" and 0.8 are one."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:.12g}"
    return value if isinstance(value, str) else json.dumps(value, default=str, sort_keys=True)


def _told_apart(before: str | None, after: str | None) -> str:
    """What mapping.yml says otherwise than before, subject by subject."""
    old, new = (json.loads(said or "{}") for said in (before, after))
    notes = []
    for name in sorted(old.keys() | new.keys()):
        was, is_now = old.get(name), new.get(name)
        if was != is_now and str(was or is_now).startswith(VALUES):
            notes.append(f"what values of {name} mean")
        elif was != is_now:
            notes.append(f"{name} {was or 'not set'} → {is_now or 'not set'}")
    return "; ".join(notes)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _rows(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
