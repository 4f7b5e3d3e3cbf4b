"""What the doctor tells: what is there, what it is enough for, what is missing, what that costs, and what is next."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence

from scorecard.contract import SOURCES
from scorecard.doctor import advice
from scorecard.doctor.examination import Examination
from scorecard.doctor.needs import Addition
from scorecard.doctor.seen import Seen

WIDTH = 100
LISTED = 8
# behind the share of the index
BESIDE = " " * 11
Paint = Callable[[str], str]


def lines(found: Examination, heading: Paint, quiet: Paint) -> Iterator[str]:
    """Yield the report line by line, none longer than 100 letters; `heading` and `quiet` colour what they are given."""
    for part in (_data, _measured, _missing, _finer, _notes, _next):
        yield from part(found, heading, quiet)


def _data(found: Examination, heading: Paint, quiet: Paint) -> Iterator[str]:
    yield heading("What is there")
    for source in SOURCES:
        tables = [one for one in found.tables if one.table.source == source]
        if not tables:
            continue
        yield f"  {source}"
        for one in tables:
            yield from _table(found, one, quiet)
        absent = [
            name for name in found.chosen.catalog[source] if name not in {one.table.name for one in tables}
        ]
        if absent:
            yield from _folded(f"not there: {', '.join(absent)}", "    ", quiet)


def _table(found: Examination, one: Seen, quiet: Paint) -> Iterator[str]:
    span = f"   {one.first} to {one.last}" if one.first and one.last else ""
    yield f"    {one.table.name:<26}{one.rows:>12,} records{span}"
    read, needed = found.read_of(one.table), found.needed_of(one.table)
    partly = [
        f"{name} {_percent(share)}" for name, share in one.filled.items() if name in read and 0 < share < 1
    ]
    empty = [name for name, share in one.filled.items() if name in needed and not share]
    if partly:
        yield from _folded(f"filled in part: {', '.join(partly)}", "        ", quiet)
    if empty:
        yield from _folded(f"not filled: {', '.join(empty)}", "        ", quiet)


def _measured(found: Examination, heading: Paint, quiet: Paint) -> Iterator[str]:
    measured = [metric for metric in found.metrics if metric.is_measured(found.filled)]
    share = sum(metric.index_share for metric in measured)
    yield ""
    yield heading(
        f"What that is enough for: {len(measured)} of {len(found.metrics)} metrics, {_percent(share)} of the index"
    )
    for dimension in found.dimensions:
        every = [metric for metric in found.metrics if metric.dimension == dimension.id]
        here = [metric for metric in every if metric in measured]
        named = ", ".join(metric.label for metric in here) or "none"
        label = f"  {dimension.label:<26}{len(here)} of {len(every)}   "
        yield from _folded(named, label, quiet)


def _missing(found: Examination, heading: Paint, quiet: Paint) -> Iterator[str]:
    if not found.additions:
        return
    yield ""
    yield heading("What is missing and what that costs, in the order that gains most for the least")
    for one in found.additions[:LISTED]:
        yield from _folded(_share(one) + advice.what(one), "  ")
        yield from _folded(", ".join(metric.label for metric in one.unlocks), BESIDE, quiet)
    rest = found.additions[LISTED:]
    if rest:
        tables = ", ".join(dict.fromkeys(advice.what(one) for one in rest))
        yield from _folded(f"then: {tables}", BESIDE, quiet)


def _share(one: Addition) -> str:
    return f"{one.index_share * 100:5.1f} %  " if one.index_share else "    –    "


def _finer(found: Examination, heading: Paint, quiet: Paint) -> Iterator[str]:
    lost: dict[str, list[str]] = {}
    for metric in found.metrics:
        if not metric.is_measured(found.filled):
            continue
        for companion in metric.companions:
            if not companion.is_measured(found.filled):
                wanted = " and ".join(sorted(companion.missing(found.filled)))
                lost.setdefault(wanted, []).append(companion.label)
    if not lost:
        return
    yield ""
    yield heading("Figures beside a metric that go without")
    for wanted, labels in sorted(lost.items(), key=lambda item: (-len(item[1]), item[0]))[:LISTED]:
        yield f"  {wanted}"
        yield from _folded("; ".join(labels), BESIDE, quiet)
    if len(lost) > LISTED:
        yield quiet(f"{BESIDE}and {len(lost) - LISTED} columns more")


def _notes(found: Examination, heading: Paint, _: Paint) -> Iterator[str]:
    # without a salt of its own a look is as good as with one
    told = [text for text in found.loaded.warnings if "SCORECARD_SALT" not in text]
    if told:
        yield ""
        yield heading("Worth knowing")
        for text in told[:20]:
            yield from _folded(text, "  ")
        if len(told) > 20:
            yield f"  and {len(told) - 20} more; `scorecard load` prints them all"


def _next(found: Examination, heading: Paint, _: Paint) -> Iterator[str]:
    yield ""
    yield heading("Next")
    if not found.additions:
        yield "  Nothing is missing. Run `scorecard build`."
        return
    best = found.additions[0]
    count = len(best.unlocks)
    gain = f"{count} metric{'s' if count > 1 else ''}"
    share = f" and {best.index_share * 100:.1f} % of the index" if best.index_share else ""
    yield from _folded(
        f"Add {advice.what(best)}: that unlocks {gain}{share}. {advice.how(found, best)}", "  "
    )


def _folded(text: str, indent: str, paint: Paint = str) -> Iterator[str]:
    """Fold text behind an indent, which further lines leave blank."""
    folded: Sequence[str] = textwrap.wrap(
        text, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False
    )
    for number, line in enumerate(folded):
        yield (indent if number == 0 else " " * len(indent)) + paint(line)


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "under 1 %"
    return "over 99 %" if 0.99 < share < 1 - 1e-9 else f"{share * 100:.0f} %"
