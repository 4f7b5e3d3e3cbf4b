"""Shares of a whole: a bar per row, each as long as the others, cut into parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.charts.bars import Bar
from scorecard.charts.labels import NARROWEST, ROOMY, text_width
from scorecard.charts.tables import Table

FILLS = 8  # tints with a pattern of their own; parts beyond share a plain one
WIDE_BAR = 0.72 * ROOMY  # pixels a bar is long where its row's name stands beside it
PADDING = 8.0


@dataclass(frozen=True)
class StackPart:
    """One part of a row: `value` is a share or an amount, `text` what is printed of it.

    An `empty` part is what nobody has, such as credit no one claims: an outline instead of a tint.
    """

    name: str
    value: float | None
    text: str
    empty: bool = False


@dataclass(frozen=True)
class StackRow:
    """One whole with its parts, which every row has in the same order."""

    name: str
    parts: tuple[StackPart, ...]
    href: str = ""


@dataclass(frozen=True)
class Key:
    """What a tint and pattern stand for."""

    fill: str
    name: str


@dataclass(frozen=True)
class Piece:
    """A drawn part; its label is empty when it has no room, and `minor` when it has only on wide drawings."""

    name: str
    bar: Bar
    fill: str
    label: str
    minor: bool
    title: str

    @property
    def middle(self) -> float:
        """Where its label stands, in per cent."""
        return round(self.bar.start + self.bar.width / 2, 3)


@dataclass(frozen=True)
class Stack:
    """A drawn row; `reason` says in words why there are no pieces."""

    name: str
    href: str
    pieces: tuple[Piece, ...]
    said: str
    reason: str


@dataclass(frozen=True)
class StackedShare:
    """Rows cut into the same parts; `direct` when every part's name has room over the first bar of wide drawings."""

    keys: tuple[Key, ...]
    direct: bool
    rows: tuple[Stack, ...]
    table: Table


def stacked_share(rows: Sequence[StackRow], *, of: str) -> StackedShare | None:
    """Lay out rows of parts as shares of each row's own sum; None when no row has a part to draw.

    `of` heads the table's first column. Raises ValueError when rows have different parts.
    """
    names = tuple(part.name for part in rows[0].parts) if rows else ()
    for row in rows:
        if tuple(part.name for part in row.parts) != names:
            raise ValueError(
                f"The parts of {row.name!r} are not those of {rows[0].name!r}, in the same order."
            )
    stacks = tuple(_stack(row) for row in rows)
    if not any(stack.pieces for stack in stacks):
        return None
    return StackedShare(
        keys=tuple(Key(_fill(index, part), part.name) for index, part in enumerate(rows[0].parts)),
        direct=len(stacks[0].pieces) == len(names)
        and all(
            text_width(piece.name) + PADDING <= piece.bar.width / 100 * WIDE_BAR for piece in stacks[0].pieces
        ),
        rows=stacks,
        table=Table((of, *names), tuple((row.name, *(part.text for part in row.parts)) for row in rows)),
    )


def _stack(row: StackRow) -> Stack:
    said = ", ".join(f"{part.name} {part.text}" for part in row.parts)
    whole = sum(part.value for part in row.parts if part.value is not None)
    if any(part.value is not None and part.value < 0 for part in row.parts):
        return Stack(row.name, row.href, (), said, "A part is below zero, so there is no whole to share.")
    if whole <= 0:
        return Stack(row.name, row.href, (), said, "Nothing to share yet.")
    pieces = []
    start = 0.0
    for index, part in enumerate(row.parts):
        if not part.value:
            continue
        width = 100 * part.value / whole
        wide = text_width(part.text) + PADDING <= width / 100 * WIDE_BAR
        pieces.append(
            Piece(
                name=part.name,
                bar=Bar(round(start, 3), round(width, 3)),
                fill=_fill(index, part),
                label=part.text if wide else "",
                minor=text_width(part.text) + PADDING > width / 100 * NARROWEST,
                title=f"{row.name}, {part.name}: {part.text}",
            )
        )
        start += width
    return Stack(row.name, row.href, tuple(pieces), said, "")


def _fill(index: int, part: StackPart) -> str:
    if part.empty:
        return "empty"
    return str(index + 1) if index < FILLS else "rest"
