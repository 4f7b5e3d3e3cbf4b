"""The ways a command can fail, each with its exit code.

A message is one clear sentence: what is wrong, where (file, line, column or check), and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence


class ScorecardError(Exception):
    """Something broke while working (exit code 1)."""

    exit_code = 1


class UsageError(ScorecardError):
    """The command, the configuration or the data given cannot be used as they are (exit code 2)."""

    exit_code = 2


class Mistakes(UsageError):
    """Several mistakes found in one reading, each a sentence with its place, told together."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = tuple(sentences)


class PublishingRefused(ScorecardError):
    """The data checks say the numbers cannot be believed; the last good site stays (exit code 3)."""

    exit_code = 3
