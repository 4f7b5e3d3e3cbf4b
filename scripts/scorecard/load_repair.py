"""Reading round the broken lines of a CSV file, for files DuckDB's strict reader will not take whole.

A copy of the sound records is written, each led by its ordinal in the file, and the others are listed. Working on
lines here, instead of letting DuckDB skip what it cannot read, keeps the ordinals exact: DuckDB counts a skipped
record's line by rules of its own, and swallows the lines after a stray quote.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from scorecard.errors import ScorecardError
from scorecard.load_header import Header
from scorecard.load_records import MAX_RECORD_CHARACTERS, Record, split_records

TOO_FEW = "too few fields"
TOO_MANY = "too many fields"
BROKEN_QUOTES = "broken quotes"
FOOT = "a line after the last record, as at the foot of a report"
# lines: a report's name, its copyright, its confidentiality, its maker, its time
LONGEST_FOOT = 5
TOO_LONG = "longer than 500,000 characters"
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
        for record in split_records(source, header, file_name):
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
    return Repair(records=ordinal, rejected=tuple(_with_foot(rejected, ordinal, width)))


def _with_foot(rejected: list[Rejected], records: int, width: int) -> list[Rejected]:
    """Tell the lines of one field that end a file, as a report's name and maker do, from records that are broken.

    One such line may be a record cut off; more than a report ends with are a file that is broken.
    """
    lines = 0
    for item in reversed(rejected):
        if item.ordinal != records - lines or item.detail != _detail(1, width):
            break
        lines += 1
    if not 2 <= lines <= LONGEST_FOOT:
        return rejected
    return [*rejected[:-lines], *(replace(item, reason=FOOT) for item in rejected[-lines:])]


def refusal(file_name: str, first: Rejected, how_many: str) -> str:
    """Say that too much of a file is broken to read the rest."""
    return (
        f"{file_name}: {how_many} lines cannot be read, the first being line {first.line:,} ({first.detail}); "
        "mend the file or export it again."
    )


def _reject(ordinal: int, record: Record, width: int) -> Rejected:
    if record.fields is None:
        reason = TOO_LONG if len(record.text) > MAX_RECORD_CHARACTERS else BROKEN_QUOTES
        return Rejected(ordinal, record.line, reason, reason)
    reason = TOO_FEW if record.fields < width else TOO_MANY
    return Rejected(ordinal, record.line, reason, _detail(record.fields, width))


def _detail(fields: int, width: int) -> str:
    return f"{fields} fields where {width} are expected"
