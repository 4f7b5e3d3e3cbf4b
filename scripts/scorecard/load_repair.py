"""Reading round the broken lines of a CSV file, for files DuckDB's strict reader will not take whole.

A copy of the sound records is written, each led by its ordinal in the file, and the others are listed. Working on
lines here, instead of letting DuckDB skip what it cannot read, keeps the ordinals exact: DuckDB counts a skipped
record's line by rules of its own, and swallows the lines after a stray quote.
"""

from __future__ import annotations

import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.load_header import Header

TOO_FEW = "too few fields"
TOO_MANY = "too many fields"
BROKEN_QUOTES = "broken quotes"
TOO_LONG = "longer than 500,000 characters"
# DuckDB takes 2,000,000 bytes a record, and a character has up to four.
MAX_RECORD_CHARACTERS = 500_000
# Of a file's records, beyond which something is wrong with the file and not with its lines.
MAX_REJECTED_SHARE = 0.05
# What is kept in memory of a file that is broken throughout.
MAX_REJECTED = 1_000_000


@dataclass(frozen=True)
class Rejected:
    """A record set aside: its ordinal in the file, the line of the file it starts on, and why."""

    ordinal: int
    line: int
    reason: str
    detail: str


@dataclass(frozen=True)
class Repair:
    """What a repair found: records read in all, and those set aside."""

    records: int
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class _Record:
    """One record's text without its line end; `fields` is None when its quotes are broken."""

    text: str
    line: int
    fields: int | None


def repair(plain: Path, header: Header, copy: Path, file_name: str) -> Repair:
    """Copy the sound records of a UTF-8 CSV file, each with its ordinal in front and no header.

    A row with one empty field too many, or short of the header's unnamed last column, is sound: a trailing delimiter
    is not data. Raises ScorecardError when a quoted value is never closed.
    """
    width = len(header.names)
    unnamed_last = not header.names[-1]
    rejected: list[Rejected] = []
    ordinal = 0
    with (
        plain.open(encoding="utf-8-sig", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        for record in _records(source, header, file_name):
            ordinal += 1
            text = record.text
            if record.fields == width + 1 and text.endswith(header.delimiter):
                text = text[:-1]
            elif unnamed_last and record.fields == width - 1:
                text += header.delimiter
            elif record.fields != width:
                rejected.append(_reject(ordinal, record, width))
                if len(rejected) > MAX_REJECTED:
                    raise ScorecardError(refusal(file_name, rejected[0], f"over {MAX_REJECTED:,}"))
                continue
            out.write(f"{ordinal}{header.delimiter}{text}\n")
    return Repair(records=ordinal, rejected=tuple(rejected))


def refusal(file_name: str, first: Rejected, how_many: str) -> str:
    """Say that too much of a file is broken to read the rest."""
    return (
        f"{file_name}: {how_many} lines cannot be read, the first being line {first.line:,} ({first.detail}); "
        "mend the file or export it again."
    )


def _reject(ordinal: int, record: _Record, width: int) -> Rejected:
    if record.fields is None:
        reason = TOO_LONG if len(record.text) > MAX_RECORD_CHARACTERS else BROKEN_QUOTES
        return Rejected(ordinal, record.line, reason, reason)
    reason = TOO_FEW if record.fields < width else TOO_MANY
    return Rejected(ordinal, record.line, reason, f"{record.fields} fields where {width} are expected")


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


def _records(source: Iterable[str], header: Header, file_name: str) -> Iterator[_Record]:
    """Split lines into records; one with broken quotes ends with its first line."""
    delimiter = header.delimiter
    blank = " " if delimiter == "\t" else " \t"
    grammar = _grammar(delimiter)
    lines = _Lines(source, header.lines)
    for number, line in lines:
        text = line.rstrip("\r\n")
        if '"' not in line:
            if text.strip(blank):
                too_long = len(text) > MAX_RECORD_CHARACTERS
                yield _Record(text, number, None if too_long else text.count(delimiter) + 1)
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
        yield _Record(text, number, fields or None)


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
class _Grammar:
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


def _grammar(delimiter: str) -> _Grammar:
    mark = re.escape(delimiter)
    # as DuckDB reads strictly: spaces may surround a quoted value; a quote inside an unquoted one is a letter
    inside = r'"[^"]*+(?:""[^"]*+)*+'
    quoted = rf' *+{inside}" *+'
    bare = rf' *+(?!")[^{mark}\r\n]*+'
    field = rf"(?:{quoted}|{bare})"
    return _Grammar(
        whole=re.compile(rf"(?:{field}{mark})*+{field}"),
        open_end=re.compile(rf"(?:{field}{mark})*+ *+{inside}"),
        field=re.compile(rf"(?:^|{mark}){field}"),
    )
