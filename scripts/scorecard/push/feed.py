"""An Atom feed (RFC 4287) with one entry per published build: where the index stands, and what differs from before.

Entries are made from what the history keeps of each build, so that a build's entry says the same in every later feed.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from scorecard import history, sentences
from scorecard.pages import formats
from scorecard.pages.change_list import said
from scorecard.pages.context import Context
from scorecard.pages.published import Change, Index, read_changes, read_company_index

if TYPE_CHECKING:
    from scorecard.settings import Settings

ENTRIES = 30
TOLD = 20  # so many changes of one build are told; more are counted
OURS = uuid.UUID("6f0e7b5c-5d0b-5a3e-9a43-2b8f5b0c7d11")  # the namespace of our feeds' ids, chosen once
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Published:
    """One published build: its id and clock (an ISO instant), its index by quarter, and what differed in it."""

    build_id: str
    clock: str
    index: tuple[Index, ...]
    changes: tuple[Change, ...]

    @property
    def newest(self) -> Index | None:
        """The index of the newest quarter that has one."""
        scored = [row for row in self.index if formats.known(row.score)]
        return max(scored, key=lambda row: row.period_start, default=None)


def atom(settings: Settings, ctx: Context) -> str:
    """The feed, newest build first."""
    builds = _builds(settings)
    name = f"{history.subject(settings)}\n{ctx.company}"
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    demo = " (demo data, invented)" if ctx.is_demo else ""
    _text(feed, "title", f"Alignment scorecard of {ctx.company}{demo}")
    _text(feed, "id", uuid.uuid5(OURS, name).urn)
    _text(feed, "updated", builds[-1].clock)
    _text(ElementTree.SubElement(feed, f"{{{ATOM}}}author"), "name", ctx.company)
    _link(feed, f"{ctx.site_url}index.html", "alternate", "text/html")
    _link(feed, f"{ctx.site_url}feed.xml", "self", "application/atom+xml")
    for position in range(len(builds) - 1, -1, -1):
        before = builds[position - 1] if position else None
        _entry(feed, ctx, name, builds[position], before)
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _builds(settings: Settings) -> list[Published]:
    """The builds told, oldest first; the last is this one, from its own result files."""
    kept = [
        _published(build.build_id, build.build_clock, settings.history / build.build_id)
        for build in history.earlier(settings)[1 - ENTRIES :]
    ]
    clock = settings.build_clock.isoformat().replace("+00:00", "Z")
    return [*kept, _published(history.build_id(settings), clock, settings.results)]


def _published(build_id: str, clock: str, folder: Path) -> Published:
    return Published(build_id, clock, read_company_index(folder), read_changes(folder))


def _entry(
    feed: ElementTree.Element, ctx: Context, name: str, build: Published, before: Published | None
) -> None:
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    _text(entry, "title", _title(ctx, build))
    _text(entry, "id", uuid.uuid5(OURS, f"{name}\n{build.build_id}").urn)
    _text(entry, "updated", build.clock)
    _link(entry, f"{ctx.site_url}changes.html", "alternate", "text/html")
    content = _text(entry, "content", _content(ctx, build, before))
    content.set("type", "html")


def _title(ctx: Context, build: Published) -> str:
    index = build.newest
    if index is None or not formats.known(index.score):
        return "No index yet"
    tier = sentences.TIERS[index.tier].lower() if index.tier in sentences.TIERS else "provisional"
    return f"{_quarter(ctx, index.period_start)}: {formats.score(index.score)} of 100, {tier}"


def _content(ctx: Context, build: Published, before: Published | None) -> str:
    """What differs as HTML: moved figures when a new quarter is shown, and everything published figures became."""
    told = []
    quarter = build.newest.period_start if build.newest else None
    if quarter is not None and (
        before is None or before.newest is None or before.newest.period_start < quarter
    ):
        rows = [row for row in build.changes if row.kind == "moved" and row.significant]
        told += _list(ctx, f"Moved beyond noise in {_quarter(ctx, quarter)}", rows)
        told += [] if rows else [f"<p>No figure moved beyond noise in {escape(_quarter(ctx, quarter))}.</p>"]
    if before is not None:
        rows = [row for row in build.changes if row.kind != "moved"]
        told += _list(ctx, "Differs from the build before", rows)
        told += (
            [] if rows else ["<p>No published figure was restated, redefined, newly measured or lost.</p>"]
        )
    return "".join(told) or "<p>The first build that is kept.</p>"


def _list(ctx: Context, heading: str, rows: Sequence[Change]) -> list[str]:
    if not rows:
        return []
    items = [f"<li>{escape(f'{one.label} {one.text}')}</li>" for one in said(ctx, rows)]
    more = len(items) - TOLD
    beyond = f"<p>{escape(formats.counted(more, 'more changes'))}.</p>" if more > 0 else ""
    return [f"<p>{escape(heading)}</p><ul>{''.join(items[:TOLD])}</ul>{beyond}"]


def _quarter(ctx: Context, start: date) -> str:
    return ctx.period("quarter", start).name


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    # what no XML document may hold, on top of what no page shows
    element.text = re.sub("[\ud800-\udfff\ufffe\uffff]", "", formats.clean(text))
    return element


def _link(parent: ElementTree.Element, href: str, relation: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"rel": relation, "type": kind, "href": href})
