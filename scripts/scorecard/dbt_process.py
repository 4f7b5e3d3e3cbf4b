"""The process dbt runs in: started once, it runs one command after another.

Starting dbt (its imports, and leaving it again) costs more than most of what it is asked for, so a build that asks it
twice, and `serve` that asks it after every edit, keep one. It is another process because dbt keeps what it has read,
and because whoever stops it stops all of it. One line of JSON on its input is a command; on its output it tells dbt's
events as dbt's JSON log has them, and at last how the command ended.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

ENDED = "scorecard_command_ended"
# of a runner with a listener: dbt's own log makes a line of JSON of every event for debugging, and then drops it
UNHEARD = ("--quiet", "--log-level", "none")


class DbtProcess:
    """The one process of this one; started when first needed, and again where it was stopped."""

    def __init__(self) -> None:
        self._running: subprocess.Popen[str] | None = None
        self._unread = 0
        self._asked = False

    @property
    def has_worked(self) -> bool:
        """Whether it was given a command since it was started."""
        return self._running is not None and self._asked

    def start(self) -> None:
        """Start it without waiting, where it is not running: it imports dbt while something else is done."""
        if self._running is not None and self._running.poll() is None:
            return
        self._running = subprocess.Popen(
            # -P: a dbt.py where the command was typed is not dbt
            [sys.executable, "-P", "-m", "scorecard.dbt_process"],
            # dbt asks for these as it is imported
            env={**os.environ, "DO_NOT_TRACK": "1", "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._unread, self._asked = 0, False
        atexit.register(self.stop)

    def begin(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
        """Give it a dbt command without waiting; what that tells is passed over by the next `run`."""
        self._send(arguments, folder, environment)
        self._unread += 1

    def run(self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Generator[str]:
        """Run one dbt command; yield the lines it tells, the last of which is the JSON object {ENDED: exit code}.

        Where it died there is no such line, and the last one says so. Leaving the lines early stops the process.
        """
        process = self._send(arguments, folder, environment)
        assert process.stdout is not None
        ended = False
        line = ""
        try:
            for line in process.stdout:
                ended = line.startswith(f'{{"{ENDED}"')
                if self._unread:
                    self._unread -= ended
                    ended = False
                    continue
                yield line
                if ended:
                    return
            said = f" after {line.strip()!r}" if line.strip() else ""
            yield f"its process ended by itself (exit code {process.wait()}){said}"
        finally:
            if not ended:
                self.stop()

    def _send(
        self, arguments: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> subprocess.Popen[str]:
        self.start()
        process = self._running
        assert process is not None
        assert process.stdin is not None
        command = {"arguments": list(arguments), "folder": str(folder), "environment": dict(environment)}
        # where it died while it started, what it said is still there to read
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(command) + "\n")
            process.stdin.flush()
        self._asked = True
        return process

    def stop(self) -> None:
        """End it, whatever it is doing; the next command starts another."""
        process, self._running = self._running, None
        atexit.unregister(self.stop)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                # what could not be sent to it is lost with it
                with suppress(BrokenPipeError):
                    pipe.close()


THE = DbtProcess()


def listener(hear: Callable[[Mapping[str, Any]], None]) -> Callable[[Any], None]:
    """A callback for dbt's runner that hands every event but those for debugging on as dbt's JSON log has it."""
    from google.protobuf.json_format import MessageToDict

    def told(event: Any) -> None:
        if event.info.level != "debug":
            info = {name: getattr(event.info, name) for name in ("name", "level", "msg")}
            data = MessageToDict(event.data, preserving_proto_field_name=True)
            hear({"info": {**info, "ts": event.info.ts.ToJsonString()}, "data": data})

    return told


def as_event(error: BaseException) -> Mapping[str, Any]:
    """What ended a command as an event of it."""
    return {"info": {"name": "Exception", "level": "error", "msg": str(error), "ts": ""}, "data": {}}


def _serve() -> None:
    """Run the commands that come in on standard input until it ends."""
    # Ctrl-C reaches every process of a terminal; ours ends with the one that started it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from dbt.cli.main import dbtRunner

    runner = dbtRunner(callbacks=[listener(_tell)])
    # dbt makes millions of objects and leaves few of them in circles: looking for those while it works costs a seventh
    # of all it does, so they are looked for between commands
    gc.disable()
    for line in sys.stdin:
        command = json.loads(line)
        os.environ.clear()
        os.environ.update(command["environment"])
        os.chdir(command["folder"])
        result = runner.invoke([*UNHEARD, *command["arguments"]])
        _release_warehouse()
        if result.exception is not None:
            _tell(as_event(result.exception))
        _tell({ENDED: 0 if result.success else 1})
        del result
        gc.collect()
    # tearing down what dbt holds takes a second, and nothing in it is worth keeping
    os._exit(0)


def _tell(told: Mapping[str, Any]) -> None:
    # on a line of its own, whatever was printed before it
    print(f"\n{json.dumps(told)}", flush=True)


def _release_warehouse() -> None:
    """Close DuckDB, whose file is locked while it is open; dbt-duckdb keeps it for the next command of its process."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager._ENV = None


if __name__ == "__main__":
    _serve()
