"""The head of a CSV file: its delimiter, its column names, and which contract column each of them is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecard.contract import CANONICAL, Column, Table
from scorecard.errors import ScorecardError
from scorecard.load_files import nearest, normalise

DELIMITERS = (",", ";", "\t", "|")
LOADER_PREFIXES = ("_fivetran_", "_airbyte_", "_ab_", "_dlt_", "_sdc_")
VENDOR_PREFIXES = ("properties_", "property_")
# a tool that lands each property as an object (its value, when it was set, by what) names its value so
VENDOR_SUFFIX = re.compile(r"__value(__[a-z]+)?$")
# the column some tools land all properties in, as one object
NESTED = "properties"
# a file without a header has a person's data where its names should be, which no message may repeat
_PERSONAL = re.compile(r"@|[0-9]{3}[^A-Za-z]*[0-9]{3}")
MAX_HEADER_CHARACTERS = 1_000_000
MAX_TITLE_LINES = 20


@dataclass(frozen=True)
class Header:
    """The names in a CSV file's first row; `lines` counts the lines of the file up to the end of that row."""

    delimiter: str
    names: tuple[str, ...]
    lines: int


@dataclass(frozen=True)
class Columns:
    """Which name of a file fills which contract column; `loader_columns` counts those a loading tool added."""

    by_column: Mapping[str, int]
    warnings: tuple[str, ...]
    loader_columns: int


def read_header(path: Path, table: Table) -> Header:
    """Read the first row that is not blank from a UTF-8 CSV file.

    The delimiter is the one that yields most of the table's columns, then most fields; `sep=;` as Excel writes it
    decides at once. Reports have lines above their header, a title and the time they cover: those are passed over when
    a line further down names columns of the table and the first names none.
    """
    lines: list[str] = []
    skipped, forced = 0, None
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head = stream.read(MAX_HEADER_CHARACTERS)
    for line in io.StringIO(head, newline=""):
        text = line.strip()
        if not lines and (not text or text.lower().startswith("sep=")):
            forced = text[4:5] or forced
            skipped += 1
        else:
            lines.append(line)
    known = {normalise(name) for column in table.columns for name in column.names}

    def rank(delimiter: str, start: int = 0) -> tuple[int, int]:
        names = _first_row(lines[start:], delimiter)[0]
        return sum(normalise(name) in known for name in names), len(names)

    if not any(rank(delimiter)[0] for delimiter in DELIMITERS):
        named = [
            start
            for start in range(1, min(MAX_TITLE_LINES, len(lines)))
            if max(rank(delimiter, start)[0] for delimiter in DELIMITERS) >= 2
        ]
        above = named[0] if named else 0
        skipped += above
        del lines[:above]
    delimiter = forced if forced in DELIMITERS else max(DELIMITERS, key=rank)
    names, used = _first_row(lines, delimiter)
    return Header(delimiter=delimiter, names=names, lines=skipped + used)


def positions(column: Column, names: Sequence[str]) -> list[int]:
    """Return where a column's values stand among the names of a file, the likeliest first."""
    whole = [normalise(name) for name in names]
    bare = [normalise(_without_vendor(name)) for name in names]
    return list(
        dict.fromkeys(
            position
            for wanted in (normalise(name) for name in column.names)
            for listed in (whole, bare)
            for position, name in enumerate(listed)
            if name and name == wanted
        )
    )


def match_columns(names: Sequence[str], table: Table, file_name: str) -> Columns:
    """Match a file's column names to the table's, on lower case without underscores.

    Raises ScorecardError naming both when two fill the same canonical column, or when a key column is missing. The
    export of another system may hold a field in two forms: the likelier name wins, and a warning names both.
    """
    by_column: dict[str, int] = {}
    collisions: list[str] = []
    used: set[int] = set()
    for column in table.columns:
        found = positions(column, names)
        used.update(found)
        if len(found) > 1:
            both = f"{file_name}: columns {names[found[0]]} and {names[found[1]]} are both {column.name};"
            if table.source == CANONICAL:
                raise ScorecardError(f"{both} keep one of them.")
            collisions.append(f"{both} {names[found[0]]} is used.")
        if found:
            by_column[column.name] = found[0]
    rest = [(position, name) for position, name in enumerate(names) if position not in used]
    loader_columns = [name for _, name in rest if name.lower().startswith(LOADER_PREFIXES)]
    nameable = [(position, name) for position, name in rest if normalise(name) and name not in loader_columns]
    unknown = [name for _, name in nameable if not _PERSONAL.search(name)]
    personal = [position + 1 for position, name in nameable if _PERSONAL.search(name)]
    unnamed = [position + 1 for position, name in rest if not normalise(name) and position < len(names) - 1]
    for key in table.key:
        if key not in by_column:
            raise ScorecardError(_missing_key(key, unknown, file_name))
    missing = [column.name for column in table.columns if column.required and column.name not in by_column]
    return Columns(
        by_column=by_column,
        warnings=(
            *collisions,
            # a system's own export is wide, and most of it is of no use here
            *(_unknown(name, table, by_column, file_name) for name in unknown if table.source == CANONICAL),
            *(f"{file_name}: column {position} has no name and is not loaded." for position in unnamed),
            *(
                f"{file_name}: the name of column {position} looks like an address or a number; does the file "
                "begin with its header?"
                for position in personal
            ),
            *(
                f"{file_name} has no column {name}, so none of its rows can be used; add it."
                for name in missing
            ),
        ),
        loader_columns=len(loader_columns),
    )


def _first_row(lines: Sequence[str], delimiter: str) -> tuple[tuple[str, ...], int]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        row = next(reader, [])
    except csv.Error:
        return (), 1
    return tuple(" ".join(name.split()) for name in row), reader.line_num


def _without_vendor(name: str) -> str:
    lower = VENDOR_SUFFIX.sub("", name.lower())
    return next((lower.removeprefix(prefix) for prefix in VENDOR_PREFIXES if lower.startswith(prefix)), lower)


def _unknown(name: str, table: Table, by_column: Mapping[str, int], file_name: str) -> str:
    guess = nearest(name, [column for column in table.column_names if column not in by_column])
    hint = f"did you mean {guess}?" if guess else f"{table.name} has no column like it."
    return f"{file_name}: column {name} is not loaded; {hint}"


def _missing_key(column: str, unknown: Sequence[str], file_name: str) -> str:
    guess = nearest(column, unknown)
    hint = (
        f"rename {guess}, if that is it, or name it in mapping.yml"
        if guess
        else "add it; it is what tells one row from another"
    )
    return f"{file_name} has no column {column}: {hint}."
