"""Raw rows that imply the inputs of oracles about attribution: deals with the touches that led to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.oracles.deal_tables import won
from tests.oracles.lead_tables import Built, moment
from tests.oracles.published import Question

FIRST_TOUCH = datetime(2025, 1, 10, 9, tzinfo=UTC)
CLOSED = "2025-02-14"
# of each won deal: shares of it stay exact to nine places
AMOUNT = 1000


def _touch(deal_id: str, number: int, channel: str, at: str, function: str = "marketing") -> dict[str, Any]:
    return {
        "touchpoint_id": f"{deal_id} touch {number}",
        "opportunity_id": deal_id,
        "channel": channel,
        "function": function,
        "occurred_at": at,
    }


def ruled(question: Question) -> Built:
    """One won deal whose touches are given; lead and deal were created just after the touches said to have done it."""
    (given,) = question.input["opportunities"]
    created = {
        touch["milestone"]: f"{touch['occurred_at']}T01:00:00Z" for touch in question.input["touchpoints"]
    }
    deal = won(
        given["opportunity_id"],
        question.id,
        given["closed_at"],
        given["amount"],
        primary_lead_id=f"{question.id}/lead",
        created_at=created["opportunity_creation"],
    )
    lead = {"lead_id": f"{question.id}/lead", "created_at": created["lead_creation"], "region": question.id}
    touches = [
        _touch(deal["opportunity_id"], number, touch["channel"], touch["occurred_at"], touch["function"])
        for number, touch in enumerate(question.input["touchpoints"])
    ]
    return {"opportunities": [deal], "leads": [lead], "touchpoints": touches}


def placed(question: Question) -> Built:
    """One won deal with so many touches a day apart, each a channel of its own; milestones: first, lead, deal."""
    times = [FIRST_TOUCH + timedelta(days=number) for number in range(question.input["n_touches"])]
    _, lead_milestone, deal_milestone = question.input["milestones"]
    deal = won(
        "deal",
        question.id,
        CLOSED,
        AMOUNT,
        primary_lead_id=f"{question.id}/lead",
        created_at=moment(times[deal_milestone - 1] + timedelta(hours=1)),
    )
    lead = {
        "lead_id": f"{question.id}/lead",
        "created_at": moment(times[lead_milestone - 1] + timedelta(hours=1)),
        "region": question.id,
    }
    touches = [
        _touch(deal["opportunity_id"], number, f"channel {number}", moment(time))
        for number, time in enumerate(times)
    ]
    return {"opportunities": [deal], "leads": [lead], "touchpoints": touches}


def travelled(question: Question) -> Built:
    """A closed deal per journey, won or lost; a few journeys are repeated until there are enough to chain."""
    paths = question.input["paths"]
    journeys = sum(path["conversions"] + path.get("nulls", 0) for path in paths)
    times = 1 if journeys >= 20 else 50
    built: Built = {"opportunities": [], "touchpoints": []}
    for place, path in enumerate(paths):
        outcomes = [True] * (path["conversions"] * times) + [False] * (path.get("nulls", 0) * times)
        for number, is_won in enumerate(outcomes):
            _journey(built, question.id, f"{place} {number}", path["path"].split(" > "), is_won, AMOUNT)
    return built


def worth(question: Question) -> Built:
    """One won deal per set of channels, of what journeys through exactly that set are worth."""
    built: Built = {"opportunities": [], "touchpoints": []}
    for channels, share in question.input["worth_exact_set"].items():
        if share:
            _journey(built, question.id, channels, channels.split("+"), True, share * AMOUNT)
    return built


def _journey(
    built: Built, region: str, name: str, channels: Sequence[str], is_won: bool, amount: float
) -> None:
    deal = won(name, region, CLOSED, amount, created_at="2025-02-01")
    deal["is_won"] = str(is_won).lower()
    built["opportunities"].append(deal)
    built["touchpoints"] += [
        _touch(deal["opportunity_id"], number, channel, moment(FIRST_TOUCH + timedelta(days=number)))
        for number, channel in enumerate(channels)
    ]
