"""Every way a command can end badly, each told in one sentence with its exit code.

1 something broke, 2 bad usage or configuration, 3 publishing refused by checks, 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import click

from scorecard.errors import Mistakes, ScorecardError, UsageError

INTERRUPTED = 130
_FULL = {
    errno.ENOSPC: "the disk is full",
    errno.EFBIG: "a file reached the size limit",
    errno.EDQUOT: "the quota is used up",
}
# as DuckDB and dbt print what the system told them
_FULL_WORDS = {
    os.strerror(errno.ENOSPC): errno.ENOSPC,
    os.strerror(errno.EFBIG): errno.EFBIG,
    os.strerror(errno.EDQUOT): errno.EDQUOT,
}


def guard(command: click.Group) -> None:
    """Run a click command and end the process; a termination signal counts as an interruption."""
    signals: list[int] = []

    def interrupt(number: int, _frame: FrameType | None) -> None:
        signals.append(number)
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    try:
        code = _run(command)
    except BaseException as error:
        # a database may turn the interruption into an error of its own
        code = _interrupted() if signals or isinstance(error, KeyboardInterrupt) else _failed(error)
    sys.stdout.flush()
    sys.stderr.flush()
    # worker threads (an import under way, a database's) must not delay or garble the end
    os._exit(code)


def _interrupted() -> int:
    _tell("Interrupted; what was published before is untouched.")
    return INTERRUPTED


def _failed(error: BaseException) -> int:
    if isinstance(error, BrokenPipeError):
        # whoever read our output has gone; nothing can be told
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ScorecardError.exit_code
    if isinstance(error, Mistakes):
        for sentence in error.sentences:
            _tell(_one_line(sentence))
        return error.exit_code
    if isinstance(error, ScorecardError):
        _tell(_one_line(str(error)))
        return error.exit_code
    _tell(explain(error))
    if "--debug" in sys.argv[1:]:
        traceback.print_exception(error)
    return ScorecardError.exit_code


def explain(error: BaseException) -> str:
    """Return one sentence for an error nobody foresaw; its traceback goes to a log file the sentence names."""
    full = disk_full(error)
    if full:
        return full
    log = _write_log(error)
    told = _one_line(str(error)) or "no message"
    where = f"the details are in {log}" if log else "run it again with --debug to see the details"
    what = f"{type(error).__name__}: {told[:300]}"
    return f"Something unexpected broke ({what}); {where}. The published site is untouched."


def disk_full(error: BaseException) -> str:
    """Return a sentence when `error`, or what caused it, is a disk that will not take more; else an empty string."""
    seen: BaseException | None = error
    while seen is not None:
        number = seen.errno if isinstance(seen, OSError) else None
        if number not in _FULL:
            number = next((code for words, code in _FULL_WORDS.items() if words in str(seen)), None)
        if number in _FULL:
            file = f" while writing {seen.filename}" if isinstance(seen, OSError) and seen.filename else ""
            return (
                f"Nothing was published, because {_FULL[number]}{file}; free some space, or name another disk with "
                "--target-dir. The published site is untouched."
            )
        seen = seen.__cause__ or seen.__context__
    return ""


def _run(command: click.Group) -> int:
    try:
        command.main(prog_name="scorecard", standalone_mode=False)
    except click.exceptions.Abort:
        raise KeyboardInterrupt from None
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return UsageError.exit_code
    return 0


def _tell(sentence: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    sys.stderr.write(f"scorecard: {sentence}\n")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _write_log(error: BaseException) -> Path | None:
    """Write the traceback into the target's logs; a second place, when that fails, is not worth having."""
    folder = _target_of(sys.argv[1:]) / "logs"
    path = folder / f"failure-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        return None
    return path


def _target_of(words: list[str]) -> Path:
    for position, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name == "--target-dir":
            return Path(value if equals else (words[position + 1] if position + 1 < len(words) else "target"))
    return Path("target")
