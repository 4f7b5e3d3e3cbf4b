"""One build at a time in a folder: a second is refused and told which one is running.

The lock is the kernel's (flock), so it ends with the process that holds it, however that ends; a lock file left
behind by a crash locks nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from scorecard.errors import ScorecardError

FILE_NAME = ".lock"


@contextmanager
def hold(folder: Path, command: str = "") -> Iterator[None]:
    """Hold `folder` for this process, making it when absent.

    Raises ScorecardError naming the holder (process id, start time, command) when another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE_NAME
    # opened without truncating: the text in it belongs to whoever holds the lock
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ScorecardError(
                f"{folder} is in use by {_holder(file)}; wait until it has ended, "
                "or give this one a folder of its own with --target-dir."
            ) from None
        _sign(file, command or " ".join(["scorecard", *sys.argv[1:]]))
        try:
            yield
        finally:
            file.seek(0)
            file.truncate()


def _sign(file: TextIOWrapper, command: str) -> None:
    file.seek(0)
    file.truncate()
    started = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    json.dump({"pid": os.getpid(), "started": started, "command": command}, file)
    file.flush()


def _holder(file: TextIOWrapper) -> str:
    try:
        holder = json.load(file)
        return f"process {holder['pid']}, started {holder['started']} as `{holder['command']}`"
    except (ValueError, KeyError, TypeError):
        return "another scorecard process"
