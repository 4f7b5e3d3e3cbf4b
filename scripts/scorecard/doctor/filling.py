"""Which canonical columns the data fill: by a column of their own, or by what values of another mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scorecard import mapping
from scorecard.doctor import lineage, seen, values

# what a stage or a role means is read into columns of its own
FILLED_BY_MEANING = {
    "stage": ("opportunities.is_won", "opportunities.is_closed"),
    "function": ("users.function",),
}


def by_columns(
    tables: Sequence[seen.Seen], lines: Mapping[tuple[str, str], Sequence[lineage.Line]]
) -> frozenset[str]:
    """Return the canonical columns some record fills.

    What a staging model works out from other tables counts as filled where its own table has records.
    """
    return frozenset(
        f"{line.table}.{line.column}"
        for one in tables
        for line in lines[one.table.source, one.table.name]
        if not line.raw or any(one.filled.get(name) for name in line.raw)
    )


def by_meanings(
    chosen: mapping.Mapped, counts: Mapping[tuple[str, str], values.Counts], tables: Sequence[seen.Seen]
) -> frozenset[str]:
    """Return the canonical columns that staging fills with what values of another column mean."""
    known = {(item.source, item.subject, item.value) for item in chosen.meanings}
    fed = {(one.table.source, table) for one in tables for table in one.table.feeds}
    return frozenset(
        column
        for (source, subject), counted in counts.items()
        if any((source, subject, value.lower()) in known for value in counted)
        for column in FILLED_BY_MEANING.get(subject, ())
        if (source, column.partition(".")[0]) in fed
    )
