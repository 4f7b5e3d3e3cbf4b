"""The Jinja environment pages are laid out with, and the guard that keeps raw text from altering one.

Every page is one HTML element inside a Markdown file. Text from data is escaped for HTML by autoescaping and, on the
way out, for everything Markdown or a template could still read in it.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from scorecard.pages import formats

# Characters HTML, Markdown, its extensions or a template engine could act on; as entities they are only ever text.
ACTIVE = {ord(mark): f"&#{ord(mark)};" for mark in "`*_{}[]~|\\#$"}
INERT = ACTIVE | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord('"'): "&quot;",
    ord("'"): "&#39;",
}


# a template is compiled once, and again when its file has changed
@lru_cache(maxsize=1)
def environment(folder: Path) -> Environment:
    """Templates under `folder` (site/), autoescaped, failing on any name that is not given."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        finalize=inert,
    )
    for name in (
        "count",
        "counted",
        "score",
        "plain",
        "day",
        "iso_day",
        "moment",
        "join_words",
        "sentence",
        "shorten",
    ):
        made.filters[name] = getattr(formats, name)
    made.filters["prose"] = prose
    made.filters["front_matter"] = front_matter
    made.filters["anchor"] = anchor
    return made


def inert(value: Any) -> Any:
    """Escape a printed value so that it is text whatever it holds; marked-up values pass."""
    if isinstance(value, str) and not hasattr(value, "__html__"):
        return _inert(value)
    return value


@lru_cache(maxsize=1 << 16)  # a chart says most things twice: in the drawing and in its table
def _inert(text: str) -> Markup:
    return Markup(formats.clean(text).translate(INERT))


def front_matter(value: Any) -> Markup:
    """A text as a quoted YAML scalar on one line, in which nothing HTML or a template could act on is left bare."""
    quoted = json.dumps(formats.clean(str(value)), ensure_ascii=True)
    return Markup(re.sub("[<>&{}%']", lambda found: f"\\u{ord(found.group()):04x}", quoted))


def prose(text: str) -> Markup:
    """A description written in a YAML file as paragraphs, with `code` the only markup."""
    paragraphs = [
        " ".join(block.split()) for block in re.split(r"\n\s*\n", formats.clean(text)) if block.strip()
    ]
    return Markup("").join(Markup("<p>{}</p>").format(_inline(paragraph)) for paragraph in paragraphs)


def _inline(text: str) -> Markup:
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return Markup(inert(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(inert(part)) if index % 2 else Markup(inert(part))
        for index, part in enumerate(parts)
    )


def anchor(text: str) -> str:
    """An id made from text: lower case, letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"
