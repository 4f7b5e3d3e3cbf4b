"""The mapping.yml the doctor proposes: what it is sure enough of as lines, the rest as comments to be filled in."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator

from scorecard import contract, mapping_meanings
from scorecard.contract import SOURCES
from scorecard.doctor.examination import Examination
from scorecard.doctor.slots import Candidate
from scorecard.mapping_meanings import Meaning, Subject
from scorecard.personal import HIDDEN, shown

HEAD = """\
# Proposed by `scorecard doctor` from the data it read. Read every line: what stands here is used by the next build,
# what stands behind a # is not. data/README.md explains the file.
"""
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_]+)*")
NO_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
LISTED = 60


def text(found: Examination) -> str:
    """Return the proposal as the text of a mapping.yml that can be used as it is; the head alone when there is nothing
    to say."""
    parts = [HEAD.rstrip("\n")]
    for source in SOURCES:
        lines = [*_fields(found, source), *_subjects(found, source)]
        if lines:
            parts += ["", f"{source}:", *lines]
    parts += [*_spelling(found), *_formats(found)]
    return "\n".join(parts).rstrip("\n") + "\n"


def _fields(found: Examination, source: str) -> Iterator[str]:
    tables = [(name, likely) for (kind, name), likely in found.candidates.items() if kind == source]
    if not tables:
        return
    yield "  fields:"
    for name, likely in tables:
        yield f"    {name}:"
        for column, several in likely.items():
            for number, candidate in enumerate(several[:4]):
                # a field that may be two things is one, until somebody says so
                mark = "" if candidate.is_first else "# " if number == 0 else "# or "
                yield f"      {mark}{_field(column, candidate)}"


def _field(column: str, candidate: Candidate) -> str:
    return f"{column}: {word(candidate.field)}  # {candidate.evidence}"


def _subjects(found: Examination, source: str) -> Iterator[str]:
    catalog = found.chosen.catalog
    known = {(item.subject, item.value): item for item in found.chosen.meanings if item.source == source}
    subjects = mapping_meanings.subjects(
        catalog, [item for item in found.chosen.meanings if item.source in catalog]
    )
    for (kind, name), counts in sorted(found.counts.items()):
        subject = subjects[source].get(name) if kind == source else None
        if subject is None or not subject.codes or _is_said_otherwise(found, source, name):
            continue
        unsaid = {
            value: count for value, count in counts.items() if not _means(subject, known, source, value)
        }
        if any(shown(value) != HIDDEN for value in unsaid):
            yield from _values(subject, counts, unsaid, known, source)


def _is_said_otherwise(found: Examination, source: str, subject: str) -> bool:
    """Whether a company's own tables say in a column of its own what their stages mean."""
    return source == contract.CANONICAL and subject == "stage" and "opportunities.is_won" in found.filled


def _means(subject: Subject, known: dict[tuple[str, str], Meaning], source: str, value: str) -> str | None:
    """Return what a value means already: as it is said, or because it is one of our own codes."""
    said = known.get((subject.name, value.strip().lower()))
    if said:
        return said.meaning
    if source != contract.CANONICAL:
        return None
    if subject.name == "automated":
        return (
            "known"
            if value.strip().lower() in ("true", "false", "yes", "no", "t", "f", "y", "n", "1", "0")
            else None
        )
    return value if subject.knows(value) else None


def _values(
    subject: Subject,
    counts: dict[str, int],
    unsaid: dict[str, int],
    known: dict[tuple[str, str], Meaning],
    source: str,
) -> Iterator[str]:
    yield f"  {subject.name}:"
    for value, count in counts.items():
        meaning = _means(subject, known, source, value)
        if meaning and meaning != value:
            yield f"    # {count:,} x {_quoted(value)} is {meaning}"
    yield "    # To be said; write each value behind what it means:"
    yield from (f"    # {line}" for line in textwrap.wrap(", ".join(subject.codes), 110))
    told = {value: count for value, count in unsaid.items() if shown(value) != HIDDEN}
    for value, count in list(told.items())[:LISTED]:
        yield f"    # {count:,} x {_quoted(value)}"
    rest = [*list(told.values())[LISTED:], *(count for value, count in unsaid.items() if value not in told)]
    if rest:
        yield f"    # {sum(rest):,} x one of {len(rest):,} others, not shown"
    yield f"    # {subject.codes[0]}: [{_quoted(next(iter(told)))}]"


def _spelling(found: Examination) -> Iterator[str]:
    said = {(item.subject, item.value) for item in found.chosen.meanings if item.source == "*"}
    by_column: dict[str, list[str]] = {}
    for variants in found.variants:
        forms = [
            (form, count)
            for form, count in variants.others
            if (f"spelling.{variants.column}", form.lower()) not in said
        ]
        lower = [form.lower() for form, _ in forms]
        # two forms that differ by case alone are one entry
        forms = [pair for number, pair in enumerate(forms) if lower.index(pair[0].lower()) == number]
        if forms and all(shown(form) == form for form, _ in (*forms, (variants.kept, 0))):
            listed = ", ".join(word(form) for form, _ in forms)
            records = " and ".join(f"{count:,}" for _, count in forms)
            by_column.setdefault(variants.column, []).append(
                f"    {word(variants.kept)}: [{listed}]  # in {records} of the records"
            )
    for column, often, seldom in found.near_misses:
        if shown(often) == often and shown(seldom) == seldom:
            by_column.setdefault(column, []).append(
                f"    # a slip, or two things? {word(often)}: [{word(seldom)}]"
            )
    if by_column:
        yield ""
        yield "spelling:"
        for column, lines in by_column.items():
            yield f"  {column}:"
            yield from lines


def _formats(found: Examination) -> Iterator[str]:
    if found.chosen.formats.date_order or not found.dates:
        return
    day, month = (
        sum(getattr(profile, name) for profile in found.dates) for name in ("day_first", "month_first")
    )
    names = ", ".join(dict.fromkeys(profile.name for profile in found.dates))
    yield ""
    yield "formats:"
    if bool(day) != bool(month):
        shows = "a day above 12 stands first" if day else "a day above 12 stands second"
        yield f"  date_order: {'dmy' if day else 'mdy'}  # {shows} ({names})"
    else:
        why = "some dates have the day first, some the month" if day else "no day is above 12"
        yield f"  # date_order: dmy or mdy; the data do not say: {why} ({names})"


def word(value: str) -> str:
    """Return a text as YAML, quoted where it must be."""
    if PLAIN.fullmatch(value) and value.lower() not in NO_WORDS:
        return value
    return json.dumps(value, ensure_ascii=False)


def _quoted(value: str) -> str:
    return json.dumps(shown(value), ensure_ascii=False)
