"""Checks cost nothing until they run, and talk to nobody when they do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"

RUN = """
import socket, sys

def refuse(*_):
    raise AssertionError("a check tried to reach the network")

socket.socket.connect = refuse
socket.create_connection = refuse
socket.getaddrinfo = refuse

import duckdb
from pathlib import Path
from scorecard.checks.engine import Engine
from scorecard.checks.model import Rule

connection = duckdb.connect()
connection.execute("create schema core; create table core.leads as select 'L1' as lead_id, 'Z' as band")
rules = [
    Rule("leads", "a", "UnexpectedRowsExpectation", {}, "critical", "why", Path("leads.yml"), 1, "core", (("critical", 0.0),)),
    Rule("leads", "b", "ExpectColumnValuesToBeInSet", {}, "critical", "why", Path("leads.yml"), 2, "core", (("critical", 0.0),)),
]
kwargs = [{"unexpected_rows_query": "select lead_id from {batch}"}, {"column": "band", "value_set": ["A"]}]
found = Engine(connection).validate("core", "leads", list(zip(rules, kwargs)), ["lead_id"])
assert [(one.unexpected, one.sample[0]["lead_id"]) for one in found] == [(1, "L1"), (1, "L1")], found
assert connection.execute("select 1").fetchone() == (1,)  # still open
"""


def python(code: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )


def test_great_expectations_is_imported_only_where_checks_run() -> None:
    done = python("import scorecard.checks, sys; sys.exit('great_expectations' in sys.modules)")
    assert done.returncode == 0, done.stderr


def test_a_run_reaches_no_network_and_prints_nothing() -> None:
    done = python(RUN)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert done.stderr == ""
