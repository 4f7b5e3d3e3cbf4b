"""The data behind a drawing, as text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """Column headings and rows of texts; the first of each row names it, the last is words when there are `notes`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: bool = False
