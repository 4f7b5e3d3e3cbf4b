"""How the index is built, how far it can be trusted, what words mean, and which claim each metric answers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from scorecard.chosen import BUSINESS
from scorecard.errors import ScorecardError
from scorecard.pages import coverage, formats, stability
from scorecard.pages.claims import GRADES
from scorecard.pages.context import Context
from scorecard.pages.coverage import Simulated
from scorecard.pages.source_claims import source_claims
from scorecard.registry import Metric

SOURCES = {
    "s0": "Student essay on sales and marketing alignment",
    "s1": "Article on misaligned goals",
    "s2": "Vendor blog on closing the gap",
    "s3": "Press release on alignment and performance",
    "s4": "Vendor blog on two teams on two islands",
}


def view(ctx: Context, site: Path, simulated: Sequence[Simulated]) -> dict[str, Any]:
    """Everything the Method page lays out; `site` holds the glossary and the source claims."""
    index = ctx.index(ctx.quarter.period_start)
    claims = source_claims(ctx, site / "claims.csv")
    groups = [
        (name, [one for one in claims if one.id.startswith(f"{key}.")]) for key, name in SOURCES.items()
    ]
    return {
        "index": index,
        "min_dimension": stability.named(ctx, str(index.min_dimension))
        if index and index.min_dimension is not None
        else "",
        "dimensions": [one for one in ctx.registry.dimensions if one.in_index],
        "stability": stability.sentence(ctx),
        "families": stability.families(ctx),
        "runs": stability.runs(ctx),
        "coherence": stability.coherence(ctx),
        "weights": stability.weights(ctx),
        "intervals": intervals(ctx, simulated),
        "glossary": glossary(site / "glossary.yml"),
        "claims": [(name, group) for name, group in groups if group],
        "grades": GRADES,
        "answered": sum(1 for one in claims if any(answer.is_there for answer in one.answers)),
        "claim_count": len(claims),
        "horizons": [
            {"name": name, "label": label, "days": int(ctx.vars[name])}
            for name, label in (
                ("follow_up_horizon_days", "A hand-off is worked within"),
                ("acceptance_horizon_days", "Sales accepts or rejects within"),
                ("feedback_horizon_days", "Feedback arrives within"),
                ("rating_horizon_days", "Sales’ grade counts within"),
                ("recycle_horizon_days", "A not-ready lead is recycled within"),
                ("opportunity_horizon_days", "A lead becomes an opportunity within"),
                ("win_horizon_days", "A lead or opportunity is won within"),
                ("recycled_conversion_days", "A recycled lead comes back within"),
                ("wasted_time_horizon_days", "Selling time on a lead is read after"),
            )
            if isinstance(ctx.vars.get(name), int | float)
        ],
        "is_business_clock": ctx.vars.get("response_clock") == BUSINESS,
        "preset": str(ctx.vars.get("preset") or ""),
        "own_horizons": own_horizons(ctx),
        "tight": formats.plain(float(ctx.vars.get("tier_tightly_aligned") or 70), 0),
        "mis": formats.plain(float(ctx.vars.get("tier_misaligned") or 40), 0),
    }


def intervals(ctx: Context, simulated: Sequence[Simulated]) -> list[tuple[Metric, list[Simulated]]]:
    """What the simulation found of each metric of this build, in the order of the metrics."""
    found = [(metric, coverage.of(simulated, metric.id)) for metric in ctx.registry.metrics]
    return [(metric, sizes) for metric, sizes in found if sizes]


def own_horizons(ctx: Context) -> int:
    """How many horizons the company set itself instead of taking its preset's."""
    given = (ctx.vars.get("presets") or {}).get(ctx.vars.get("preset")) or {}
    return sum(1 for name, days in given.items() if ctx.vars.get(name) != days)


def glossary(path: Path) -> list[tuple[str, str]]:
    """Terms and their meaning, alphabetical."""
    try:
        terms = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScorecardError(f"{path} is not there; restore it from version control.") from None
    except yaml.YAMLError as error:
        raise ScorecardError(f"{path} cannot be read: {error}") from error
    return sorted(
        ((str(term), str(meaning)) for term, meaning in terms.items()), key=lambda pair: pair[0].lower()
    )
