"""YAML values that remember their file and line, so that every mistake in a file can be shown to its author."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import yaml

from scorecard.errors import UsageError

# libyaml where it is there: ten times faster, and it marks lines just the same.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Node:
    """A YAML value that remembers where it stands; `said` is the file as messages name it."""

    def __init__(self, node: yaml.Node, file: Path, said: str) -> None:
        self.node = node
        self.file = file
        self.said = said

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    @property
    def is_nothing(self) -> bool:
        """Whether nothing stands behind the key."""
        return isinstance(self.node, yaml.ScalarNode) and self.node.tag == "tag:yaml.org,2002:null"

    def problem(self, message: str) -> str:
        """Return the sentence that shows a mistake here."""
        return f"{self.said}, line {self.line}: {message}"

    def fail(self, message: str) -> NoReturn:
        raise UsageError(self.problem(message))

    def value(self) -> Any:
        """The plain Python value, as YAML's safe loader would give it."""
        loader = yaml.SafeLoader("")  # only its constructors are used, on a node already parsed
        try:
            return loader.construct_object(self.node, deep=True)
        except yaml.YAMLError as error:
            self.fail(f"cannot be read: {error}")
        finally:
            loader.dispose()

    def written(self, what: str) -> str:
        """One word or number as it is written: `No`, `007` and `1e5` are values of a company, not of YAML."""
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            self.fail(f"{what} needs one text.")
        return str(self.node.value).strip()

    def pairs(self, what: str) -> list[tuple[Node, Node]]:
        """The keys of a mapping with their values, in the order written."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail(f"{what} needs `name: value` entries.")
        return [(self._at(key), self._at(value)) for key, value in self.node.value]

    def items(self, what: str, known: Sequence[str]) -> dict[str, Node]:
        """The entries of a mapping by key; keys outside `known` and repeated keys are mistakes."""
        entries: dict[str, Node] = {}
        for key, value in self.pairs(what):
            name = str(key.value())
            if known and name not in known:
                key.fail(f"{name!r} is not a key of {what}{nearest(name, known)}")
            if name in entries:
                key.fail(f"{name!r} is given twice.")
            entries[name] = value
        return entries

    def text(self, what: str) -> str:
        value = self.value()
        if not isinstance(value, str) or not value.strip():
            self.fail(f"{what} needs some text.")
        return value.strip()

    def choice(self, what: str, known: Sequence[str]) -> str:
        name = str(self.value())
        if name not in known:
            self.fail(f"{what} {name!r} is not known{nearest(name, known)}")
        return name

    def sequence(self, what: str) -> list[Node]:
        if not isinstance(self.node, yaml.SequenceNode):
            self.fail(f"{what} needs a list, each entry starting with `- `.")
        return [self._at(node) for node in self.node.value]

    def one_or_more(self, what: str) -> list[Node]:
        """A list's entries, or the one value that stands in its place."""
        return self.sequence(what) if isinstance(self.node, yaml.SequenceNode) else [self]

    def _at(self, node: yaml.Node) -> Node:
        return Node(node, self.file, self.said)


def nearest(name: str, known: Iterable[str]) -> str:
    """End a sentence about an unknown name with the nearest valid one, or with all of them when few."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; use one of {', '.join(names)}." if names and len(names) <= 12 else "."


def parse(file: Path, said: str) -> Node | None:
    """Return a YAML file's top value, None when it holds nothing. Raises UsageError naming `said` and the line."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{said}, line {line}: not valid YAML ({error.problem}).") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise UsageError(f"{said}, line 1: not readable text; save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{said} cannot be read ({error.strerror}); allow this user to read it.") from error
    return None if node is None else Node(node, file, said)
