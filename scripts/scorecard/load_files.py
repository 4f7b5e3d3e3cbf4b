"""Which files in the data folder hold which table, by their names alone."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from scorecard.contract import CANONICAL, SOURCES, Table
from scorecard.errors import ScorecardError, UsageError

FORMS = {
    "csv": "csv",
    "tsv": "csv",
    "txt": "csv",
    "parquet": "parquet",
    "jsonl": "json",
    "ndjson": "json",
    "json": "json",
}
COMPRESSED = ("csv", "tsv", "txt", "jsonl", "ndjson", "json")
# What people and `scorecard demo` keep beside the data.
COMPANIONS = ("readme", "truth", "license", "source", "mapping")
# what leads or deals may come from, as a person would name it
SUBJECTS = frozenset({"leads", "opportunities"})


@dataclass(frozen=True)
class SourceFile:
    """One file of one source's table: `name` is its path below the data folder, `form` csv, parquet, json or table.

    A `table` lies in a landing: `relation` is the SQL it is read by, `name` says where that is.
    """

    source: str
    table: str
    path: Path
    name: str
    form: str
    relation: str = ""


@dataclass(frozen=True)
class Found:
    """The files of every table present, in the order they are read, and what was left alone."""

    files: tuple[SourceFile, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Entry:
    """A path that claims a table: `part` is what its name adds (`2024` in leads.2024.csv), `packing` its kind."""

    file: SourceFile
    part: str
    packing: str


def normalise(name: str) -> str:
    """Return a name as it is compared: lower case, letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name most like `name`, or None when none is alike."""
    by_normal = {normalise(candidate): candidate for candidate in known}
    match = difflib.get_close_matches(normalise(name), by_normal, n=1, cutoff=0.6)
    return by_normal[match[0]] if match else None


def find(
    data: Path,
    catalog: Mapping[str, Mapping[str, Table]],
    folders: Mapping[str, Path] = MappingProxyType({}),
    landed: Sequence[SourceFile] = (),
) -> Found:
    """Find the files of each source's tables in its folder below `data`; canonical ones may lie in `data` itself.

    `catalog` holds the tables of each source by name, `folders` where else a source's files lie, `landed` what was
    found in databases. Raises UsageError when the folder is missing, when a table is there twice in different forms, or
    when nothing is there that leads or opportunities come from.
    """
    if not data.is_dir():
        raise UsageError(
            f"The data folder {data} is not there; make it and put leads.csv or opportunities.csv in it."
        )
    warnings: list[str] = []
    entries: list[_Entry] = []
    for source, tables in catalog.items():
        found: list[_Entry] = []
        for folder in (data / source, *((data,) if source == CANONICAL else ())):
            if folder.exists():
                found.extend(_entries(folder, data, source, tables, warnings))
        if source in folders:
            found.extend(_entries(folders[source], folders[source].parent, source, tables, warnings))
        found.extend(_Entry(file, "", "a table") for file in landed if file.source == source)
        for table in tables:
            _refuse_mixed_forms([entry for entry in found if entry.file.table == table])
        entries += found
    files = sorted(
        (entry.file for entry in entries), key=lambda file: (SOURCES.index(file.source), file.name)
    )
    if not any(SUBJECTS & catalog[file.source][file.table].feeds for file in files):
        hint = f" ({' '.join(warnings[:3])})" if warnings else ""
        raise UsageError(
            f"Neither leads nor opportunities is in {data}; put leads.csv or opportunities.csv in {data / 'csv'}, "
            f"or the export of a CRM in {data / 'salesforce'} or {data / 'hubspot'}, or see `scorecard demo`{hint}."
        )
    return Found(files=tuple(files), warnings=tuple(warnings))


def _entries(
    folder: Path, data: Path, source: str, tables: Mapping[str, Table], warnings: list[str]
) -> Iterator[_Entry]:
    for path in _listing(folder):
        name = path.relative_to(data).as_posix()
        stem = path.name.partition(".")[0]
        if folder == data and path.is_dir() and path.name in SOURCES:
            continue
        if normalise(stem) in COMPANIONS:
            continue
        table = table_named(stem, tables)
        form = _form(path.name)
        if table is None:
            if form is not None or path.is_dir():
                warnings.append(_unknown(name, stem, source, tables))
        elif path.is_dir():
            if form is not None:
                raise ScorecardError(
                    f"{name} is a folder where a file is expected; name a folder of parts {table}/, without an ending."
                )
            yield from _parts(path, source, table, data, warnings)
        elif form is None:
            warnings.append(
                f"{name} is not loaded: save it as CSV, Parquet or JSON lines ({table}.csv, say)."
            )
        else:
            part = path.name.lower()[len(stem) :].rsplit("." + ending(path.name), 1)[0]
            yield _Entry(SourceFile(source, table, path, name, form), part, f"{form} files")


def table_named(stem: str, tables: Mapping[str, Table]) -> str | None:
    """Return the table a file's stem names: by its name, another name it goes by, or either with a date behind it."""
    names = {normalise(alias): name for name, table in tables.items() for alias in table.aliases}
    names |= {normalise(name): name for name in tables}
    wanted = normalise(stem)
    return names.get(wanted) or names.get(re.sub(r"\d+$", "", wanted))


