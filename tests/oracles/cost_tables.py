"""Raw rows that imply the inputs of the oracle about what misalignment costs. It sees no expected value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.oracles.lead_tables import Built, handed_off, judged, moment, touched
from tests.oracles.published import Question

# The oracle has .2 and 13.5 wins; fifty such companies at once have whole ones, and fifty times the cost.
SCALE = 50
# lead, deals and concession of one quarter, so that it is every cause's newest
HANDED_OFF = datetime(2025, 1, 6, 9, tzinfo=UTC)
WON = datetime(2025, 2, 10, 9, tzinfo=UTC)
LATE = datetime(2025, 3, 28, 9, tzinfo=UTC)
# list amount of the late deals, and of as many like them that closed earlier at list price
LATE_DEALS = 10
LIST_AMOUNT = 5_000_000
WRONG_FIT_LEADS = 400

# the state of a lead by the oracle's name for it: days after hand-off it was first worked, or never
STATES = {"never": None, "late": 3, "in_sla": 0}


def priced(question: Question) -> Built:
    """Leads per band and state, so many of them won; deals discounted late; a concession; time on wrong-fit leads."""
    return _merged(_leads(question), _deals(question), _time(question))


def _leads(question: Question) -> Built:
    built: Built = {"leads": [], "sales_activities": [], "opportunities": []}
    for cell in question.input["lead_cells"]:
        band = cell["lead_score_band"]
        counts = {"never": cell["never_worked"], "late": cell["late"], "in_sla": cell["in_sla"]}
        for state, days in STATES.items():
            won = round(counts[state] * SCALE * cell[f"win_rate_{state}"])
            for n in range(counts[state] * SCALE):
                lead = handed_off(f"{band} {state} {n}", question.id, HANDED_OFF, lead_score_band=band)
                built["leads"].append(lead)
                if days is not None:
                    built["sales_activities"].append(
                        touched(lead, HANDED_OFF + timedelta(days=days, hours=1))
                    )
                if n < won:
                    built["opportunities"].append(
                        _deal(
                            f"deal of {lead['lead_id']}",
                            WON,
                            question.input["assumptions"]["avg_won_amount"],
                            opportunity_type="new",
                            primary_lead_id=lead["lead_id"],
                        )
                    )
    return built


def _deals(question: Question) -> Built:
    """The excess is spread over the late deals; those like them got no discount, and no new deal is among them."""
    excess = question.input["late_discount_excess"] * SCALE / LATE_DEALS
    late, early = (
        [
            _deal(
                f"{name} {n}",
                at,
                round(LIST_AMOUNT - discount, 2),
                list_amount=LIST_AMOUNT,
                opportunity_type="expansion",
            )
            for n in range(LATE_DEALS)
        ]
        for name, at, discount in (("late", LATE, excess), ("early", WON, 0))
    )
    concession = {
        "concession_id": "given",
        "opportunity_id": "early 0",
        "list_value_amount": question.input["concessions_at_cost"] * SCALE * 2,
        "cost_amount": question.input["concessions_at_cost"] * SCALE,
        "granted_at": moment(WON),
    }
    approved = {**concession, "concession_id": "approved", "approved_by_user_id": "a manager"}
    return {"opportunities": [*late, *early], "concessions": [concession, approved]}


def _time(question: Question) -> Built:
    """Hours on leads of a band of their own, none of them unworked or late, all rejected as wrong fit."""
    minutes = question.input["wrong_fit_hours"] * SCALE * 60 // WRONG_FIT_LEADS
    leads = [
        handed_off(f"wrong fit {n}", question.id, HANDED_OFF, lead_score_band="D", fit_grade="D")
        for n in range(WRONG_FIT_LEADS)
    ]
    return {
        "leads": leads,
        "sales_activities": [
            touched(lead, HANDED_OFF + timedelta(hours=1), duration_minutes=minutes) for lead in leads
        ],
        "lead_status_events": [
            judged(lead, HANDED_OFF + timedelta(days=9), "rejected", reason_code="wrong_fit_size")
            for lead in leads
        ],
    }


def _deal(deal_id: str, at: datetime, amount: float, **more: object) -> dict[str, object]:
    return {
        "opportunity_id": deal_id,
        "created_at": moment(HANDED_OFF),
        "closed_at": moment(at),
        "is_closed": "true",
        "is_won": "true",
        "amount": amount,
        **more,
    }


def _merged(*parts: Built) -> Built:
    whole: Built = {}
    for part in parts:
        for table, records in part.items():
            whole.setdefault(table, []).extend(records)
    return whole
