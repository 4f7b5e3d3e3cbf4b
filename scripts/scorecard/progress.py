"""One line per step on the terminal, with what it did and how long it took."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO


@dataclass
class Step:
    """A running step: `note` replaces the closing remark, `update` says what is being done now."""

    name: str
    stream: TextIO
    live: bool
    remark: str = ""

    def note(self, text: str) -> None:
        """Set the remark printed when the step ends."""
        self.remark = text

    def update(self, text: str) -> None:
        """Show what the step is doing now; only on a terminal, and overwritten by the next line."""
        if self.live:
            self.stream.write(f"\r\033[K  {self.name:<10} {text[:100]}")
            self.stream.flush()


@dataclass
class Progress:
    """Prints a line per step to `stream` and remembers the seconds each took."""

    stream: TextIO = field(default_factory=lambda: sys.stderr)
    quiet: bool = False
    _timings: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Run one named step; the line is printed when it ends, marked when it failed."""
        live = not self.quiet and self.stream.isatty()
        step = Step(name, self.stream, live)
        step.update("…")
        started = time.monotonic()
        try:
            yield step
        except BaseException:
            self._line(step, time.monotonic() - started, failed=True)
            raise
        seconds = time.monotonic() - started
        self._timings.append((name, seconds))
        self._line(step, seconds, failed=False)

    def warn(self, text: str) -> None:
        """Print one warning; warnings never stop a build."""
        self._write(f"  warning    {text}\n")

    def say(self, text: str) -> None:
        """Print one plain line."""
        self._write(f"{text}\n")

    def timings(self) -> list[tuple[str, float]]:
        """Return (step, seconds) for every step that ended well, in order."""
        return list(self._timings)

    def _line(self, step: Step, seconds: float, *, failed: bool) -> None:
        remark = "stopped here" if failed else step.remark
        self._write(f"  {step.name:<10} {remark:<72} {seconds:6.1f} s\n")

    def _write(self, text: str) -> None:
        if self.quiet:
            return
        if self.stream.isatty():
            self.stream.write("\r\033[K")
        self.stream.write(text)
        self.stream.flush()
