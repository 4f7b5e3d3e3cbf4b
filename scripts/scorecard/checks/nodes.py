"""YAML values that remember their file and line, so that every mistake in a suite can be shown to its author."""

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
    """A YAML value that remembers where it stands, so that a mistake can be shown to its author."""

    def __init__(self, node: yaml.Node, file: Path) -> None:
        self.node = node
        self.file = file

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def fail(self, message: str) -> NoReturn:
        raise UsageError(f"checks/{self.file.name}, line {self.line}: {message}")

    def value(self) -> Any:
        """The plain Python value, as YAML's safe loader would give it."""
        loader = yaml.SafeLoader("")  # only its constructors are used, on a node already parsed
        try:
            return loader.construct_object(self.node, deep=True)
        except yaml.YAMLError as error:
            self.fail(f"cannot be read: {error}")
        finally:
            loader.dispose()

    def items(self, what: str, known: Sequence[str]) -> dict[str, Node]:
        """The entries of a mapping by key; keys outside `known` and repeated keys are mistakes."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail(f"{what} needs `name: value` entries.")
        entries: dict[str, Node] = {}
        for key_node, value_node in self.node.value:
            key = Node(key_node, self.file)
            name = str(key.value())
            if known and name not in known:
                key.fail(f"{name!r} is not a key of {what}{nearest(name, known)}")
            if name in entries:
                key.fail(f"{name!r} is given twice.")
            entries[name] = Node(value_node, self.file)
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
        return [Node(node, self.file) for node in self.node.value]


def nearest(name: str, known: Iterable[str]) -> str:
    """End a sentence about an unknown name with the nearest valid one, or with all of them when few."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; use one of {', '.join(names)}." if len(names) <= 12 else "."


def parse(file: Path) -> Node:
    """Return a suite file's top value. Raises UsageError naming file and line."""
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"checks/{file.name}, line {line}: not valid YAML ({error.problem}).") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise UsageError(f"checks/{file.name}, line 1: not readable text; save it as UTF-8.") from None
    if node is None:
        raise UsageError(
            f"checks/{file.name}, line 1: the file is empty; see checks/README.md for an example."
        )
    return Node(node, file)
