"""Every sentence a page says about the numbers, as pure functions from results to plain text.

A change is claimed only when the caller says it is significant (the 99 % interval of the difference excludes zero);
everything else is "unchanged within noise". A number that is not there is said in words, with what to add.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scorecard.pages import formats

CHANGE_Z = 2.5758293035489004  # 99 %, two-sided
INTERVAL_Z = 1.959963984540054  # what the published 95 % intervals were made with

CLOSE = 0.2  # a dimension whose correlation with the index is below goes its own way

TIERS = {
    "tightly_aligned": "Tightly aligned",
    "partly_aligned": "Partly aligned",
    "misaligned": "Misaligned",
}

STATUS_WORDS = {
    "measured": "Measured",
    "flagged": "Measured, with a data warning",
    "pending": "Too young to count",
    "insufficient_sample": "Too few records",
    "blocked": "Withheld by a data check",
    "not_measured": "Not measured",
}


@dataclass(frozen=True)
class Figure:
    """A value with its 95 % interval; all None when it is not known."""

    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Cause:
    """One dimension's part in the index's change, with the metric that did most of it.

    `points` is the dimension's signed contribution; `clause` a plain clause about the metric ("sales followed up
    54.2 % of handed-over leads, down from 62.0 %"), `headline` a shorter one or None; `significant` whether the
    metric itself moved beyond noise.
    """

    label: str
    points: float
    clause: str
    headline: str | None
    significant: bool


@dataclass(frozen=True)
class IndexStory:
    """What the headline is made from. `state` is published, provisional, blocked or nothing."""

    state: str
    period: str
    score: float | None
    before: float | None
    before_period: str | None
    significant: bool
    tier: str | None
    borderline: bool
    weakest: str | None
    causes: tuple[Cause, ...]
    weakest_readings: tuple[tuple[str, float, str], ...]
    published_dimensions: int
    planned_dimensions: int
    reason: str | None
    unlock: str | None
    year_before: float | None = None
    year_before_period: str | None = None
    year_significant: bool = False


def is_significant(before: Figure, after: Figure, *, is_exact: bool = False) -> bool:
    """Whether two figures differ beyond noise at 99 %, from their own 95 % intervals.

    `is_exact` marks policy facts and full counts, which have no sampling error: any difference is one. Without
    intervals nothing is claimed.
    """
    if not (formats.known(before.value) and formats.known(after.value)):
        return False
    step = after.value - before.value
    if is_exact:
        return abs(step) > 1e-12
    errors = []
    for figure in (before, after):
        if not (formats.known(figure.low) and formats.known(figure.high)):
            return False
        errors.append((figure.high - figure.low) / (2 * INTERVAL_Z))
    return abs(step) > CHANGE_Z * math.hypot(*errors)


def headline(story: IndexStory) -> str:
    """The one sentence at the top of the scorecard."""
    if story.state == "nothing":
        return "Nothing can be measured yet."
    if story.state == "blocked":
        return "The index is withheld: a critical data check failed."
    if story.score is None:
        return "There is not enough measured for an index yet."
    at = formats.score(story.score)
    if story.state == "provisional":
        answered = f"{story.published_dimensions} of{formats.NBSP}{story.planned_dimensions} questions"
        return f"Provisional: {at} of{formats.NBSP}100, with {answered} answered so far."
    if story.before is None:
        return f"{_stand(story)} at {at} of{formats.NBSP}100."
    if not story.significant:
        return _held(story, at)
    fell = story.score < story.before
    clauses = [
        cause.headline
        for cause in story.causes
        if cause.headline and cause.significant and (cause.points < 0) == fell
    ][:2]
    if clauses:
        return formats.sentence(", and ".join(clauses))
    return formats.sentence(
        f"alignment {'fell' if fell else 'improved'} {step(story.before, story.score)} to {at}"
    )


def _stand(story: IndexStory) -> str:
    """The answer to "are they pulling together?", from the tier."""
    if story.tier is None:
        return "Alignment stands"
    return f"Sales and marketing are {TIERS[story.tier].lower()}"


def _held(story: IndexStory, at: str) -> str:
    """The headline without a movement since the quarter before: the year's movement, and what is weakest."""
    since = "unchanged within noise"
    if story.year_significant and story.year_before is not None and story.score is not None:
        moved = "up" if story.score > story.year_before else "down"
        since = f"{moved} {step(story.year_before, story.score)} in a year"
    held = f"{_stand(story)} at {at} of{formats.NBSP}100, {since}"
    if not story.weakest:
        return formats.sentence(held)
    rest = "has most to gain" if story.tier == "tightly_aligned" else "holds them back most"
    return formats.sentence(f"{held}; {story.weakest} {rest}")


