"""The project as dbt reads it, without a warehouse: parsed once a session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from scorecard import dbt, registry, settings
from scorecard.progress import Progress


def parse(project: Path, target: Path) -> settings.Settings:
    """Let dbt parse the project into `target`; return the settings it was parsed with."""
    parsed = settings.make(project=project, target=target, as_of="2026-01-01")
    with Progress(quiet=True).step("parse") as step:
        dbt.run(parsed, step, verb="parse")
    return parsed


def read(parsed: settings.Settings) -> tuple[registry.Registry, dict[str, Any]]:
    """Return the registry of metrics and the raw manifest of a parsed project."""
    return registry.read(parsed), dict(json.loads(dbt.manifest_path(parsed).read_text(encoding="utf-8")))
