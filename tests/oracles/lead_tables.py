"""Raw rows that imply the inputs of oracles about leads. One builder per oracle; none sees an expected value.

Every oracle's records carry the oracle's id as their region, so that its figures stand in rows of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.oracles.published import Question

Records = list[dict[str, Any]]
Built = dict[str, Records]
Builder = Callable[[Question], Built]

# old enough on 2025-04-01 for the horizon each kind of oracle needs, none of which it is about
LONG_AGO = datetime(2024, 12, 1, 9, tzinfo=UTC)
RECENTLY = datetime(2025, 3, 1, 9, tzinfo=UTC)


def moment(instant: datetime) -> str:
    """Write an instant as an export would."""
    return instant.isoformat().replace("+00:00", "Z")


def handed_off(lead_id: str, region: str, at: datetime | str, **more: Any) -> dict[str, Any]:
    """A lead handed to sales at an instant."""
    stamp = at if isinstance(at, str) else moment(at)
    return {
        "lead_id": f"{region}/{lead_id}",
        "region": region,
        "created_at": stamp,
        "handed_off_at": stamp,
        **more,
    }


def touched(lead: dict[str, Any], at: datetime | str, **more: Any) -> dict[str, Any]:
    """A human outbound contact with a lead."""
    return {
        "activity_id": f"touch of {lead['lead_id']}",
        "lead_id": lead["lead_id"],
        "activity_type": "call",
        "direction": "outbound",
        "is_automated": "false",
        "occurred_at": at if isinstance(at, str) else moment(at),
        **more,
    }


def judged(lead: dict[str, Any], at: datetime | str, status: str, **more: Any) -> dict[str, Any]:
    """A verdict of sales on a lead."""
    return {
        "event_id": f"verdict on {lead['lead_id']}",
        "lead_id": lead["lead_id"],
        "changed_at": at if isinstance(at, str) else moment(at),
        "to_status": status,
        "changed_by_function": "sales",
        **more,
    }


def follow_up(question: Question) -> Built:
    """Leads and activities are given; only ids are made unique."""
    leads = {
        lead["lead_id"]: handed_off(lead["lead_id"], question.id, lead["handed_off_at"])
        for lead in question.input["leads"]
    }
    activities = [
        touched(
            leads[activity["lead_id"]],
            activity["occurred_at"],
            activity_id=f"{question.id}/{activity['activity_id']}",
            direction=activity["direction"],
            is_automated=str(activity["is_automated"]).lower(),
        )
        for activity in question.input["sales_activities"]
    ]
    return {"leads": list(leads.values()), "sales_activities": activities}


def counted_follow_up(question: Question) -> Built:
    """Counts of successes among trials: as many leads, the first of them touched a day later."""
    built: Built = {"leads": [], "sales_activities": []}
    for position, count in enumerate(question.input["counts"], start=1):
        region = f"{question.id}/{position}"
        leads = [handed_off(f"{n}", region, RECENTLY) for n in range(count["trials"])]
        built["leads"] += leads
        built["sales_activities"] += [
            touched(lead, RECENTLY + timedelta(days=1)) for lead in leads[: count["successes"]]
        ]
    return built


def waiting(question: Question) -> Built:
    """Hours to contact; a lead not contacted has waited that long at as_of, so it was handed off that long before."""
    built: Built = {"leads": [], "sales_activities": []}
    for name, responses in _response_lists(question):
        _wait(built, f"{question.id}{name}", responses, Fraction(1), question.as_of)
    return built


def waiting_scaled(times: Sequence[int | float]) -> Builder:
    """The same leads once more per time, all hours stretched so that the time becomes 24 h.

    The share contacted within 24 h is then 1 minus the survival at that time, which lets the published figure show
    every step of the curve.
    """

    def build(question: Question) -> Built:
        built: Built = {"leads": [], "sales_activities": []}
        for name, responses in _response_lists(question):
            for time in times:
                _wait(
                    built, f"{question.id}{name} at {time:g}", responses, 24 / Fraction(time), question.as_of
                )
        return built

    return build


def _response_lists(question: Question) -> list[tuple[str, list[tuple[float, bool]]]]:
    if "lead_response" in question.input:
        rows = [(row["hours"], bool(row["contacted"])) for row in question.input["lead_response"]]
        return [("", rows)]
    return [
        (f" {name}", [(row["time"], bool(row["event"])) for row in rows])
        for name, rows in question.input.items()
    ]


def _wait(
    built: Built, region: str, responses: Sequence[tuple[float, bool]], stretch: Fraction, as_of: datetime
) -> None:
    for position, (hours, was_contacted) in enumerate(responses):
        waited = timedelta(microseconds=round(Fraction(hours) * stretch * 3_600_000_000))
        lead = handed_off(f"{position}", region, LONG_AGO if was_contacted else as_of - waited)
        built["leads"].append(lead)
        if was_contacted:
            built["sales_activities"].append(touched(lead, LONG_AGO + waited))


def elapsed(question: Question) -> Built:
    """Each pair of instants is a hand-off and its first contact."""
    leads = [
        handed_off(f"{position}", question.id, row["start"])
        for position, row in enumerate(question.input["rows"])
    ]
    return {
        "leads": leads,
        "sales_activities": [
            touched(lead, row["end"]) for lead, row in zip(leads, question.input["rows"], strict=True)
        ],
    }


def acceptance(question: Question) -> Built:
    """Some leads are excluded, some accepted on day 5; the rest rejected, accepted on day 25, or left unanswered."""
    leads, events = [], []
    excluded, accepted = question.input["duplicates_or_bad_data"], question.input["accepted_within_horizon"]
    for n in range(question.input["handed_off"]):
        lead = handed_off(f"{n}", question.id, LONG_AGO)
        leads.append(lead)
        if n < excluded:
            lead["exclusion_reason"] = "duplicate" if n % 2 else "bad_data"
        elif n < excluded + accepted:
            events.append(judged(lead, LONG_AGO + timedelta(days=5), "accepted"))
        elif n % 3 == 0:
            events.append(
                judged(lead, LONG_AGO + timedelta(days=5), "rejected", reason_code="wrong_fit_size")
            )
        elif n % 3 == 1:
            events.append(judged(lead, LONG_AGO + timedelta(days=25), "accepted"))
    return {"leads": leads, "lead_status_events": events}


def graded(question: Question) -> Built:
    """A table of agreement: as many leads per cell, graded by marketing at hand-off and by sales two days later."""
    if "table" in question.input:
        cells = [
            ("ABCD"[row], "ABCD"[column], count)
            for row, counts in enumerate(question.input["table"])
            for column, count in enumerate(counts)
        ]
    else:
        cells = [
            (cell["lead_score_band"], cell["sales_quality_band"], cell["n"])
            for cell in question.input["agreement_counts"]
        ]
    leads, events = [], []
    for marketing_grade, sales_grade, count in cells:
        for n in range(count):
            lead = handed_off(
                f"{marketing_grade}{sales_grade}{n}", question.id, LONG_AGO, lead_score_band=marketing_grade
            )
            leads.append(lead)
            events.append(
                judged(lead, LONG_AGO + timedelta(days=2), "accepted", sales_quality_rating=sales_grade)
            )
    return {"leads": leads, "lead_status_events": events}


def scored(question: Question) -> Built:
    """Scored leads; those with the event became an opportunity 30 days after hand-off."""
    if "rating_counts" in question.input:
        rows = [
            (row["rating"], is_event)
            for row in question.input["rating_counts"]
            for is_event, count in ((True, row["event"]), (False, row["non_event"]))
            for _ in range(count)
        ]
    else:
        rows = [
            (lead["lead_score"], bool(lead["converted_to_opportunity"])) for lead in question.input["leads"]
        ]
    became = moment(LONG_AGO + timedelta(days=30))
    leads = [
        handed_off(f"{n}", question.id, LONG_AGO, lead_score=score, converted_at=became if is_event else "")
        for n, (score, is_event) in enumerate(rows)
    ]
    return {"leads": leads}


def feedback(question: Question) -> Built:
    """Leads and verdicts are given; a null reason stays empty."""
    leads = {
        lead["lead_id"]: handed_off(lead["lead_id"], question.id, lead["handed_off_at"])
        for lead in question.input["leads"]
    }
    events = [
        judged(
            leads[event["lead_id"]],
            event["changed_at"],
            event["to_status"],
            reason_code=event["reason_code"] or "",
        )
        for event in question.input["lead_status_events"]
    ]
    return {"leads": list(leads.values()), "lead_status_events": events}
