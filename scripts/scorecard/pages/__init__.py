"""Result files in, pages of Markdown out. Nothing here opens the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorecard.progress import Progress
    from scorecard.settings import Settings


def render(settings: Settings, progress: Progress) -> None:  # noqa: ARG001 - every part of a build takes both
    """Write every page as Markdown under settings.pages, with assets and downloads beside them.

    A file is only touched when its content differs, so that `serve` rebuilds only the pages that changed. Raises
    ScorecardError when a result file or the manifest is missing.
    """
    from scorecard.pages.rendering import render_pages

    render_pages(settings)


def hold_look(settings: Settings) -> None:
    """Raise UsageError now, not at the end of a build, when the language, accent or logo cannot be used."""
    from scorecard.pages import look, styles

    styles.of(settings.vars)
    look.of(settings.vars, site=settings.project / "site", folders=[settings.data, settings.project])
