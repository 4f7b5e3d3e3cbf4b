"""What became of all that was sent: one block flowing into its outcomes, which add up to it exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorecard.charts.labels import LINE, NARROWEST, spread, wrap
from scorecard.charts.scales import PATH_WIDTH
from scorecard.charts.tables import Table

BLOCK = 3.0  # per cent: how wide a block is
FLOW_END = 42.0  # per cent: where the outcomes' blocks begin
TEXT = 49.0  # per cent: where their labels begin
TOP = 22.0  # pixels: room for what was sent
LEAST = 190.0  # pixels high at least
GAP = 5.0  # pixels between outcomes
LINES = 2  # a name takes at most so many


@dataclass(frozen=True)
class Outcome:
    """A count with its name and text; `kind` is good, watch, act, none or plain; `parts` sum to it when given."""

    name: str
    count: int
    text: str
    kind: str = "plain"
    parts: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Flow:
    """One drawn outcome: its ribbon, its block with the cuts between its parts, its label and the line to it."""

    kind: str
    ribbon: str
    y: float
    height: float
    cuts: tuple[float, ...]
    leader: str
    label_y: float
    lines: tuple[str, ...]
    text: str
    title: str


@dataclass(frozen=True)
class LedgerFlow:
    """The whole on the left, outcomes on the right in the order given."""

    height: float
    block: float
    at: float
    text_at: float
    top: float
    tall: float
    name: str
    text: str
    flows: tuple[Flow, ...]
    table: Table


def ledger_flow(sent: Outcome, outcomes: Sequence[Outcome]) -> LedgerFlow | None:
    """Lay out outcomes from top to bottom; None when nothing was sent.

    Raises ValueError when the outcomes do not add up to what was sent, or an outcome's parts to the outcome.
    """
    for whole, parts in ((sent, outcomes), *((one, one.parts) for one in outcomes if one.parts)):
        _must_add_up(whole, parts)
    if sent.count == 0:
        return None
    names = [wrap(one.name, (100 - TEXT) / 100 * NARROWEST, LINES) for one in outcomes]
    apart = (max(map(len, names)) + 1) * LINE + 6
    tall = max(LEAST, apart * len(outcomes)) - GAP * (len(outcomes) - 1)
    places = _places(outcomes, tall / sent.count)
    height = places[-1][0] + places[-1][1]
    middles = spread([y + size / 2 for y, size in places], apart, TOP + apart / 2, height - apart / 2)
    flows = []
    start = TOP
    for one, lines, (y, size), middle in zip(outcomes, names, places, middles, strict=True):
        flows.append(
            Flow(
                kind=one.kind,
                ribbon=_ribbon(start, y, size),
                y=round(y, 2),
                height=round(size, 2),
                cuts=tuple(_cuts(one, y, size)),
                leader=f"M{(FLOW_END + BLOCK) * 10:g},{y + size / 2:.1f}L{(TEXT - 1) * 10:g},{middle:.1f}",
                label_y=round(middle - len(lines) * LINE / 2 + 4, 2),
                lines=lines,
                text=one.text,
                title=f"{one.name}: {one.text}",
            )
        )
        start += size
    return LedgerFlow(
        height=round(height + 6, 2),
        block=BLOCK,
        at=FLOW_END,
        text_at=TEXT,
        top=TOP,
        tall=round(tall, 2),
        name=sent.name,
        text=sent.text,
        flows=tuple(flows),
        table=Table(("What became of them", "Leads"), tuple(_table_rows(sent, outcomes))),
    )


def _must_add_up(whole: Outcome, parts: Sequence[Outcome]) -> None:
    below = [part for part in parts if part.count < 0]
    if below or whole.count < 0:
        raise ValueError(f"{(below or [whole])[0].name!r} counts {(below or [whole])[0].count}, below zero.")
    total = sum(part.count for part in parts)
    if total != whole.count:
        raise ValueError(f"The outcomes of {whole.name!r} add up to {total}, not to {whole.count}.")


def _places(outcomes: Sequence[Outcome], scale: float) -> list[tuple[float, float]]:
    """Where each outcome's block begins and how tall it is, in pixels."""
    places = []
    y = TOP
    for one in outcomes:
        places.append((y, one.count * scale))
        y += one.count * scale + GAP
    return places


def _ribbon(start: float, end: float, size: float) -> str:
    """A band `size` pixels tall from the whole's block at `start` to the outcome's at `end`."""
    left, right = BLOCK * PATH_WIDTH / 100, FLOW_END * PATH_WIDTH / 100
    bend = (left + right) / 2
    return (
        f"M{left:g},{start:.1f}C{bend:g},{start:.1f} {bend:g},{end:.1f} {right:g},{end:.1f}V{end + size:.1f}"
        f"C{bend:g},{end + size:.1f} {bend:g},{start + size:.1f} {left:g},{start + size:.1f}Z"
    )


def _cuts(one: Outcome, y: float, size: float) -> Iterator[float]:
    done = 0
    for part in one.parts[:-1]:
        done += part.count
        yield round(y + size * done / max(one.count, 1), 2)


def _table_rows(sent: Outcome, outcomes: Sequence[Outcome]) -> Iterator[tuple[str, str]]:
    yield sent.name, sent.text
    for one in outcomes:
        yield one.name, one.text
        for part in one.parts:
            yield f"{one.name}: {part.name}", part.text
