"""What every metric must find in a demo company, from its parameters alone."""

from __future__ import annotations

from typing import Any


def state(world: str, seed: int, leads: int, months: int, fault: str | None) -> dict[str, Any]:
    """Return the content of truth.json."""
    return {
        "company_name": "Northwind Industrial",
        "world": world,
        "seed": seed,
        "leads": leads,
        "months": months,
        "as_of": "2026-10-01T00:00:00Z",
        "fault": fault,
        "metrics": {},
    }
