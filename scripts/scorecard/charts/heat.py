"""Scores of many things in many places: a table whose cells are tinted and marked by tier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.charts.labels import fit, text_width
from scorecard.charts.scales import kind_of

TYPE = 12 / 11  # headings are larger than a drawing's type
UPRIGHT = 5  # more columns than this have their headings turned
HEADING = 136.0  # pixels of a turned heading at most
WIDEST = 14  # more columns than this, and than rows, go down the page instead
LEVEL_HEADING = 76.0  # pixels of an upright one, which may take three lines


@dataclass(frozen=True)
class HeatCell:
    """One score, 0 to 100, with what is printed and what it means in words; `thin` rests on few records."""

    score: float | None
    text: str
    title: str
    thin: bool = False


@dataclass(frozen=True)
class HeatRow:
    """One row's name and cells, as many as there are columns."""

    name: str
    cells: tuple[HeatCell, ...]
    href: str = ""


@dataclass(frozen=True)
class HeatColumn:
    """One column's name."""

    name: str
    href: str = ""


@dataclass(frozen=True)
class Heading:
    """A column's heading, cut to its room."""

    name: str
    short: str
    href: str


@dataclass(frozen=True)
class Tinted:
    """A cell with the tier that tints and marks it."""

    kind: str
    text: str
    title: str
    thin: bool


@dataclass(frozen=True)
class HeatGrid:
    """Headings, which are `tall` pixels when turned, and rows; `has_thin` says whether its key is needed."""

    of: str
    headings: tuple[Heading, ...]
    turned: bool
    tall: float
    rows: tuple[tuple[HeatRow, tuple[Tinted, ...]], ...]
    has_thin: bool


def heat_grid(
    rows: Sequence[HeatRow], columns: Sequence[HeatColumn], *, of: str, across: str = "Segment"
) -> HeatGrid | None:
    """Lay out scores; None when no cell has one. Many columns of few rows are turned into rows.

    `of` names what the rows are, `across` what the columns are. Raises ValueError when a row lacks a cell.
    """
    for row in rows:
        if len(row.cells) != len(columns):
            raise ValueError(f"{row.name!r} has {len(row.cells)} cells for {len(columns)} columns.")
    cells = [cell for row in rows for cell in row.cells]
    if all(cell.score is None for cell in cells):
        return None
    if len(columns) > max(WIDEST, len(rows)):
        return heat_grid(*_transposed(rows, columns), of=across, across=of)
    turned = len(columns) > UPRIGHT or any(
        text_width(word) > LEVEL_HEADING for column in columns for word in column.name.split()
    )
    return HeatGrid(
        of=of,
        headings=tuple(
            Heading(column.name, fit(column.name, HEADING) if turned else column.name, column.href)
            for column in columns
        ),
        turned=turned,
        tall=max(min(text_width(column.name), HEADING) for column in columns) * TYPE + 12,
        rows=tuple(
            (row, tuple(Tinted(kind_of(cell.score), cell.text, cell.title, cell.thin) for cell in row.cells))
            for row in rows
        ),
        has_thin=any(cell.thin for cell in cells),
    )


def _transposed(
    rows: Sequence[HeatRow], columns: Sequence[HeatColumn]
) -> tuple[list[HeatRow], list[HeatColumn]]:
    return (
        [
            HeatRow(column.name, tuple(row.cells[index] for row in rows), column.href)
            for index, column in enumerate(columns)
        ],
        [HeatColumn(row.name, row.href) for row in rows],
    )
