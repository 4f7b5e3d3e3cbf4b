"""Raw rows that imply the inputs of oracles about goals, quotas, surveys and forecasts. None sees an expected value."""

from __future__ import annotations

from typing import Any

from tests.oracles.deal_tables import MID_QUARTER, QUARTER_START, won
from tests.oracles.lead_tables import Built, Records
from tests.oracles.published import Question

QUARTERS = {
    f"{year}Q{quarter}": (f"{year}-{start}", f"{year}-{end}")
    for year in (2023, 2024)
    for quarter, (start, end) in enumerate(
        [("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31")], start=1
    )
}
THIS_QUARTER = (QUARTER_START, "2025-03-31")


def _goal(
    question: Question, owner: str, metric: str, period: tuple[str, str], **more: Any
) -> dict[str, Any]:
    return {
        "goal_id": f"{question.id}/{owner}/{metric}/{period[0]}",
        "owner_type": "team",
        "owner_id": f"{question.id}/{owner}",
        "function": "sales" if metric == "bookings" else "marketing",
        "goal_metric": metric,
        "period_start": period[0],
        "period_end": period[1],
        **more,
    }


def _teams(question: Question, names: set[str]) -> Records:
    return [
        {"team_id": f"{question.id}/{name}", "function": "other", "region": question.id}
        for name in sorted(names)
    ]


def attained(question: Question) -> Built:
    """Per team and quarter a bookings goal and a price goal, both of one: reached is one, missed is nought."""
    rows = question.input["goal_attainment"]
    goals = [
        _goal(
            question,
            row["team_id"],
            metric,
            QUARTERS[row["period"]],
            target_value=1,
            actual_value=row[met],
        )
        for row in rows
        for metric, met in (("bookings", "sales_goal_met"), ("price_realization", "marketing_goal_met"))
    ]
    return {"goals": goals, "teams": _teams(question, {row["team_id"] for row in rows})}


def attainable(question: Question) -> Built:
    """Eight past quarters of one team, then this quarter's targets."""
    past = [
        _goal(question, "team", metric, period, target_value=row[metric], actual_value=row[metric])
        for row, period in zip(question.input["history"], QUARTERS.values(), strict=True)
        for metric in ("bookings", "price_realization")
    ]
    current = [
        _goal(question, "team", goal["goal"], THIS_QUARTER, target_value=goal["target"])
        for goal in question.input["goals"]
    ]
    return {"goals": past + current, "teams": _teams(question, {"team"})}


def quotas(question: Question) -> Built:
    """Quotas of the quarter with what was attained, of people long hired."""
    rows = question.input["quotas"]
    return {
        "quotas": [
            {
                **row,
                "user_id": f"{question.id}/{row['user_id']}",
                "period_start": THIS_QUARTER[0],
                "period_end": THIS_QUARTER[1],
            }
            for row in rows
        ],
        "users": [
            {
                "user_id": f"{question.id}/{row['user_id']}",
                "team_id": f"{question.id}/team",
                "function": "sales",
                "hired_on": "2020-01-01",
            }
            for row in rows
        ],
        "teams": _teams(question, {"team"}),
    }


def answered(question: Question) -> Built:
    """One respondent per answer, all in one wave."""
    return {
        "survey_responses": [
            {
                "response_id": f"{question.id}/{number}",
                "respondent_key": f"{question.id}/{number}",
                "survey_wave": "winter",
                "scale_max": 5,
                "submitted_at": f"{MID_QUARTER}T09:00:00Z",
                **row,
            }
            for number, row in enumerate(question.input["survey_responses"])
        ]
    }


def forecast(question: Question) -> Built:
    """A commit forecast on the first day of each quarter, and one won deal per quarter and segment."""
    snapshots: Records = []
    deals: Records = []
    for row in question.input["forecast_vs_actual"]:
        start = QUARTERS[row["period"]][0]
        snapshots.append(
            {
                "snapshot_date": start,
                "period_start": start,
                "segment": row["segment"],
                "forecast_category": "commit",
                "forecast_amount": row["forecast_amount"],
            }
        )
        deals.append(
            won(
                f"{row['period']} {row['segment']}",
                question.id,
                f"{start[:-2]}15",
                row["actual_amount"],
                segment=row["segment"],
            )
        )
    return {"forecast_snapshots": snapshots, "opportunities": deals}
