"""Raw rows that imply the inputs of oracles about aligned and other leads. None sees an expected value."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.oracles.deal_tables import won
from tests.oracles.lead_fate_tables import A_YEAR_AGO
from tests.oracles.lead_tables import Built, handed_off, judged, moment, touched
from tests.oracles.published import Question

WON_AT = A_YEAR_AGO + timedelta(days=120)


def won_and_lost(question: Question) -> Built:
    """As many leads of each kind per customer segment as given, the first of them won after 120 days."""
    built = _nothing()
    for stratum in question.input["strata"]:
        for kind, is_aligned in (("aligned", True), ("misaligned", False)):
            for n in range(stratum[f"{kind}_total"]):
                lead = _lead(built, question, stratum["segment"], f"{kind} {n}", is_aligned)
                if n < stratum[f"{kind}_won"]:
                    _win(built, question, lead, 1_000)
    return built


def valued(question: Question) -> Built:
    """As many leads of each kind per customer segment as given; the first of them won the whole amount of its kind."""
    built = _nothing()
    for stratum in question.input["strata"]:
        for kind, is_aligned in (("aligned", True), ("other", False)):
            leads = [
                _lead(built, question, stratum["segment"], f"{kind} {n}", is_aligned)
                for n in range(stratum[f"{kind}_leads"])
            ]
            _win(built, question, leads[0], stratum[f"{kind}_amount"])
    return built


def contacted(question: Question) -> Built:
    """Leads with the day of their first contact and the day they became opportunities, where there was one."""
    built = _nothing()
    for row in question.input["leads"]:
        lead = handed_off(row["lead_id"], question.id, A_YEAR_AGO)
        built["leads"].append(lead)
        if row["first_contact_day"] is not None:
            at = A_YEAR_AGO + timedelta(days=row["first_contact_day"])
            built["sales_activities"].append(touched(lead, at))
        if row["conversion_day"] is not None:
            lead["converted_at"] = moment(A_YEAR_AGO + timedelta(days=row["conversion_day"]))
    return built


def _nothing() -> Built:
    return {"leads": [], "sales_activities": [], "lead_status_events": [], "opportunities": []}


def _lead(built: Built, question: Question, segment: str, name: str, is_aligned: bool) -> dict[str, Any]:
    """A lead; an aligned one is called within the hour and accepted with a reason two days later."""
    lead = handed_off(f"{segment} {name}", question.id, A_YEAR_AGO, segment=segment)
    built["leads"].append(lead)
    if is_aligned:
        built["sales_activities"].append(touched(lead, A_YEAR_AGO + timedelta(hours=1)))
        built["lead_status_events"].append(
            judged(lead, A_YEAR_AGO + timedelta(days=2), "accepted", reason_code="accepted_fit")
        )
    return lead


def _win(built: Built, question: Question, lead: dict[str, Any], amount: float) -> None:
    deal = won(
        f"deal of {lead['lead_id']}",
        question.id,
        moment(WON_AT),
        amount,
        created_at=moment(A_YEAR_AGO + timedelta(days=30)),
        primary_lead_id=lead["lead_id"],
    )
    built["opportunities"].append(deal)
    lead["converted_at"] = deal["created_at"]
