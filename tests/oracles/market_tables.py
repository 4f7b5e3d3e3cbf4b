"""Raw rows that imply the inputs of oracles about journeys, pipelines, content, launches and joint work.

None sees an expected value.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.oracles.deal_tables import MID_QUARTER, QUARTER_START, won
from tests.oracles.lead_tables import Built, Records, moment
from tests.oracles.published import Question

BEFORE = "2025-01-20T09:00:00Z"
OPENED = "2025-02-10"
QUARTER_ENDS = datetime(2025, 4, 1, tzinfo=UTC)


def touch_of(question: Question, name: str, deal_id: str, **more: Any) -> dict[str, Any]:
    """A touch of marketing on a deal, before the deals here are opened."""
    return {
        "touchpoint_id": f"{question.id}/{name}",
        "opportunity_id": deal_id,
        "channel": "email",
        "function": "marketing",
        "occurred_at": BEFORE,
        **more,
    }


def messages(question: Question) -> Built:
    """A marketing touch with its theme before each deal is opened with sales' theme."""
    deals: Records = []
    touches: Records = []
    for row in question.input["opportunities"]:
        deal_id = f"{question.id}/{row['opportunity_id']}"
        deals.append(
            {
                "opportunity_id": deal_id,
                "region": question.id,
                "created_at": OPENED,
                "is_closed": "false",
                "message_theme": row["sales_theme"],
            }
        )
        touches.append(
            touch_of(question, row["opportunity_id"], deal_id, message_theme=row["marketing_theme"])
        )
    return {"opportunities": deals, "touchpoints": touches}


def journeys(question: Question) -> Built:
    """Closed deals with so many touches of marketing and activities of sales; a contact is a touch with a person."""
    built: Built = {"opportunities": [], "touchpoints": [], "sales_activities": []}
    for row in question.input["opportunities"]:
        name = row["opportunity_id"]
        deal_id = f"{question.id}/{name}"
        built["opportunities"].append(
            {
                "opportunity_id": deal_id,
                "region": question.id,
                "closed_at": MID_QUARTER,
                "is_closed": "true",
                "is_won": "false",
            }
        )
        for number in range(row["marketing_touches"]):
            person = f"{deal_id} {number}" if number < row["contacts"] else ""
            built["touchpoints"].append(touch_of(question, f"{name} m{number}", deal_id, person_key=person))
        for number in range(row["marketing_touches"], row["contacts"]):
            built["touchpoints"].append(
                touch_of(
                    question, f"{name} s{number}", deal_id, function="sales", person_key=f"{deal_id} {number}"
                )
            )
        for number in range(row["sales_activities"]):
            built["sales_activities"].append(
                {
                    "activity_id": f"{deal_id} {number}",
                    "opportunity_id": deal_id,
                    "activity_type": "meeting",
                    "direction": "outbound",
                    "is_automated": "false",
                    "occurred_at": BEFORE,
                }
            )
    return built


def bundles(question: Question) -> Built:
    """Won deals with one line each, of a bundle; not quoted means the line was added without a quote."""
    rows = question.input["bundles"]
    return {
        "opportunities": [won(row["opportunity_id"], question.id, MID_QUARTER, 1) for row in rows],
        "opportunity_line_items": [
            {
                "line_item_id": f"{question.id}/{row['opportunity_id']}",
                "opportunity_id": f"{question.id}/{row['opportunity_id']}",
                "bundle_id": "bundle" if row["bundle_quoted"] else "",
                "was_quoted": str(row["bundle_quoted"]).lower(),
                "is_in_final_order": ""
                if row["bundle_in_final_order"] is None
                else str(row["bundle_in_final_order"]).lower(),
            }
            for row in rows
        ],
    }


def launches(question: Question) -> Built:
    """Launches and their readiness items are given."""
    return {
        "launches": [
            {**row, "launch_id": f"{question.id}/{row['launch_id']}"} for row in question.input["launches"]
        ],
        "launch_readiness_items": [
            {
                "item_id": f"{question.id}/{number}",
                "launch_id": f"{question.id}/{row['launch_id']}",
                "user_id": row["user_id"],
                "required": str(row["required"]).lower(),
                "completed_at": row["completed_at"] or "",
            }
            for number, row in enumerate(question.input["launch_readiness_items"])
        ],
    }


def content(question: Question) -> Built:
    """Assets published a year before, sent in the weeks before the quarter's end to so many deals."""
    return {
        "content_assets": [
            {**row, "published_at": "2024-01-01T00:00:00Z"} for row in question.input["content_assets"]
        ],
        "content_usage": [
            {
                "usage_id": f"{row['content_id']} {number}",
                "content_id": row["content_id"],
                "opportunity_id": f"{question.id}/{number}",
                "action": "sent",
                "used_at": moment(QUARTER_ENDS - timedelta(days=30)),
            }
            for row in question.input["content_usage_counts"]
            for number in range(row["opportunities"])
        ],
    }


def joint(question: Question) -> Built:
    """One activity in the middle of each month that had any, and the selling teams."""
    rows = question.input["team_months"]
    return {
        "teams": [
            {"team_id": f"{question.id}/{name}", "function": "sales", "region": question.id}
            for name in sorted({row["team_id"] for row in rows})
        ],
        "joint_activities": [
            {
                "joint_activity_id": f"{question.id}/{row['team_id']} {row['month']}",
                "team_id": f"{question.id}/{row['team_id']}",
                "occurred_at": f"{row['month']}-15T09:00:00Z",
                "sales_attendees": row["sales_attendees"],
                "marketing_attendees": row["marketing_attendees"],
            }
            for row in rows
            if row["sales_attendees"] or row["marketing_attendees"]
        ],
    }


def pipeline(question: Question) -> Built:
    """Deals closed in the quarter after so many days, and deals open at its end."""
    closed_at = datetime(2025, 2, 20, tzinfo=UTC)
    deals: Records = [
        {
            "opportunity_id": f"{question.id}/{row['opportunity_id']}",
            "region": question.id,
            "created_at": moment(closed_at - timedelta(days=row["cycle_days"])),
            "closed_at": moment(closed_at),
            "is_closed": "true",
            "is_won": str(row["is_won"]).lower(),
            "amount": row["amount"],
        }
        for row in question.input["closed_opportunities"]
    ]
    return {"opportunities": deals + _open(question.id, question.input["open_opportunities"])}


def pipelines(question: Question) -> Built:
    """Per row the smallest number of closed deals with that win rate, all won ones alike, and the open deals."""
    deals: Records = []
    closed_at = datetime(2025, 3, 31, tzinfo=UTC)
    for position, row in enumerate(question.input["rows"], start=1):
        region = f"{question.id}/{position}"
        closed = next(
            n for n in range(1, 101) if abs(n * row["win_rate"] - round(n * row["win_rate"])) < 1e-9
        )
        deals += [
            {
                "opportunity_id": f"{region}/{number}",
                "region": region,
                "created_at": moment(closed_at - timedelta(days=row["cycle_days"])),
                "closed_at": moment(closed_at),
                "is_closed": "true",
                "is_won": str(number < round(closed * row["win_rate"])).lower(),
                "amount": row["average_deal_amount"],
            }
            for number in range(closed)
        ]
        deals += _open(region, row["opportunities"])
    return {"opportunities": deals}


def _open(region: str, count: int) -> Records:
    return [
        {
            "opportunity_id": f"{region}/open {number}",
            "region": region,
            "created_at": f"{QUARTER_START}T09:00:00Z",
            "is_closed": "false",
        }
        for number in range(count)
    ]
