"""What a piece of work costs, measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cost:
    """Seconds on the clock, CPU seconds (user and system, children included) and the largest resident set in bytes."""

    wall: float
    cpu: float
    peak: int

    def __str__(self) -> str:
        return f"{self.wall:8.1f} s, CPU {self.cpu:7.1f} s, peak {self.peak / 1e9:5.2f} GB"

    def less(self, other: Cost) -> Cost:
        """Return what is left when the seconds of `other` are taken off; the peak stays."""
        return Cost(self.wall - other.wall, self.cpu - other.cpu, self.peak)


def mean(costs: Sequence[Cost]) -> Cost:
    """Return the mean of the seconds of some costs, and the largest of their peaks."""
    return Cost(
        sum(one.wall for one in costs) / len(costs),
        sum(one.cpu for one in costs) / len(costs),
        max(one.peak for one in costs),
    )


def cost(work: Callable[..., Any], *arguments: Any) -> Cost:
    """Run `work(*arguments)` in a new process and return what it and the processes it started cost."""
    # spawned, not forked: memory of ours would count as its own
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_timed, work, arguments).result()


def _timed(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Cost:
    before, started = _used(), time.monotonic()
    work(*arguments)
    # a resident set is counted in kilobytes
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Cost(time.monotonic() - started, _used() - before, peak * 1024)


def _used() -> float:
    return sum(
        use.ru_utime + use.ru_stime
        for use in (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    )
