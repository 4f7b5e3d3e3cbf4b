"""The front page: where the two teams stand, why, what it costs and what to do about it."""

from __future__ import annotations

from typing import Any

from scorecard import charts, sentences
from scorecard.pages import formats
from scorecard.pages.cards import cards
from scorecard.pages.change_list import changes
from scorecard.pages.claims import headline_claims
from scorecard.pages.context import Context
from scorecard.pages.money import cost_lines, total_line
from scorecard.pages.published import texts
from scorecard.pages.story import moved, story
from scorecard.pages.trends import index_history, score_points


def view(ctx: Context) -> dict[str, Any]:
    """Everything the front page's template lays out."""
    told = story(ctx)
    index = ctx.index(ctx.quarter.period_start)
    zero, bars = moved(ctx)
    history = score_points(ctx, index_history(ctx))
    return {
        "story": told,
        "headline": sentences.headline(told),
        "why": sentences.why(told),
        "index": index,
        "bullet": charts.score_bullet(index.score, index.ci_low, index.ci_high)
        if index and formats.known(index.score)
        else None,
        "tier": sentences.TIERS.get(index.tier or "") if index else None,
        "coverage": sentences.coverage(index.coverage if index else None),
        "history": history,
        "index_spark": charts.spark(history, height=44),
        "moved_zero": zero,
        "moved": bars,
        "cards": cards(ctx),
        "costs": cost_lines(ctx),
        "cost_total": total_line(ctx),
        "changes": changes(ctx),
        "claims": headline_claims(ctx),
        "checks": checks_line(ctx),
    }


def checks_line(ctx: Context) -> dict[str, Any]:
    """The data checks in one line, with the worst verdict as its tint."""
    checks = ctx.results.checks
    judged = [check for check in checks if check.success is not None]
    failing = [check for check in judged if not check.success]
    touched = []
    for check in failing:
        for metric_id in texts(check.metrics):
            metric = ctx.registry.metric(metric_id)
            if metric is not None:
                label = sentences.lower_first(ctx.registry.dimension(metric.dimension).label)
                touched += [label] if label not in touched else []
    critical = sum(1 for check in failing if check.severity == "critical")
    line = sentences.checks_line(
        len(judged) - len(failing), len(judged), critical, len(failing) - critical, touched
    )
    return {
        "text": line,
        "kind": "act" if critical else ("watch" if failing else "good") if checks else "none",
    }
