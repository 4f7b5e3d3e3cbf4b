"""What a check is, what it found, and what a whole run amounts to: plain values, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Severity = Literal["info", "warning", "critical"]
Layer = Literal["staging", "core", "scorecard"]
Phase = Literal["inputs", "outputs"]

# From harmless to worst: a rule's levels are compared by their place here.
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "critical")
LAYERS: tuple[Layer, ...] = ("staging", "core", "scorecard")

# The suite whose rules hold for every canonical table.
EVERY_TABLE = "every table"

# Relations the checks hold our own figures to, all in the scorecard schema.
OUTPUTS = ("metric_scores", "dimension_scores", "alignment_index", "misalignment_cost")

# A critical failure on one of these is a failure of something every metric needs (metrics.md, decision 12).
ESSENTIAL = ("leads", "opportunities")


@dataclass(frozen=True)
class Among:
    """The rows a share is taken of: a SQL condition on the relation and what a reader calls those rows."""

    where: str
    called: str


@dataclass(frozen=True)
class Rule:
    """One rule of a suite file, as written; texts in `kwargs` and `among` may still hold Jinja.

    `tolerance` maps a severity to the share of rows (0 to 1) allowed before it; levels rise with the share, and the
    last one is `severity`.
    """

    relation: str
    rule: str
    type: str
    kwargs: Mapping[str, Any]
    severity: Severity
    why: str
    file: Path
    line: int
    layer: Layer
    tolerance: tuple[tuple[Severity, float], ...]
    among: Among | None = None
    rows_called: str = "rows"
    counting: str | None = None
    threshold: str | None = None
    metrics: tuple[str, ...] | None = None
    touches: tuple[str, ...] | None = None
    observe: str | None = None
    for_each: str | None = None
    even_if_empty: bool = False

    @property
    def check(self) -> str:
        """The check's id: `<relation>.<rule>`."""
        return f"{self.relation}.{self.rule}"

    @property
    def where(self) -> str:
        """File and line, for messages."""
        return f"checks/{self.file.name}, line {self.line}"


@dataclass(frozen=True)
class Outcome:
    """What the engine found: `unexpected` rows (null for a figure of the whole table) and a few of them."""

    success: bool
    unexpected: int | None
    of: int | None
    sample: tuple[Mapping[str, Any], ...]
    observed: str | None


@dataclass(frozen=True)
class CheckResult:
    """One row of checks.check_results; `success` null means it could not be evaluated, `observed` then says why."""

    check: str
    relation: str
    severity: Severity
    success: bool | None
    observed: str
    threshold: str
    unexpected_rows: int | None
    sample_keys: str
    metrics: str


@dataclass(frozen=True)
class CheckSummary:
    """A run in figures; `message` names the failures publishing is refused for, and is empty otherwise."""

    total: int
    passed: int
    warnings: int
    critical: int
    not_evaluated: int
    refused: bool
    message: str
