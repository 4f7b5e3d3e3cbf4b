"""A build as a process: one at a time, ended in one sentence, whatever breaks or interrupts it.

The parts are replaced by fakes here; whole builds with the real ones are in test_build_worlds.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from scorecard import failures, lock
from scorecard.errors import PublishingRefused, ScorecardError, UsageError

HOLD = """
import sys, time
from pathlib import Path
from scorecard import lock
with lock.hold(Path(sys.argv[1]), "scorecard build --data data"):
    print("held", flush=True)
    time.sleep(60)
"""

# a command whose work is the statement given, guarded as the real one is
GUARDED = """
import sys
import click
from scorecard import failures
from scorecard.errors import PublishingRefused, ScorecardError, UsageError

@click.group()
def scorecard(): pass

@scorecard.command("build")
@click.option("--target-dir")
@click.option("--debug", is_flag=True)
def build(target_dir, debug):
{work}

failures.guard(scorecard)
"""


def guarded(work: str, *words: str, limit: str = "") -> subprocess.CompletedProcess[str]:
    code = GUARDED.format(work=textwrap.indent(textwrap.dedent(work), "    "))
    command = [sys.executable, "-c", code, "build", *words]
    if limit:
        command = ["bash", "-c", f'{limit}; exec "$@"', "-", *command]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_second_build_is_refused_and_told_which_one_runs(tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "held"
        with pytest.raises(ScorecardError) as refused, lock.hold(tmp_path):
            pass
        assert f"process {first.pid}" in str(refused.value)
        assert "`scorecard build --data data`" in str(refused.value)
        assert "started 20" in str(refused.value)
    finally:
        first.kill()
        first.wait()
        assert first.stdout is not None
        first.stdout.close()


def test_a_lock_left_by_a_process_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / lock.FILE_NAME).write_text(
        json.dumps({"pid": 1, "started": "2026-01-01T00:00:00Z", "command": "scorecard build"}),
        encoding="utf-8",
    )
    with lock.hold(tmp_path):
        assert json.loads((tmp_path / lock.FILE_NAME).read_text(encoding="utf-8"))["pid"] == os.getpid()


def test_the_lock_is_free_again_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), lock.hold(tmp_path):
        _ = 1 / 0
    with lock.hold(tmp_path):
        pass


@pytest.mark.parametrize(
    ("error", "code"),
    [(ScorecardError, 1), (UsageError, 2), (PublishingRefused, 3)],
)
def test_each_kind_of_failure_has_its_exit_code_and_one_sentence(
    error: type[ScorecardError], code: int
) -> None:
    ended = guarded(f"raise {error.__name__}('leads.csv, line 3: mend it.')")
    assert ended.returncode == code
    assert ended.stderr == "scorecard: leads.csv, line 3: mend it.\n"


def test_an_unexpected_error_is_one_sentence_and_its_traceback_is_in_the_log_named(tmp_path: Path) -> None:
    ended = guarded("raise KeyError('lost')", "--target-dir", str(tmp_path))
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "KeyError" in ended.stderr
    log = next((tmp_path / "logs").glob("failure-*.log"))
    assert str(log) in ended.stderr
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_debug_prints_the_traceback(tmp_path: Path) -> None:
    ended = guarded("raise KeyError('lost')", "--debug", "--target-dir", str(tmp_path))
    assert "Traceback" in ended.stderr


def test_wrong_words_end_with_2() -> None:
    assert guarded("pass", "--nope").returncode == 2


def test_a_file_size_limit_is_told_as_a_full_disk(tmp_path: Path) -> None:
    work = f"open({str(tmp_path / 'big')!r}, 'wb').write(b'x' * 10_000_000)"
    ended = guarded(work, "--target-dir", str(tmp_path), limit="ulimit -f 100")
    assert ended.returncode == 1
    assert "a file reached the size limit" in ended.stderr
    assert "published site is untouched" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_full_disk_is_recognised_when_another_tool_reports_it() -> None:
    error = RuntimeError(f"IO Error: could not write block: {os.strerror(errno.ENOSPC)}")
    assert "the disk is full" in failures.disk_full(error)
    wrapped = ScorecardError("dbt stopped")
    wrapped.__cause__ = OSError(errno.ENOSPC, "No space left on device", "results.parquet")
    assert "results.parquet" in failures.disk_full(wrapped)
    assert failures.disk_full(ValueError("no")) == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_is_one_sentence_and_130(number: signal.Signals) -> None:
    code = GUARDED.format(work="    import time\n    print('working', flush=True)\n    time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-c", code, "build"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "working"
    time.sleep(0.1)
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert process.returncode == failures.INTERRUPTED
    assert told.strip() == "scorecard: Interrupted; what was published before is untouched."


def test_an_interruption_that_a_library_turns_into_its_own_error_is_still_one() -> None:
    work = """
    import os, signal
    try:
        os.kill(os.getpid(), signal.SIGINT)
        import time; time.sleep(5)
    except KeyboardInterrupt:
        raise RuntimeError("Query interrupted")
    """
    ended = guarded(work)
    assert ended.returncode == failures.INTERRUPTED
    assert "Query interrupted" not in ended.stderr
