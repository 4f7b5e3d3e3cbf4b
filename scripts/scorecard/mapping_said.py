"""What mapping.yml can say, and the notes taken while it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scorecard.errors import UsageError
from scorecard.mapping_meanings import Meaning
from scorecard.nodes import Node, nearest

FILE = "mapping.yml"


@dataclass(frozen=True)
class MappedField:
    """A column of a source's table, the field of the company's own that fills it, and the line that says so."""

    source: str
    table: str
    column: str
    field: str
    line: int


@dataclass(frozen=True)
class Formats:
    """How dates and numbers that can be read two ways are meant: `dmy` or `mdy`, `.` or `,`; None where nobody says.

    `time_zones` name, by source, the zone that times without an offset are of; UTC where nobody says.
    """

    date_order: str | None = None
    decimal_mark: str | None = None
    time_zones: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Landing:
    """Where a source's tables lie: in a folder of files, or in a schema of a database that DuckDB can attach.

    `folder` is an absolute path or an address such as s3://bucket/folder; `database` is the absolute path
    of a file, or a name of the form `kind:...`; `schema` None is the database's own.
    """

    folder: Path | str | None
    database: str | None
    schema: str | None


@dataclass
class Said:
    """What the file says, as far as it can be used, and the mistakes in it, each with its line."""

    fields: dict[tuple[str, str, str], MappedField] = field(default_factory=dict)
    meanings: dict[tuple[str, str, str], tuple[Meaning, int]] = field(default_factory=dict)
    landings: dict[str, Landing] = field(default_factory=dict)
    campaigns: dict[str, str] = field(default_factory=dict)
    currencies: dict[str, str] = field(default_factory=dict)
    formats: Formats = field(default_factory=Formats)
    prefer: str | None = None
    mistakes: list[str] = field(default_factory=list)

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Note a mistake and go on behind it."""
        try:
            yield
        except UsageError as mistake:
            self.mistakes.append(str(mistake))

    def visit(
        self, node: Node, what: str, known: Sequence[str] | None, do: Callable[[str, Node, Node], None]
    ) -> None:
        """Do something with every entry of a mapping: its name, key and value; a key without a value is passed over.

        Names outside `known` (None: any) and repeated ones are noted, as is what goes wrong with an entry.
        """
        if node.is_nothing:
            return
        seen: dict[str, int] = {}
        with self.noting():
            for key, value in node.pairs(what):
                with self.noting():
                    name = key.written("a key")
                    if known is not None and name not in known:
                        key.fail(f"{name!r} is not a key of {what}{nearest(name, known)}")
                    if name in seen:
                        key.fail(f"{name!r} is given twice, first on line {seen[name]}; keep one.")
                    seen[name] = key.line
                    if not value.is_nothing:
                        do(name, key, value)

    def say(self, source: str, subject: str, value: Node, meaning: str) -> None:
        """Take down what a value means; one that means something else already is a mistake."""
        text = value.written("a value")
        said = Meaning(source, subject, text.lower(), meaning)
        other, line = self.meanings.setdefault((source, subject, said.value), (said, value.line))
        if other.meaning != meaning:
            value.fail(f"{text!r} is {meaning} here and {other.meaning} on line {line}; keep one.")


def line_of(sentence: str) -> int:
    """Return the line a mistake's sentence names."""
    found = re.search(r", line (\d+):", sentence)
    return int(found[1]) if found else 0
