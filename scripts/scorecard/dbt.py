"""Runs dbt in a process of its own (see dbt_process), and on Spark in this one (see spark).

It reads its paths from the environment (profiles.yml) and its variables from `--vars`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from scorecard import contract, dbt_process, spark
from scorecard.errors import ScorecardError
from scorecard.progress import Step
from scorecard.settings import Settings


@dataclass(frozen=True)
class RunResult:
    """How many nodes dbt built."""

    nodes: int


def run(
    settings: Settings,
    step: Step,
    *,
    verb: str = "build",
    select: Sequence[str] = (),
    exclude: Sequence[str] = (),
    extra: Sequence[str] = (),
) -> RunResult:
    """Run one dbt command on the nodes selected and return how many it built.

    Raises ScorecardError naming the first model that failed, its file and the database's message.
    """
    arguments = _arguments(settings, verb, select, exclude, extra)
    settings.logs.mkdir(parents=True, exist_ok=True)
    for folder in (settings.external, settings.target / "spill"):
        folder.mkdir(parents=True, exist_ok=True)
    log = settings.logs / "dbt.log"
    with log.open("a", encoding="utf-8") as kept:
        listener = _Listener(step, kept)
        if settings.engine == "spark":
            code = spark.run(settings, arguments, environment(settings), listener.hear)
        else:
            code = _run_process(settings, arguments, listener)
    if code != 0:
        raise ScorecardError(_failure_sentence(listener.failures, listener.unparsed, log))
    return RunResult(listener.nodes)


class _Listener:
    """Follows dbt's events: counts what was built, shows it on the step, keeps the log and what failed."""

    def __init__(self, step: Step, log: TextIO) -> None:
        self.nodes = 0
        self.failures: list[str] = []
        self.unparsed: list[str] = []
        self._step = step
        self._log = log

    def hear(self, event: Mapping[str, Any]) -> None:
        """Take one event as dbt's JSON log has it."""
        data, info = event["data"], event["info"]
        self._log.write(f"{info['ts']} {info['level']} {info['msg']}\n")
        if info["name"] in ("LogModelResult", "LogSeedResult", "LogTestResult", "LogNodeResult"):
            self.nodes += 1
            told = f"{data.get('index', self.nodes)} of {data.get('total', '?')} {info['msg'][:80]}"
            self._step.update(told)
        if info["level"] == "error":
            self.failures.append(str(info["msg"]))


def warm(settings: Settings) -> None:
    """Start dbt's process, which takes seconds, while something else is done."""
    if settings.engine != "spark":
        dbt_process.THE.start()


def read_ahead(settings: Settings) -> None:
    """Have dbt's process, where it was asked nothing yet, read the project: the next command finds most of it read."""
    if settings.engine != "spark" and not dbt_process.THE.has_worked:
        # pages read the manifest meanwhile, so it is left as it is
        arguments = ["--no-write-json", *_arguments(settings, "parse", (), (), ())]
        dbt_process.THE.begin(arguments, settings.project, environment(settings))


def rest() -> None:
    """End dbt's process, which holds some hundred megabytes, when no more is asked of it."""
    dbt_process.THE.stop()


def _run_process(settings: Settings, arguments: Sequence[str], listener: _Listener) -> int:
    code = 1
    lines = dbt_process.THE.run(arguments, settings.project, environment(settings))
    with closing(lines):
        for event in _events(lines, listener.unparsed):
            if dbt_process.ENDED in event:
                code = int(event[dbt_process.ENDED])
            else:
                listener.hear(event)
    return code


def environment(settings: Settings) -> dict[str, str]:
    """The environment dbt runs in: paths for profiles.yml, and nothing sent over the network."""
    return {
        **os.environ,
        "DO_NOT_TRACK": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "SCORECARD_WAREHOUSE": str(settings.warehouse),
        "SCORECARD_EXTERNAL": str(settings.external),
        "SCORECARD_SPILL": str(settings.target / "spill"),
        "SCORECARD_MEMORY": str(settings.vars["memory_limit"]),
        "SCORECARD_THREADS": str(settings.vars["threads"]),
        **(spark.environment(settings) if settings.engine == "spark" else {}),
    }


def variables(settings: Settings) -> dict[str, Any]:
    """The `--vars` of a build: the company's own, plus as_of, what mapping.yml says, and the sources there is data of
    with the staging models that read them. Raises ScorecardError before `load` has run.
    """
    as_of = settings.as_of
    if as_of is None:
        raise ScorecardError("The data's as-of instant is not known yet; run `scorecard load` first.")
    return {
        **settings.vars,
        **settings.compiled,
        "as_of": as_of.strftime("%Y-%m-%d %H:%M:%S.%f"),
        "sources": list(settings.sources),
        "staged": [
            {
                "source": source,
                "raw_table": table.name,
                "model": staged.model,
                "table": staged.table,
                "primary": number == 0,
            }
            for source in settings.sources
            for table in contract.tables(settings.project, source).values()
            for number, staged in enumerate(table.staged)
        ],
    }


def manifest_path(settings: Settings) -> Path:
    """Where dbt wrote its manifest."""
    return settings.dbt_target / "manifest.json"


def _arguments(
    settings: Settings, verb: str, select: Sequence[str], exclude: Sequence[str], extra: Sequence[str]
) -> list[str]:
    arguments = [
        # dbt's own debug log costs more than many a model; what matters of it is kept by us
        "--log-level-file",
        "none",
        "--log-path",
        str(settings.logs),
        "--no-populate-cache",
        verb,
        "--project-dir",
        str(settings.project),
        "--profiles-dir",
        str(settings.project),
        "--target",
        settings.engine,
        "--target-path",
        str(settings.dbt_target),
        "--vars",
        json.dumps(variables(settings), default=str),
        *extra,
    ]
    if select:
        arguments += ["--select", *select]
    if exclude:
        arguments += ["--exclude", *exclude]
    return arguments


def _events(lines: Iterable[str], unparsed: list[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            if line.strip():
                unparsed.append(line.strip())
            continue
        if isinstance(event, dict) and (dbt_process.ENDED in event or {"info", "data"} <= event.keys()):
            yield event


def _failure_sentence(failures: Sequence[str], unparsed: Sequence[str], log: Path) -> str:
    told = next((text for text in failures if " Error in " in text), None) or next(iter(failures), None)
    if told is None:
        told = unparsed[-1] if unparsed else "it said nothing"
    words = " ".join(told.split())
    return (
        f"dbt stopped: {words[:600]} (mend the file named, then run the build again; the full log is {log})."
    )
