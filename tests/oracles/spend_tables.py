"""Raw rows that imply the inputs of oracles about money spent and money that stays. None sees an expected value."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.oracles.deal_tables import MID_QUARTER, won
from tests.oracles.lead_tables import Built, handed_off, judged, touched
from tests.oracles.market_tables import touch_of
from tests.oracles.published import Question


def focus(question: Question) -> Built:
    """One campaign per segment, which brought one lead of that segment; all of sales' activities are on those leads."""
    built: Built = {"campaigns": [], "campaign_spend": [], "leads": [], "sales_activities": []}
    worked_at = datetime(2025, 2, 10, 9, tzinfo=UTC)
    for row in question.input["shares"]:
        name = row["segment"]
        built["campaigns"].append({"campaign_id": name, "campaign_name": name, "channel": "email"})
        built["campaign_spend"].append(
            {
                "spend_id": name,
                "campaign_id": name,
                "spent_on": "2025-02-01",
                "amount": row["marketing_spend"],
            }
        )
        lead = handed_off(name, question.id, worked_at, segment=name, source_campaign_id=name)
        built["leads"].append(lead)
        built["sales_activities"] += [
            touched(lead, worked_at + timedelta(minutes=number), activity_id=f"{name} {number}")
            for number in range(row["sales_activities"])
        ]
    return built


def traced(question: Question) -> Built:
    """Lines of spend, as many leads as each campaign brought, and one deal won by a lead where revenue is attributed."""
    outcomes = question.input["campaign_outcomes"]
    built: Built = {
        "campaigns": [
            {"campaign_id": row["campaign_id"], "campaign_name": row["campaign_id"]} for row in outcomes
        ],
        "campaign_spend": [
            {
                "spend_id": f"{question.id}/{number}",
                "campaign_id": row["campaign_id"] or "",
                "spent_on": "2024-01-10",
                "amount": row["amount"],
            }
            for number, row in enumerate(question.input["campaign_spend"])
        ],
        "leads": [],
        "lead_status_events": [],
        "opportunities": [],
        "touchpoints": [],
    }
    for row in outcomes:
        leads = [
            {
                "lead_id": f"{question.id}/{row['campaign_id']} {number}",
                "region": question.id,
                "created_at": "2024-01-12T09:00:00Z",
                "source_campaign_id": row["campaign_id"],
            }
            for number in range(row["leads"])
        ]
        built["leads"] += leads
        if row["attributed_revenue"]:
            # revenue reached through a lead that sales took on
            leads[0]["handed_off_at"] = "2024-01-13T09:00:00Z"
            built["lead_status_events"].append(judged(leads[0], "2024-01-14T09:00:00Z", "accepted"))
            built["opportunities"].append(
                won(
                    row["campaign_id"],
                    question.id,
                    MID_QUARTER,
                    row["attributed_revenue"],
                    primary_lead_id=leads[0]["lead_id"],
                )
            )
            built["touchpoints"].append(
                {
                    **touch_of(question, row["campaign_id"], built["opportunities"][-1]["opportunity_id"]),
                    "campaign_id": row["campaign_id"],
                    "occurred_at": "2024-03-01T09:00:00Z",
                }
            )
    return built


def moved(question: Question) -> Built:
    """A hundred leads per channel in one quarter, accepted at its rate, and the channel's spend in it and in the next."""
    handed_off_at = datetime(2024, 8, 1, 9, tzinfo=UTC)
    built: Built = {"leads": [], "lead_status_events": [], "campaign_spend": []}
    for row in question.input["channels"]:
        channel = row["channel"]
        for number in range(100):
            lead = handed_off(f"{channel} {number}", question.id, handed_off_at, lead_source=channel)
            built["leads"].append(lead)
            if number < round(100 * row["acceptance_rate"]):
                built["lead_status_events"].append(
                    judged(lead, handed_off_at + timedelta(days=2), "accepted")
                )
        for spent_on, amount in (("2024-08-01", row["spend_t"]), ("2024-11-01", row["spend_t1"])):
            built["campaign_spend"].append(
                {
                    "spend_id": f"{question.id}/{channel} {spent_on}",
                    "channel": channel,
                    "spent_on": spent_on,
                    "amount": amount,
                }
            )
    return built


def retained(question: Question) -> Built:
    """Recurring revenue in the quarter's last month and twelve months before; churned is written as nought."""
    rows = question.input["customer_revenue"]
    return {
        "accounts": [
            {"account_id": f"{question.id}/{row['account_id']}", "region": question.id} for row in rows
        ],
        "customer_revenue": [
            {
                "account_id": f"{question.id}/{row['account_id']}",
                "month": month,
                "recurring_amount": row[amount],
            }
            for row in rows
            for month, amount in (("2024-03-01", "opening_amount"), ("2025-03-01", "closing_amount"))
            if row[amount] is not None
        ],
    }
