"""Raw rows that imply the inputs of oracles about what became of leads. None sees an expected value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.oracles.lead_tables import LONG_AGO, Built, Records, handed_off, judged, moment, touched
from tests.oracles.published import Question

# more than a year before 2025-04-01, for what is followed that long
A_YEAR_AGO = datetime(2024, 2, 1, 9, tzinfo=UTC)


def promised(question: Question) -> Built:
    """First contact after some hours, then more attempts a day apart; contact made means the first call got through."""
    built: Built = {
        "leads": [],
        "sales_activities": [],
        "sla_rules": [{"version": "1", **rule} for rule in question.input["sla_rules"]],
    }
    for row in question.input["leads"]:
        lead = handed_off(row["lead_id"], question.id, LONG_AGO, lead_class=row["lead_class"])
        built["leads"].append(lead)
        for attempt in range(row["attempts_14d"]):
            reached = row["contact_made"] and attempt == 0
            built["sales_activities"].append(
                touched(
                    lead,
                    LONG_AGO + timedelta(hours=row["first_contact_hours"], days=attempt),
                    activity_id=f"{lead['lead_id']} attempt {attempt}",
                    outcome="connected" if reached else "no_answer",
                )
            )
    return built


def predicted(question: Question) -> Built:
    """Leads per band, all with the band's mean prediction; as many as observed became opportunities."""
    became = moment(LONG_AGO + timedelta(days=30))
    leads = [
        handed_off(
            f"{band['lead_score_band']}{n}",
            question.id,
            LONG_AGO,
            lead_score_band=band["lead_score_band"],
            predicted_conversion_probability=band["mean_predicted"],
            converted_at=became if n < band["observed"] else "",
        )
        for band in question.input["bands"]
        for n in range(band["n"])
    ]
    return {"leads": leads}


def ended(question: Question) -> Built:
    """Days to an opportunity (1) or a rejection (2); a lead still open (0) has been so for its days at as_of."""
    built: Built = {"leads": [], "lead_status_events": []}
    for row in question.input["leads"]:
        age = timedelta(days=row["days"])
        lead = handed_off(row["lead_id"], question.id, LONG_AGO if row["outcome"] else question.as_of - age)
        built["leads"].append(lead)
        if row["outcome"] == 1:
            lead["converted_at"] = moment(LONG_AGO + age)
        elif row["outcome"] == 2:
            built["lead_status_events"].append(
                judged(lead, LONG_AGO + age, "rejected", reason_code="wrong_fit_size")
            )
    return built


def rejected(question: Question) -> Built:
    """Rejections of a year ago with their reasons; some leads became opportunities some days later all the same."""
    rejected_at = A_YEAR_AGO + timedelta(days=3)
    built: Built = {"leads": [], "lead_status_events": []}
    for row in question.input["rejections"]:
        lead = handed_off(row["lead_id"], question.id, A_YEAR_AGO)
        if row["converted_after_days"] is not None:
            lead["converted_at"] = moment(rejected_at + timedelta(days=row["converted_after_days"]))
        built["leads"].append(lead)
        built["lead_status_events"].append(
            judged(lead, rejected_at, "rejected", reason_code=row["reason_code"] or "")
        )
    return built


def sent_back(question: Question) -> Built:
    """Rejections as not ready and returns to nurture, both known to the day."""
    built: Built = {"leads": [], "lead_status_events": []}
    for row in question.input["not_ready"]:
        lead = handed_off(row["lead_id"], question.id, LONG_AGO)
        built["leads"].append(lead)
        built["lead_status_events"].append(
            judged(lead, row["rejected_on"], "rejected", reason_code="not_ready_timing")
        )
        if row["nurture_on"]:
            built["lead_status_events"].append(
                judged(lead, row["nurture_on"], "nurture", event_id=f"return of {lead['lead_id']}")
            )
    return built


def recycled(question: Question) -> Built:
    """Leads per band, all recycled half a year and more ago; as many as converted became opportunities 60 days later."""
    recycled_at = A_YEAR_AGO + timedelta(days=10)
    built: Built = {"leads": [], "lead_status_events": []}
    for band in question.input["recycled"]:
        for n in range(band["matured"]):
            lead = handed_off(
                f"{band['lead_score_band']}{n}",
                question.id,
                A_YEAR_AGO,
                lead_score_band=band["lead_score_band"],
            )
            if n < band["converted"]:
                lead["converted_at"] = moment(recycled_at + timedelta(days=60))
            built["leads"].append(lead)
            built["lead_status_events"].append(
                judged(lead, recycled_at, "recycled", reason_code="not_ready_timing")
            )
    return built


def worked(question: Question) -> Built:
    """One logged activity of so many minutes per lead, then the final verdict."""
    verdicts = {"accepted": "accepted", "qualified": "qualified"}
    leads: Records = []
    events: Records = []
    activities: Records = []
    for row in question.input["lead_effort"]:
        lead = handed_off(row["lead_id"], question.id, LONG_AGO)
        leads.append(lead)
        activities.append(touched(lead, LONG_AGO + timedelta(days=1), duration_minutes=row["minutes"]))
        events.append(
            judged(
                lead,
                LONG_AGO + timedelta(days=5),
                verdicts.get(row["final_reason"], "rejected"),
                reason_code=row["final_reason"],
            )
        )
    return {"leads": leads, "lead_status_events": events, "sales_activities": activities}


def defined(question: Question) -> Built:
    """Marketing calls a lead what scores 50 and more, sales what fits best; each lead has the score and fit to match."""
    definitions = {"marketing": "lead_score >= 50", "sales": "fit_grade = 'A'"}
    return {
        "leads": [
            handed_off(
                row["lead_id"],
                question.id,
                LONG_AGO,
                lead_score=80 if row["meets_marketing_definition"] else 20,
                fit_grade="A" if row["meets_sales_definition"] else "D",
            )
            for row in question.input["leads"]
        ],
        "lead_definitions": [
            {
                "definition_id": f"{question.id}/{function}",
                "function": function,
                "term": "lead",
                "predicate": predicate,
                "version": "1",
            }
            for function, predicate in definitions.items()
        ],
    }
