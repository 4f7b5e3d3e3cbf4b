"""A published page as pieces of text: each with the page's own names for what it is about.

A piece is a cell, a paragraph, a list entry, a heading or what a mark of a drawing says. Its `names` are the head of
its row and the heading above it: what a figure in it must be a figure of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "summary",
        "caption",
        "title",
        "text",
        "td",
        "th",
        "div",
        "section",
        "small",
        "figcaption",
    ]
)
VOID = frozenset(["br", "hr", "img", "input", "link", "meta", "source", "wbr"])
# what is not a figure: code, the metric's prose and the scale of a drawing (its geometry has tests of its own)
SILENT_TAGS = frozenset(("pre", "code", "script", "style", "nav"))
SILENT_CLASSES = frozenset(("prose", "tick", "downloads", "skip"))


@dataclass(frozen=True)
class Piece:
    """One piece of text with the heads of its row and column, and the caption or heading above it."""

    text: str
    row: str
    column: str
    heading: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[Piece] = []
        self._open: list[tuple[str, bool]] = []
        self._texts: list[list[str]] = [[]]
        self._silent = 0
        self._row = self._caption = self._heading = ""
        self._columns: list[str] = []
        self._column = 0
        self._inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = set((given.get("class") or "").split())
        if tag in VOID:
            self._texts[-1].append(" ")
            return
        silent = tag in SILENT_TAGS or bool(classes & SILENT_CLASSES)
        self._open.append((tag, silent))
        self._silent += silent
        if tag == "article":
            self._inside += 1
        if tag == "tr":
            self._row, self._column = "", 0
        if tag in BLOCKS:
            self._texts.append([])
        else:
            self._texts[-1].append(" ")
        if not self._silent and self._inside and given.get("aria-label"):
            self._emit(given["aria-label"] or "")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            name, silent = self._open.pop()
            self._close(name)
            self._silent -= silent
            if name == tag:
                return

    def _close(self, tag: str) -> None:
        if tag == "article":
            self._inside -= 1
        if tag in ("tr", "table"):
            self._row = ""
        if tag == "table":
            self._caption, self._columns = "", []
        if tag not in BLOCKS:
            self._texts[-1].append(" ")
            return
        text = " ".join("".join(self._texts.pop()).split())
        if self._silent or not self._inside:
            return
        if tag in ("h1", "h2", "h3"):
            self._heading = text
        if tag == "caption":
            self._caption = text
        if tag == "th" and not self._row and not self._is_head():
            self._row = text
        self._emit(text)
        if tag in ("td", "th"):
            if self._is_head():
                self._columns.append(text)
            self._column += 1

    def _is_head(self) -> bool:
        return any(name == "thead" for name, _ in self._open)

    def _emit(self, text: str) -> None:
        if any(character.isdigit() for character in text):
            column = self._columns[self._column] if self._row and self._column < len(self._columns) else ""
            self.pieces.append(
                Piece(" ".join(text.split()), self._row, column, self._caption or self._heading)
            )

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._texts[-1].append(data)


def pieces(html: str) -> Iterator[Piece]:
    """Every piece of a page's content that holds a digit."""
    reader = _Reader()
    start = html.index("<article")
    reader.feed(html[start : html.index("</article>", start) + len("</article>")])
    reader.close()
    yield from reader.pieces