def why(story: IndexStory) -> list[str]:
    """One paragraph as sentences: why the index stands or moved as it did, worst contribution first."""
    if story.state == "nothing":
        return [formats.sentence(story.reason or "no metric has the data it needs"), _to_begin(story)]
    if story.state == "blocked":
        return [formats.sentence(story.reason or "the check is named on the Data quality page")]
    if story.score is None:
        return [
            formats.sentence(story.reason or "too few of the questions can be answered"),
            _to_begin(story),
        ]
    said: list[str] = []
    if story.state == "provisional":
        said.append(
            f"An index needs more of the plan than the {story.published_dimensions} of {story.planned_dimensions} "
            "questions measured now, so no tier is given and the number may move as data arrives."
        )
    if story.before is not None and story.before_period:
        said.append(_movement(story))
    if story.year_before is not None and story.year_significant and story.score is not None:
        moved = "up" if story.score > story.year_before else "down"
        by = step(story.year_before, story.score)
        said.append(f"Since {story.year_before_period} it is {moved} {by}, beyond noise.")
    if story.significant:
        said.extend(_causes(story))
    else:
        said.extend(_weakest(story))
    if story.state == "provisional":
        said.append(_to_begin(story))
    if story.borderline and story.tier:
        said.append("The interval crosses a cut-off, so the tier is borderline.")
    return [sentence for sentence in said if sentence]


def _movement(story: IndexStory) -> str:
    assert story.score is not None
    assert story.before is not None
    before, now = formats.score(story.before), formats.score(story.score)
    span = f"from {before} in {story.before_period} to {now} in {story.period}"
    if not story.significant:
        return f"The index went {span}, which is within noise."
    moved = "fell" if story.score < story.before else "rose"
    return f"The index {moved} {step(story.before, story.score)}, {span}."


def _weakest(story: IndexStory) -> list[str]:
    """Without a movement to explain: which dimensions hold the index back, lowest first."""
    if len(story.weakest_readings) == 1:
        label, score, reading = story.weakest_readings[0]
        return [
            formats.sentence(f"the only one with a score is {label}, at {formats.score(score)}: {reading}")
        ]
    return [
        formats.sentence(
            f"{'Weakest is ' if position == 0 else ''}{label}, at {formats.score(score)}: {reading}"
        )
        for position, (label, score, reading) in enumerate(story.weakest_readings[:2])
    ]


def _causes(story: IndexStory) -> list[str]:
    """Takers first, worst first; then what gave back, in one sentence."""
    said: list[str] = []
    takers = sorted((c for c in story.causes if c.points <= -0.05), key=lambda cause: cause.points)
    givers = sorted((c for c in story.causes if c.points >= 0.05), key=lambda cause: -cause.points)
    said += [
        formats.sentence(f"{cause.label} took {_points(cause.points)}: {cause.clause}")
        for cause in takers[:2]
    ]
    rest = takers[2:]
    if rest:
        names = formats.join_words([cause.label for cause in rest])
        said.append(formats.sentence(f"{names} took {_each(rest)} more"))
    if givers:
        names = formats.join_words([cause.label for cause in givers])
        verb = "gave back" if takers else "added"
        first = f": {givers[0].clause}" if not takers or len(givers) == 1 else ""
        said.append(formats.sentence(f"{names} {verb} {_each(givers)}{first}"))
    return said


def _each(causes: Sequence[Cause]) -> str:
    """The points of several causes in their order: `1.2 and 0.8 points`."""
    *others, last = causes
    return formats.join_words([*(formats.plain(abs(one.points), 1) for one in others), _points(last.points)])


def _to_begin(story: IndexStory) -> str:
    return formats.sentence(f"to measure more: {story.unlock}") if story.unlock else ""


def _points(number: float) -> str:
    text = formats.plain(abs(number), 1)
    return f"{text}{formats.NBSP}point{'' if text == formats.plain(1, 1) else 's'}"


def step(before: float, after: float) -> str:
    """The distance between two scores as printed, so that a reader's own subtraction agrees."""
    size = abs(round(after) - round(before))
    if size == 0:
        return "by less than a point"
    return f"{formats.count(size)}{formats.NBSP}point{'' if size == 1 else 's'}"


def change(
    before: Figure, after: Figure, before_period: str, *, unit: str, significant: bool, shown: str
) -> str:
    """How a metric moved since the period before; `shown` is the earlier value as printed."""
    if not formats.known(after.value):
        return ""
    if not formats.known(before.value):
        return f"No earlier value to compare with ({before_period})."
    if not significant:
        return f"Unchanged within noise ({shown} in {before_period})."
    moved = "Up" if after.value > before.value else "Down"
    return f"{moved} {formats.difference(after.value - before.value, unit)} from {shown} in {before_period}."


