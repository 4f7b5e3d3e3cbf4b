"""Writes what a build hands on beside its pages, touching only files whose content changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scorecard.pages import styles
from scorecard.pages.context import Context
from scorecard.pages.look import Look
from scorecard.push import digest, document, feed, pdf, slack
from scorecard.push.brief import Brief, brief
from scorecard.push.printable import is_printable

if TYPE_CHECKING:
    from scorecard.settings import Settings


def write_all(settings: Settings, ctx: Context, look: Look) -> None:
    """Write every file of `push.FILES` under settings.pages. Raises ScorecardError when one cannot be made."""
    site = settings.project / "site"
    told = brief(ctx)
    schema = site / "push" / document.SCHEMA
    made = {
        "digest.html": digest.as_html(told, site).encode(),
        "digest.txt": digest.as_text(told).encode(),
        "slack.json": slack.message(told).encode(),
        "feed.xml": feed.atom(settings, ctx).encode(),
        "scorecard.json": document.document(settings, ctx, told).encode(),
        document.SCHEMA: schema.read_bytes(),
        "brief.pdf": pdf.pages(
            _in_latin_letters(ctx, told), accent=look.accent, logo=look.logo, made_at=ctx.published
        ),
    }
    for name, content in made.items():
        path = settings.pages / name
        if not path.is_file() or path.read_bytes() != content:
            path.write_bytes(content)


def _in_latin_letters(ctx: Context, told: Brief) -> Brief:
    """The brief with dates in digits where the language names months in letters the built-in fonts lack."""
    if is_printable(told.data_to + told.published + told.period):
        return told
    with styles.using(replace(styles.current(), date_pattern="y-MM-dd")):
        return replace(brief(ctx), period=ctx.quarter.name)
