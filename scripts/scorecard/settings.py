"""Where a build reads and writes, and everything a company sets about itself.

The one place for a company's own choices is `vars:` in dbt_project.yml; `--set name=value` overlays them for one
build. Nothing here opens a data file.
"""

from __future__ import annotations

import difflib
import json
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from scorecard.errors import UsageError

# Set by the build itself, so that a company cannot half-override them.
BUILD_VARS = ("as_of", "csv_meanings", "match_prefer", "sources", "spelled", "staged")

# Only demo data has a known truth; the file marks it as demo wherever it is built.
DEMO_TRUTH = "truth.json"


@dataclass(frozen=True)
class Settings:
    """One build's paths, clocks and variables.

    `as_of` is None until `load` has found the newest past event; `build_clock` is the one instant used for
    freshness, future dates and the printed build time (SOURCE_DATE_EPOCH when set); `sources` are those `load` found
    data of, `compiled` what mapping.yml says that the models are compiled with.
    """

    project: Path
    data: Path
    target: Path
    public: Path
    history: Path
    as_of: datetime | None
    as_of_given: bool
    build_clock: datetime
    engine: str
    vars: Mapping[str, Any]
    is_demo: bool
    sources: tuple[str, ...] = ("csv",)
    compiled: Mapping[str, Any] = field(default_factory=dict)

    @property
    def warehouse(self) -> Path:
        return self.target / "warehouse.duckdb"

    @property
    def raw(self) -> Path:
        return self.target / "raw"

    @property
    def external(self) -> Path:
        """Where DuckDB keeps the relations of the warehouse that are Parquet files beside it."""
        return self.target / "external"

    @property
    def results(self) -> Path:
        return self.target / "results"

    @property
    def pages(self) -> Path:
        return self.target / "pages"

    @property
    def site(self) -> Path:
        return self.target / "site"

    @property
    def dbt_target(self) -> Path:
        return self.target / "dbt"

    @property
    def logs(self) -> Path:
        return self.target / "logs"


def find_project(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds dbt_project.yml.

    Raises UsageError when there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise UsageError(
        f"No dbt_project.yml in {start} or above it; run the command inside a checkout of Alignment Scorecard."
    )


def make(
    *,
    project: Path | None = None,
    data: Path | None = None,
    target: Path | None = None,
    as_of: str | None = None,
    engine: str = "duckdb",
    overrides: Sequence[str] = (),
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Resolve what the command line gave into Settings.

    `as_of` is an ISO date (its midnight UTC) or instant; `overrides` are `name=value` words, value as YAML, a dot
    reaching into a mapping. Raises UsageError naming what cannot be used.
    """
    root = find_project((project or Path.cwd()).resolve())
    data_dir = (data or root / "data").resolve()
    target_dir = (target or root / "target").resolve()
    if engine not in ("duckdb", "spark"):
        raise UsageError(f"--engine {engine} is not known; use duckdb or spark.")
    chosen = with_preset(_overlay(_with_demo_name(project_vars(root), data_dir), overrides))
    _hold_quarter_label(chosen.get("fiscal_quarter_label"))
    return Settings(
        project=root,
        data=data_dir,
        target=target_dir,
        public=target_dir.parent / "public",
        history=target_dir.parent / "history",
        as_of=None if as_of is None else instant(as_of, "--as-of"),
        as_of_given=as_of is not None,
        build_clock=_build_clock(environment),
        engine=engine,
        vars=chosen,
        is_demo=(data_dir / DEMO_TRUTH).is_file(),
    )


def project_vars(project: Path) -> dict[str, Any]:
    """Return the `vars:` of dbt_project.yml as written."""
    with (project / "dbt_project.yml").open(encoding="utf-8") as file:
        try:
            return dict(yaml.safe_load(file).get("vars") or {})
        except yaml.YAMLError as error:
            raise UsageError(f"dbt_project.yml cannot be read: {error}") from error


def instant(text: str, where: str) -> datetime:
    """Parse an ISO date or instant into UTC; a bare date means its midnight. Raises UsageError."""
    try:
        parsed = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(
            f"{where} {text!r} is not a date; write it as 2026-09-30 or 2026-09-30T18:00:00Z."
        ) from None
    return parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed.astimezone(UTC)


def with_preset(variables: dict[str, Any]) -> dict[str, Any]:
    """Fill the horizons that are null from the preset. Raises UsageError for a preset that is not among `presets`."""
    presets, chosen = variables.get("presets") or {}, variables.get("preset")
    if not presets:
        return variables
    if chosen not in presets:
        raise UsageError(
            f"preset is {chosen!r}; choose one of {', '.join(presets)} in dbt_project.yml or with --set."
        )
    filled = {name: days for name, days in presets[chosen].items() if variables.get(name) is None}
    return {**variables, **filled}


def _hold_quarter_label(pattern: object) -> None:
    """A quarter's name tells its number and its year, and is plain text besides: it becomes part of the SQL."""
    if pattern is None:
        return
    text = str(pattern)
    rest = text.replace("{quarter}", "").replace("{year}", "").replace("{yy}", "")
    if "{quarter}" not in text or not ("{year}" in text or "{yy}" in text) or re.search(r"[^\w ./–’-]", rest):
        raise UsageError(
            f"fiscal_quarter_label is {text!r}; write it of {{quarter}}, {{year}} or {{yy}}, letters, digits, spaces "
            "and . / -, as 'FY{yy} Q{quarter}'."
        )


def _with_demo_name(variables: dict[str, Any], data: Path) -> dict[str, Any]:
    truth = data / DEMO_TRUTH
    if not truth.is_file():
        return variables
    try:
        name = json.loads(truth.read_text(encoding="utf-8"))["company_name"]
    except (ValueError, KeyError, OSError) as error:
        raise UsageError(f"{truth} is not the truth of a demo company; write the demo data again.") from error
    return {**variables, "company_name": name}


def _build_clock(environment: Mapping[str, str]) -> datetime:
    epoch = environment.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"SOURCE_DATE_EPOCH is {epoch!r}; set it to whole seconds since 1970-01-01, or unset it."
        ) from None


def _overlay(base: dict[str, Any], overrides: Sequence[str]) -> dict[str, Any]:
    result = {name: dict(value) if isinstance(value, dict) else value for name, value in base.items()}
    for word in overrides:
        name, equals, text = word.partition("=")
        name = name.strip()
        if not equals:
            raise UsageError(f"--set {word!r} needs the form name=value.")
        head, _, rest = name.partition(".")
        if head not in result or head in BUILD_VARS:
            nearest = difflib.get_close_matches(
                head, [known for known in result if known not in BUILD_VARS], n=1
            )
            hint = (
                f"; did you mean {nearest[0]}?"
                if nearest
                else "; the names are those under vars: in dbt_project.yml."
            )
            raise UsageError(f"--set {head}: there is no such setting{hint}")
        try:
            # to YAML a colour is a comment
            value = text.strip() if text.strip().startswith("#") else yaml.safe_load(text)
        except yaml.YAMLError:
            raise UsageError(f"--set {word!r}: the value cannot be read as YAML.") from None
        if rest:
            if not isinstance(result[head], dict):
                raise UsageError(f"--set {name}: {head} has no parts; write --set {head}=value.")
            result[head][rest] = value
        else:
            result[head] = value
    return result