def _parts(folder: Path, source: str, table: str, data: Path, warnings: list[str]) -> Iterator[_Entry]:
    count = 0
    for path in _listing(folder):
        name = path.relative_to(data).as_posix()
        form = _form(path.name)
        # how a tool partitions what it writes: date=2026-01-01/part.parquet
        if path.is_dir() and "=" in path.name:
            nested = list(_parts(path, source, table, data, warnings))
            count += len(nested)
            yield from (replace(entry, part=f"/{path.name}{entry.part}") for entry in nested)
            continue
        if path.is_dir() or form is None:
            warnings.append(f"{name} is not loaded: parts of {table} are CSV, Parquet or JSON lines files.")
            continue
        count += 1
        part = path.name.lower().rsplit("." + ending(path.name), 1)[0]
        yield _Entry(SourceFile(source, table, path, name, form), f"/{part}", "a folder")
    if not count:
        warnings.append(
            f"{folder.relative_to(data).as_posix()} is a folder without files; {table} is read as absent."
        )


def _refuse_mixed_forms(entries: list[_Entry]) -> None:
    for first, second in itertools.pairwise(entries):
        both = f"{first.file.name} and {second.file.name}"
        if (first.packing, first.file.form, _holder(first)) != (
            second.packing,
            second.file.form,
            _holder(second),
        ):
            raise UsageError(f"{first.file.table} is there in two forms, {both}; keep one of them.")
    seen: dict[str, _Entry] = {}
    for entry in entries:
        other = seen.setdefault(entry.part, entry)
        if other is not entry:
            raise UsageError(
                f"{entry.file.table} is there twice, {other.file.name} and {entry.file.name}; keep one of them."
            )


def _holder(entry: _Entry) -> Path:
    """Return the folder that holds a file, or all parts of its table."""
    return entry.file.path.parents[entry.part.count("/") - 1 if entry.packing == "a folder" else 0]


def _listing(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "_")))
    except OSError as error:
        raise ScorecardError(
            f"{folder} cannot be listed ({error.strerror}); allow this user to read it."
        ) from error


def ending(file_name: str) -> str:
    """Return a file's ending, with the .gz that may follow it."""
    parts = file_name.lower().split(".")
    return ".".join(parts[-2:]) if parts[-1] == "gz" else parts[-1]


def _form(file_name: str) -> str | None:
    if "." not in file_name:
        return None
    form, dot, _ = ending(file_name).partition(".gz")
    return FORMS.get(form) if not dot or form in COMPRESSED else None


def _unknown(name: str, stem: str, source: str, tables: Collection[str]) -> str:
    guess = nearest(stem, tables)
    hint = f"did you mean {guess}?" if guess else "no table has a name like it."
    what = "a table of the contract" if source == CANONICAL else f"an object read from {source}"
    return f"{name} is not loaded: {stem} is not {what}; {hint}"