def reads(label: str, wording: str | None, shown: str) -> str:
    """A metric's value as a clause: its own words when the metric gives them, else its label."""
    if wording and "{value}" in wording:
        # "4.11× times" would say it twice
        return wording.replace("{value} times", f"{shown.removesuffix('×')} times").replace("{value}", shown)
    return f"{lower_first(label)} is {shown}"


def moved_clause(clause: str, before: Figure, after: Figure, shown_before: str, *, significant: bool) -> str:
    """The clause with its movement: `…, down from 62.0 %`."""
    if not significant or not (formats.known(before.value) and formats.known(after.value)):
        return f"{clause}, unchanged within noise" if formats.known(before.value) else clause
    return f"{clause}, {'up' if after.value > before.value else 'down'} from {shown_before}"


def missing(status: str, reason: str | None, unlock: str | None, *, named: bool = True) -> str:
    """Why there is no number, and what to add to get it; without `named` the status word is left to its neighbour."""
    word = STATUS_WORDS.get(status, "Not measured")
    said = ": ".join(
        part for part in (word if named or not reason else "", (reason or "").strip().rstrip(".")) if part
    )
    said = formats.sentence(said)
    if status == "pending":
        return said + " It appears by itself once these records have had their time."
    if status == "insufficient_sample":
        return said + " It appears once there are enough records; the trailing or yearly view may have them."
    if status == "blocked":
        return said + " Correct the rows the check names and build again."
    return f"{said} {formats.sentence(unlock)}" if unlock and unlock.rstrip(".") not in said else said


def coverage(share: float | None) -> str:
    """How much of what was planned is measured."""
    if not formats.known(share):
        return "none of the planned weight is measured"
    if share >= 0.9995:
        return "all of the planned weight is measured"
    return f"{formats.value(share, 'share')} of the planned weight is measured"


def dimension(label: str, score: float | None, before: Figure, after: Figure, before_period: str | None, *,
              significant: bool, measured: int, planned: int) -> str:  # fmt: skip
    """One sentence on a dimension: where it stands and whether it moved."""
    if score is None:
        return f"{label} has no score: {measured} of its {planned} metrics have a value in this period."
    stands = f"{label}: {formats.score(score)} of 100"
    if before.value is None or before_period is None or after.value is None:
        return f"{stands}."
    if not significant:
        return f"{stands}, unchanged within noise since {before_period} ({formats.score(before.value)})."
    moved = "up" if after.value > before.value else "down"
    return f"{stands}, {moved} {step(before.value, after.value)} since {before_period}."


def cost(label: str, low: str, base: str, high: str, *, is_certain: bool) -> str:
    """One sentence on a cause of cost, amounts as printed."""
    if not is_certain:
        return f"{label}: {base}, not distinguishable from zero (up to {high})."
    return f"{label}: {base} ({low} to {high})."


def total_cost(
    base: str, low: str, high: str, period: str, share: str | None, *, is_zero: bool = False
) -> str:
    """What misalignment costs, all causes together; `period` names the quarter, or whose quarter is which."""
    if is_zero:
        return f"No cost of misalignment can be told apart from zero (up to {high}; {period})."
    of = f", {share} of won amount" if share else ""
    return f"Misalignment costs about {base} a quarter ({low} to {high}){of}; measured on {period}."


def changed(kind: str, before: str, after: str, *, rose: bool, period: str | None, note: str | None) -> str:
    """What happened to a figure, to follow its name; `before` and `after` as printed."""
    when = f" for {period}" if period else ""
    remark = f" ({note.rstrip('.')})" if note else ""
    match kind:
        case "moved":
            return f"{'rose' if rose else 'fell'} from {before} to {after}."
        case "restated":
            return f"restated{when}, from {before} to {after}{remark}."
        case "redefined":
            if period is None:
                return f"redefined{': ' + note.rstrip('.') if note else ''}."
            return f"redefined{when}, from {before} to {after}{remark}: not a movement."
        case "newly measured":
            return f"is measured for the first time{when}: {after}{remark}."
        case "lost":
            return f"can no longer be measured{when}{remark}; it was {before}."
        case _:
            return f"{kind}{remark}."


