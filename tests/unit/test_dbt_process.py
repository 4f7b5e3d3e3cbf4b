"""The process dbt runs in: one for many commands, and honest about how each ended."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from scorecard.dbt_process import ENDED, DbtProcess
from tests.conftest import PROJECT


@pytest.fixture
def process() -> Iterator[DbtProcess]:
    made = DbtProcess()
    yield made
    made.stop()


def told(process: DbtProcess, *arguments: str) -> list[str]:
    return [line.strip() for line in process.run(arguments, PROJECT, os.environ) if line.strip()]


def number(process: DbtProcess) -> int:
    assert process._running is not None
    return process._running.pid


def test_commands_share_a_process_and_each_tells_how_it_ended(
    process: DbtProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a module of that name in the folder at work is not dbt
    (tmp_path / "dbt.py").write_text("raise SystemExit('not me')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    wrong = told(process, "nonsense")
    first = number(process)
    assert json.loads(wrong[-1]) == {ENDED: 1}
    assert "No such command 'nonsense'" in json.loads(wrong[-2])["info"]["msg"]
    assert json.loads(told(process, "--version")[-1]) == {ENDED: 0}
    assert number(process) == first


def test_a_process_that_dies_says_so_and_the_next_command_has_another(process: DbtProcess) -> None:
    process.start()
    first = number(process)
    lines = process.run(["--version"], PROJECT, os.environ)
    os.kill(first, signal.SIGKILL)
    assert list(lines) == ["its process ended by itself (exit code -9)"]
    assert json.loads(told(process, "--version")[-1]) == {ENDED: 0}
    assert number(process) != first


def test_a_process_that_cannot_start_says_why(
    process: DbtProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dbt.py").write_text("raise ImportError('half installed')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), str(PROJECT / "scripts")]))
    process.start()
    assert process._running is not None
    process._running.wait(timeout=30)
    assert told(process, "--version")[-1] == (
        "its process ended by itself (exit code 1) after 'ImportError: half installed'"
    )


def test_what_a_command_nobody_waited_for_told_is_passed_over(process: DbtProcess) -> None:
    process.begin(["nonsense"], PROJECT, os.environ)
    first = number(process)
    lines = told(process, "--version")
    assert [json.loads(line) for line in lines if ENDED in line] == [{ENDED: 0}]
    assert not [line for line in lines if "nonsense" in line]
    # the words it is asked to read the project ahead with; their end is heard by nobody
    assert json.loads(told(process, "--no-write-json", "parse", "--help")[-1]) == {ENDED: 0}
    assert process.has_worked
    # of a process that died before it came to it, nothing is waited for
    process.begin(["nonsense"], PROJECT, os.environ)
    process.stop()
    assert json.loads(told(process, "--version")[-1]) == {ENDED: 0}
    assert number(process) != first
