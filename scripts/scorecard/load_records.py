"""The records of a CSV file as DuckDB's strict reader sees them, found line by line, broken ones told apart."""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scorecard.errors import ScorecardError
from scorecard.load_header import Header

# DuckDB takes 2,000,000 bytes a record, and a character has up to four.
MAX_RECORD_CHARACTERS = 500_000


@dataclass(frozen=True)
class Record:
    """One record's text without its line end; `fields` is None when its quotes are broken."""

    text: str
    line: int
    fields: int | None


class _Lines:
    """A file's lines with their numbers; lines given back come again before the rest."""

    def __init__(self, source: Iterable[str], skip: int) -> None:
        self._rest = itertools.islice(enumerate(source, start=1), skip, None)
        self._given_back: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._given_back.popleft() if self._given_back else next(self._rest)

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._given_back.extendleft(reversed(lines))


def split_records(source: Iterable[str], header: Header, file_name: str) -> Iterator[Record]:
    """Split lines into records, the header's lines left out; one with broken quotes ends with its first line.

    Raises ScorecardError, naming the file and the line, when a quoted value is never closed.
    """
    delimiter = header.delimiter
    blank = " " if delimiter == "\t" else " \t"
    grammar = grammar_of(delimiter)
    lines = _Lines(source, header.lines)
    for number, line in lines:
        text = line.rstrip("\r\n")
        if '"' not in line:
            if text.strip(blank):
                too_long = len(text) > MAX_RECORD_CHARACTERS
                yield Record(text, number, None if too_long else text.count(delimiter) + 1)
            continue
        held = [(number, line)]
        while (fields := grammar.fields(text)) is None:
            if not _add_until_quote(lines, held):
                raise ScorecardError(
                    f"{file_name}: the quoted value that opens on line {number:,} is never closed; "
                    "the file is cut off, or has a stray quote there; export it again."
                )
            text = "".join(part for _, part in held).rstrip("\r\n")
        if not fields:
            # what was swallowed after a stray quote is read again on its own
            lines.give_back(held[1:])
            text = line.rstrip("\r\n")
        yield Record(text, number, fields or None)


def _add_until_quote(lines: _Lines, held: list[tuple[int, str]]) -> bool:
    """Add lines to `held` up to the next with a quote, or more than a record may hold; False at the file's end."""
    length = sum(len(line) for _, line in held)
    for number, line in lines:
        held.append((number, line))
        length += len(line)
        if '"' in line or length > MAX_RECORD_CHARACTERS:
            return True
    return False


@dataclass(frozen=True)
class Grammar:
    """What a record looks like with one delimiter: whole, with a quoted value still open, and a field of it."""

    whole: re.Pattern[str]
    open_end: re.Pattern[str]
    field: re.Pattern[str]

    def fields(self, text: str) -> int | None:
        """Return the number of fields, 0 when the quotes are broken, None when a quoted value is still open."""
        if len(text) > MAX_RECORD_CHARACTERS:
            return 0
        if self.whole.fullmatch(text):
            return len(self.field.findall(text))
        return None if self.open_end.fullmatch(text) else 0


def grammar_of(delimiter: str) -> Grammar:
    """Return the grammar of CSV with a delimiter; possessive repeats keep it linear on any text."""
    mark = re.escape(delimiter)
    # as DuckDB reads strictly: spaces may surround a quoted value; a quote inside an unquoted one is a letter
    inside = r'"[^"]*+(?:""[^"]*+)*+'
    quoted = rf' *+{inside}" *+'
    bare = rf' *+(?!")[^{mark}\r\n]*+'
    field = rf"(?:{quoted}|{bare})"
    return Grammar(
        whole=re.compile(rf"(?:{field}{mark})*+{field}"),
        open_end=re.compile(rf"(?:{field}{mark})*+ *+{inside}"),
        field=re.compile(rf"(?:^|{mark}){field}"),
    )
