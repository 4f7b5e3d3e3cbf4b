"""What each build hands on besides pages: a digest for mail, its text, a Slack message, a feed, one JSON document and
a printed brief. All are made from the same view of the results, in the same words as the pages. Nothing is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scorecard.pages.context import Context
    from scorecard.pages.look import Look
    from scorecard.settings import Settings

FILES = (
    "digest.html",
    "digest.txt",
    "slack.json",
    "feed.xml",
    "scorecard.json",
    "scorecard.schema.json",
    "brief.pdf",
)


def write(settings: Settings, ctx: Context, look: Look) -> None:
    """Write FILES into settings.pages, from where they are published as they are."""
    from scorecard.push.writing import write_all

    write_all(settings, ctx, look)
