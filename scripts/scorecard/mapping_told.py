"""What mapping.yml says of the meaning of data, subject by subject, so that an edit of it can be told."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scorecard.contract import CANONICAL, Table
from scorecard.mapping_said import Said

VALUES = "values "
_SPELLING = "spelling."


@dataclass(frozen=True)
class Told:
    """One subject: the name of a field or a form as it is written, or values and a hash of what they mean.

    Values may be names of people, and what is told is published when it changes. `tables` are the canonical tables
    that read it; none stands for all.
    """

    subject: str
    content: str
    tables: tuple[str, ...]


def told(said: Said, catalog: Mapping[str, Mapping[str, Table]]) -> tuple[Told, ...]:
    """Return all that is said, by subject; `catalog` holds the tables of each source by name."""
    found = (*_values(said, catalog), *_names(said, catalog))
    return tuple(sorted(found, key=lambda one: one.subject))


def _values(said: Said, catalog: Mapping[str, Mapping[str, Table]]) -> Iterator[Told]:
    listed: dict[tuple[str, str], list[str]] = {}
    for (source, subject, value), (meaning, _) in said.meanings.items():
        listed.setdefault((source, subject), []).append(f"{value}={meaning.meaning}")
    for (source, subject), values in listed.items():
        name = subject if source == "*" else f"{source} {subject}"
        yield Told(name, _digest(values), tuple(_reading(subject, catalog[CANONICAL].values())))
    if said.campaigns:
        values = [f"{name}={ours}" for name, ours in said.campaigns.items()]
        yield Told("ads campaigns", _digest(values), ("campaign_spend",))


def _names(said: Said, catalog: Mapping[str, Mapping[str, Table]]) -> Iterator[Told]:
    for field in said.fields.values():
        feeds = catalog[field.source][field.table].feeds
        yield Told(f"{field.source} {field.table}.{field.column}", field.field, tuple(sorted(feeds)))
    for platform, code in said.currencies.items():
        yield Told(f"ads currency of {platform}", code, ("campaign_spend",))
    for source, zone in said.formats.time_zones.items():
        feeds = frozenset().union(*(table.feeds for table in catalog[source].values()))
        yield Told(f"time zone of {source}", zone, tuple(sorted(feeds)))
    for form, content in (
        ("date order", said.formats.date_order),
        ("decimal mark", said.formats.decimal_mark),
        ("preferred source", said.prefer),
    ):
        if content is not None:
            yield Told(form, content, ())


def _reading(subject: str, tables: Iterable[Table]) -> Iterator[str]:
    """Yield the canonical tables that have a column of these values."""
    spelled = subject.removeprefix(_SPELLING)
    for table in tables:
        if any(
            spelled == (column.meaning if spelled == subject else column.name) for column in table.columns
        ):
            yield table.name


def _digest(listed: Iterable[str]) -> str:
    return VALUES + hashlib.sha256("\n".join(sorted(listed)).encode()).hexdigest()[:12]