def stability(tier: str | None, kept: int | None, runs: int, changed: Sequence[str]) -> str:
    """In how many sensitivity runs the tier stays; `changed` names the choices that change it."""
    if tier is None or kept is None:
        return (
            f"The index is provisional, so there is no tier for the {runs} runs with other choices to keep."
        )
    said = f"In {kept} of {runs} runs with another choice the tier stays {TIERS[tier].lower()}"
    if not changed:
        return f"{said}: no choice of ours decides it."
    named = formats.join_words([lower_first(one) for one in changed[:3]])
    more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
    return f"{said}; it changes with: {named}{more}."


def ranks(
    word: str,
    *,
    finals: int,
    weakest: str | None,
    share: float | None,
    tau: float | None,
    runs: int,
    is_stable: bool,
) -> str:
    """Why segments are ranked or not; `share` is that of the runs in which the least stable one stays in its third."""
    if weakest is None or share is None:
        have = {0: "none has", 1: "one has"}.get(finals, f"{finals} have")
        return f"Not ranked: ranks need three with a final index, and {have} one."
    kept = f"{formats.value(share, 'share')} of {runs} runs with another choice"
    agreement = (
        f"; Kendall’s τ of the ranks is {formats.plain(tau, 2)} on average" if formats.known(tau) else ""
    )
    if is_stable:
        return f"Ranked: every {word} stays in its third in at least {kept}{agreement}."
    return f"Not ranked: {weakest} stays in its third in only {kept}, and 80{formats.NBSP}% are needed{agreement}."


@dataclass(frozen=True)
class Correlated:
    """A correlation of a dimension with the index, or (with `second`) of two; finding is apart, together or None."""

    first: str
    second: str | None
    value: float
    low: float
    high: float
    sample: int
    finding: str | None


def incoherent_yet(minimum: int) -> str:
    """Why nothing is said yet on whether dimensions belong together."""
    return (
        f"Whether its dimensions belong together is said once {minimum} segment-quarters have a final index."
    )


def coherence(word: str, rows: Sequence[Correlated]) -> list[str]:
    """Which dimensions go their own way and which say the same twice; one sentence when none does."""
    found = [row for row in rows if row.finding]
    sample = max((row.sample for row in rows), default=0)
    if not found:
        return [
            f"Over {sample} {word}-quarters every dimension moves with the index (r at least 0.2), and no two move as "
            "one (r at most 0.9)."
        ]
    said = []
    for row in found:
        r = f"r = {formats.plain(row.value, 2)}, {formats.plain(row.low, 2)} to {formats.plain(row.high, 2)}"
        where = f"over {row.sample} {word}-quarters"
        if row.finding == "together" and row.second:
            said.append(
                f"{row.first} and {lower_first(row.second)} move almost as one {where} ({r}): two names for one thing?"
            )
        else:
            sure = "" if row.high < CLOSE else "; the interval does not rule out that it does"
            said.append(f"{row.first} hardly moves with the index {where} ({r}){sure}.")
    return said


POSITIONS = {
    "good_leads_worked": "good leads, worked",
    "good_leads_ignored": "good leads, ignored",
    "poor_leads_worked": "poor leads, worked",
    "poor_leads_ignored": "poor leads, ignored",
}


def who_is_right(position: str | None, reason: str | None) -> str:
    """What to mend, from where the company stands in the quadrant of lead quality and follow-up."""
    match position:
        case "good_leads_ignored":
            return "The leads are good and are not worked: mend how sales follows up."
        case "poor_leads_ignored":
            return "Sales may be right: the score does not tell good leads from bad. Mend targeting and scoring first."
        case "poor_leads_worked":
            return "Sales works leads the score cannot tell apart: selling time is wasted. Mend targeting and scoring."
        case "good_leads_worked":
            return "Good leads, and they are worked. Look at price and forecast next."
        case _:
            return f"Nobody can say yet who is right: {reason}." if reason else ""


def checks_line(passed: int, judged: int, critical: int, warnings: int, touched: Sequence[str]) -> str:
    """How many of the data checks that could be judged pass, and what the failing ones touch."""
    if judged == 0:
        return "no data checks were run"
    said = f"{formats.count(passed)} of {formats.count(judged)} data checks pass"
    parts = []
    if critical:
        parts.append(f"{critical} critical {'fail' if critical != 1 else 'fails'}")
    if warnings:
        parts.append(f"{warnings} warn" if warnings != 1 else "1 warns")
    if parts:
        said += f" · {' and '.join(parts)}"
        if touched:
            said += f", on {formats.join_words(list(touched)[:3])}"
    return said


def lower_first(text: str) -> str:
    """The text as it reads inside a sentence; names and abbreviations keep their capitals."""
    if len(text) > 1 and text[1].isupper():
        return text
    return text[:1].lower() + text[1:]
