"""A small company on HubSpot whose figures are known by hand, written as each way of getting data out of HubSpot writes it.

Ten people become marketing's in January 2026, each in sales' hands an hour later (one has an owner from the start). Six of
them are worked by a person within two weeks, five are accepted by sales, and of the four deals that come of it two are won.
Two forms, an opened and a clicked e-mail, a page and a meeting touch them; one deal has a line of its own, one a quote.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Rows = list[dict[str, Any]]

# HubSpot's name of a task that is no call and no e-mail, which no file here may hold as a word
TO_DO = "todo".upper()
MAPPING = """\
hubspot:
  fields:
    contact: {reason: disqualification_reason}
    deal: {sales_claimed_source: sales_source}
  reason: {wrong_fit_size: [Too small]}
"""
# the zone of the portal, whose hours its own exports give
ZONE = "America/New_York"
LABELS = {
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
    "opportunity": "Opportunity",
    "IN_PROGRESS": "In Progress",
    "CONNECTED": "Connected",
    "UNQUALIFIED": "Unqualified",
    "BAD_TIMING": "Bad Timing",
    "qualifiedtobuy": "Qualified To Buy",
    "closedwon": "Closed Won",
    "closedlost": "Closed Lost",
    "newbusiness": "New Business",
    "existingbusiness": "Existing Business",
    "PAID_SEARCH": "Paid Search",
    "ORGANIC_SEARCH": "Organic Search",
    "BEST_CASE": "Best case",
    "lifecyclestage": "Lifecycle Stage",
    "hs_lead_status": "Lead Status",
    "hubspot_owner_id": "Contact owner",
    "dealstage": "Deal Stage",
    "amount": "Amount",
    "closedate": "Close Date",
    "hs_manual_forecast_category": "Forecast category",
    "hs_deal_stage_probability": "Deal probability",
    "f240bbac-87c9-4f6e-bf70-924b57d47db7": "Connected",
    "73a0d17f-1163-4015-bdd5-ec830791da20": "No answer",
    "INCOMING_EMAIL": "Incoming email",
    "SEQUENCES": "Sequences",
    "LINKEDIN_MESSAGE": "LinkedIn message",
    "COMPLETED": "Completed",
    TO_DO: "To-do",
    "hs_pipeline_stage": "Lead pipeline stage",
    "new-stage-id": "New",
    "attempting-stage-id": "Attempting",
}
PROBABILITY = {"qualifiedtobuy": "0.4", "closedwon": "1.0", "closedlost": "0.0"}
OWNERS: Mapping[str, Mapping[str, Any]] = {
    "31": {"user": "9001", "name": "Rep One", "email": "rep.one@seller.example", "team": ("77", "Sales")},
    "32": {
        "user": "9002",
        "name": "Mark Two",
        "email": "mark.two@seller.example",
        "team": ("78", "Marketing"),
    },
}
CONNECTED, NO_ANSWER = "f240bbac-87c9-4f6e-bf70-924b57d47db7", "73a0d17f-1163-4015-bdd5-ec830791da20"


@dataclass(frozen=True)
class Contact:
    """A contact; `mql` is when it became marketing's, `status` and `lifecycle` what it was set to last."""

    id: str
    mql: datetime
    lifecycle: str = "marketingqualifiedlead"
    status: str = ""
    reason: str = ""
    merged: str = ""
    gone: bool = False

    @property
    def email(self) -> str:
        return f"buyer{self.id}@customer.example"


@dataclass(frozen=True)
class Deal:
    """A deal; `merged` is the id of another that went into it."""

    id: str
    contacts: tuple[str, ...]
    created: datetime
    stage: str
    amount: str
    closed: datetime
    type: str = "newbusiness"
    merged: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Change:
    """A property set to a value; `by` is the user, empty where a machine did it."""

    record: str
    property: str
    value: str
    at: datetime
    by: str = "9001"
    source: str = "CRM_UI"


@dataclass(frozen=True)
class Activity:
    """An activity; `detail` holds what only its kind has."""

    id: str
    kind: str
    contacts: tuple[str, ...]
    at: datetime
    source: str = "CRM_UI"
    detail: Mapping[str, str] = field(default_factory=dict)


def _day(number: int, hour: int = 10) -> datetime:
    return datetime(2026, 1, 1, hour) + timedelta(days=number - 1)


MQL = {str(100 + number): _day(number + 4) for number in range(1, 11)}
CONTACTS = (
    Contact("101", MQL["101"], "opportunity", "CONNECTED", merged="111"),
    Contact("102", MQL["102"], "opportunity", "CONNECTED"),
    Contact("103", MQL["103"]),
    Contact("104", MQL["104"], "opportunity"),
    Contact("105", MQL["105"], status="UNQUALIFIED", reason="Too small"),
    Contact("106", MQL["106"], status="BAD_TIMING"),
    Contact("107", MQL["107"], "opportunity", "CONNECTED"),
    Contact("108", MQL["108"], "opportunity"),
    Contact("109", MQL["109"]),
    Contact("110", MQL["110"]),
)
# what only a landing keeps: a contact merged away, and a deleted one
GONE = (Contact("111", MQL["101"]), Contact("112", _day(20), gone=True))
DEALS = (
    Deal("201", ("101",), _day(12), "closedwon", "10000", _day(60)),
    Deal("202", ("102",), _day(20), "closedlost", "3000", _day(70)),
    Deal("203", ("104",), _day(25), "qualifiedtobuy", "4000", _day(300)),
    Deal("204", ("107", "108"), _day(21), "closedwon", "5000", _day(80), merged="205"),
)
GONE_DEALS = (
    Deal("205", ("107",), _day(21), "qualifiedtobuy", "5000", _day(80)),
    Deal("206", ("103",), _day(22), "closedwon", "900", _day(50), gone=True),
)


def _contact_changes() -> tuple[Change, ...]:
    changes = []
    for contact, mql in MQL.items():
        # the life cycle is calculated, and written again the next day with the same value
        changes.append(Change(contact, "lifecyclestage", "marketingqualifiedlead", mql, "", "CALCULATED"))
        changes.append(
            Change(
                contact, "lifecyclestage", "marketingqualifiedlead", mql + timedelta(days=1), "", "CALCULATED"
            )
        )
        owned = mql - timedelta(hours=5) if contact == "103" else mql + timedelta(hours=1)
        changes.append(Change(contact, "hubspot_owner_id", "31", owned, "9002"))
    changes += [
        # said of the contact that was merged into 101 later
        Change("111", "hs_lead_status", "CONNECTED", MQL["101"] + timedelta(days=2)),
        Change("102", "hs_lead_status", "IN_PROGRESS", MQL["102"] + timedelta(days=1)),
        Change("102", "hs_lead_status", "CONNECTED", MQL["102"] + timedelta(days=3)),
        Change("104", "lifecyclestage", "salesqualifiedlead", MQL["104"] + timedelta(days=4)),
        Change("105", "hs_lead_status", "UNQUALIFIED", MQL["105"] + timedelta(days=5)),
        Change("106", "hs_lead_status", "BAD_TIMING", MQL["106"] + timedelta(days=6)),
        Change("107", "hs_lead_status", "CONNECTED", MQL["107"] + timedelta(days=2)),
        Change("107", "hs_lead_status", "CONNECTED", MQL["107"] + timedelta(days=9), "", "API"),
        Change("110", "firstname", "Jane", MQL["110"]),
    ]
    # opening a deal moves its contacts on, which no person is named for
    changes += [
        Change(contact, "lifecyclestage", "opportunity", deal.created, "", "DEALS")
        for deal in DEALS
        for contact in deal.contacts
    ]
    return tuple(changes)


def _deal_changes() -> tuple[Change, ...]:
    changes = []
    for deal in DEALS:
        opened = [
            Change(deal.id, "dealstage", "qualifiedtobuy", deal.created),
            Change(deal.id, "hs_deal_stage_probability", PROBABILITY["qualifiedtobuy"], deal.created),
            Change(deal.id, "amount", "2500", deal.created),
            Change(deal.id, "closedate", f"{deal.closed:%Y-%m-%dT%H:%M:00Z}", deal.created),
            Change(deal.id, "hs_manual_forecast_category", "BEST_CASE", deal.created),
        ]
        week = deal.created + timedelta(days=7)
        changes += [*opened, Change(deal.id, "amount", deal.amount, week)]
        changes.append(Change(deal.id, "amount", deal.amount, week + timedelta(days=1), "", "CALCULATED"))
        if deal.stage != "qualifiedtobuy":
            changes.append(Change(deal.id, "dealstage", deal.stage, deal.closed))
            changes.append(Change(deal.id, "hs_deal_stage_probability", PROBABILITY[deal.stage], deal.closed))
    return tuple(changes)


CONTACT_CHANGES = _contact_changes()
DEAL_CHANGES = _deal_changes()
ACTIVITIES = (
    Activity(
        "301",
        "call",
        ("101",),
        MQL["101"] + timedelta(hours=3),
        detail={"outcome": CONNECTED, "minutes": "6"},
    ),
    Activity("302", "email", ("102",), MQL["102"] + timedelta(days=1), detail={"direction": "EMAIL"}),
    Activity("303", "email", ("103",), MQL["103"] + timedelta(days=1), "SEQUENCES", {"direction": "EMAIL"}),
    Activity("304", "meeting", ("104",), MQL["104"] + timedelta(days=3), detail={"outcome": "COMPLETED"}),
    Activity(
        "305",
        "call",
        ("105",),
        MQL["105"] + timedelta(days=20),
        detail={"outcome": NO_ANSWER, "minutes": "1"},
    ),
    Activity(
        "306", "email", ("106",), MQL["106"] + timedelta(days=1), detail={"direction": "INCOMING_EMAIL"}
    ),
    Activity("307", "email", ("107", "108"), MQL["107"] + timedelta(days=2), detail={"direction": "EMAIL"}),
    Activity("308", "task", ("109",), MQL["109"] + timedelta(days=1), detail={"type": TO_DO}),
    Activity("309", "communication", ("110",), MQL["110"] + timedelta(days=4)),
)


@dataclass(frozen=True)
class Thing:
    """A record of an object that is neither person, deal nor activity; `about` are the ids of others by their object."""

    object: str
    id: str
    properties: Mapping[str, Any]
    about: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


THINGS = (
    Thing(
        "campaign",
        "901",
        {
            "hs_name": "Spring",
            "hs_start_date": "2026-01-01",
            "hs_end_date": "2026-03-31",
            "hs_budget_items_sum_amount": "500",
            "hs_spend_items_sum_amount": "300",
        },
    ),
    Thing("product", "601", {"name": "Pump", "price": "600"}),
    Thing(
        "line_item",
        "701",
        {"hs_product_id": "601", "quantity": "2", "price": "600", "amount": "1000"},
        {"deal": ("201",)},
    ),
    # of the quotes of 204 one is published; 201 has a line of its own
    Thing(
        "line_item",
        "702",
        {"hs_product_id": "601", "quantity": "10", "price": "600", "amount": "5000"},
        {"quote": ("751",)},
    ),
    Thing(
        "line_item",
        "703",
        {"hs_product_id": "601", "quantity": "12", "price": "600", "amount": "7000"},
        {"quote": ("752",)},
    ),
    Thing(
        "line_item",
        "704",
        {"hs_product_id": "601", "quantity": "2", "price": "600", "amount": "1000"},
        {"quote": ("753",)},
    ),
    Thing("line_item", "705", {"quantity": "1", "price": "1", "amount": "1"}),
    Thing("quote", "751", {"hs_status": "APPROVED", "hs_createdate": _day(30)}, {"deal": ("204",)}),
    Thing("quote", "752", {"hs_status": "DRAFT", "hs_createdate": _day(40)}, {"deal": ("204",)}),
    Thing(
        "quote", "753", {"hs_status": "APPROVAL_NOT_NEEDED", "hs_createdate": _day(30)}, {"deal": ("201",)}
    ),
    Thing(
        "goal_target",
        "971",
        {
            "hs_assignee_user_id": "9001",
            "hs_start_datetime": _day(1, 0),
            "hs_end_datetime": _day(90, 0),
            "hs_target_amount": "20000",
            "hs_kpi_value": "15000",
            "hs_kpi_unit_type": "currency",
        },
    ),
    Thing(
        "goal_target",
        "972",
        {
            "hs_assignee_user_id": "9001",
            "hs_start_datetime": _day(1, 0),
            "hs_end_datetime": _day(90, 0),
            "hs_target_amount": "40",
            "hs_kpi_value": "31",
            "hs_kpi_unit_type": "number",
        },
    ),
    Thing(
        "lead",
        "851",
        {
            "hs_pipeline_stage": "attempting-stage-id",
            "hs_createdate": MQL["109"] + timedelta(hours=1),
            "hubspot_owner_id": "31",
        },
        {"contact": ("109",)},
    ),
)
LEAD_CHANGES = (
    Change("851", "hs_pipeline_stage", "new-stage-id", MQL["109"] + timedelta(hours=1), "9002"),
    Change("851", "hs_pipeline_stage", "attempting-stage-id", MQL["109"] + timedelta(days=2)),
    Change("851", "hs_pipeline_stage", "attempting-stage-id", MQL["109"] + timedelta(days=3), "", "API"),
)
# what only landings hold: their own names, snake case; a table, and its rows without what a loader adds
EVENTS: Mapping[str, Rows] = {
    "form": [{"guid": "f1", "form_type": "HUBSPOT"}],
    "contact_form_submission": [
        # by the contact that was merged into 101 later
        {
            "contact_id": "111",
            "form_id": "f1",
            "conversion_id": "v1",
            "timestamp": MQL["101"] - timedelta(days=1),
        },
        {
            "contact_id": "104",
            "form_id": "f1",
            "conversion_id": "v2",
            "timestamp": MQL["104"] - timedelta(days=1),
        },
    ],
    "email_campaign": [{"id": "801", "name": "Newsletter", "type": "BATCH_EMAIL"}],
    "email_event": [
        {
            "id": f"e{number}",
            "type": kind,
            "created": _day(8) + timedelta(hours=number),
            "recipient": "buyer102@customer.example",
            "email_campaign_id": "801",
            "filtered_event": filtered,
        }
        for number, (kind, filtered) in enumerate(
            [("SENT", "false"), ("OPEN", "true"), ("OPEN", "false"), ("CLICK", "false")]
        )
    ],
    "web_event": [
        {
            "id": "w1",
            "event_type": "e_visited_page",
            "occurred_at": _day(9),
            "object_id": "103",
            "object_type": "CONTACT",
        },
        {
            "id": "w2",
            "event_type": "e_clicked_element",
            "occurred_at": _day(9),
            "object_id": "103",
            "object_type": "CONTACT",
        },
        {
            "id": "w3",
            "event_type": "e_visited_page",
            "occurred_at": _day(9),
            "object_id": "501",
            "object_type": "COMPANY",
        },
    ],
    "campaign_spend_item": [
        {"id": "951", "campaign_id": "901", "name": "Ads", "amount": "300", "created_at": _day(15)}
    ],
}


def write(form: str, folder: Path) -> None:
    """Write the company into `folder` as one of FORMS, with its mapping.yml beside."""
    target = folder / "hubspot"
    target.mkdir(parents=True)
    for name, rows in FORMS[form]().items():
        if name.endswith(".jsonl"):
            text = "".join(json.dumps(row) + "\n" for row in rows)
            (target / name).write_text(text, encoding="utf-8")
        else:
            _write_csv(target / f"{name}.csv", rows)
    zone = f"formats: {{time_zone: {{hubspot: {ZONE}}}}}\n" if form == "native" else ""
    (folder / "mapping.yml").write_text(MAPPING + zone, encoding="utf-8")


def _write_csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)


def _minute(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=UTC).astimezone(ZoneInfo(ZONE)):%Y-%m-%d %H:%M}"


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.000Z}"


def _milliseconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds() * 1000)


def _label(value: str) -> str:
    return LABELS.get(value, value)


def _contact_properties(contact: Contact, stamp: Callable[[datetime], Any] = _iso) -> dict[str, Any]:
    return {
        "email": contact.email,
        "firstname": "Jane",
        "createdate": stamp(contact.mql - timedelta(days=2)),
        "lifecyclestage": contact.lifecycle,
        "hs_lead_status": contact.status,
        "hubspot_owner_id": "31",
        "hs_analytics_source": "PAID_SEARCH",
        "hs_lifecyclestage_marketingqualifiedlead_date": stamp(contact.mql),
        "associatedcompanyid": "501",
        "hs_merged_object_ids": contact.merged,
        "disqualification_reason": contact.reason,
    }


def _deal_properties(deal: Deal, stamp: Callable[[datetime], Any] = _iso) -> dict[str, Any]:
    return {
        "dealname": f"Deal {deal.id}",
        "pipeline": "default",
        "dealstage": deal.stage,
        "amount": deal.amount,
        "closedate": stamp(deal.closed),
        "createdate": stamp(deal.created),
        "hubspot_owner_id": "31",
        "dealtype": deal.type,
        "deal_currency_code": "USD",
        "hs_analytics_source": "ORGANIC_SEARCH",
        "sales_source": "Paid search",
        "hs_merged_object_ids": deal.merged,
    }


def _activity_properties(activity: Activity, stamp: Callable[[datetime], Any] = _iso) -> dict[str, Any]:
    common = {
        "hs_timestamp": stamp(activity.at),
        "hubspot_owner_id": "31",
        "hs_engagement_source": activity.source,
    }
    detail = activity.detail
    if activity.kind == "call":
        return common | {
            "hs_call_direction": "OUTBOUND",
            "hs_call_disposition": detail["outcome"],
            "hs_call_duration": str(int(detail["minutes"]) * 60000),
        }
    if activity.kind == "email":
        return common | {"hs_email_direction": detail["direction"], "hs_email_status": "SENT"}
    if activity.kind == "meeting":
        return common | {
            "hs_meeting_outcome": detail["outcome"],
            "hs_meeting_start_time": stamp(activity.at),
            "hs_meeting_end_time": stamp(activity.at + timedelta(minutes=30)),
        }
    if activity.kind == "task":
        return common | {
            "hs_task_type": detail["type"],
            "hs_task_status": "COMPLETED",
            "hs_task_completion_date": stamp(activity.at),
        }
    return common | {"hs_communication_channel_type": "LINKEDIN_MESSAGE"}


def _by_kind(rows: Callable[[Activity], dict[str, Any]], name: Callable[[str], str]) -> dict[str, Rows]:
    kinds = dict.fromkeys(activity.kind for activity in ACTIVITIES)
    return {name(kind): [rows(item) for item in ACTIVITIES if item.kind == kind] for kind in kinds}


def _stamped(values: Mapping[str, Any], stamp: Callable[[datetime], Any]) -> dict[str, Any]:
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _things(rows: Callable[[Thing], dict[str, Any]], name: Callable[[str], str]) -> dict[str, Rows]:
    kinds = dict.fromkeys(thing.object for thing in THINGS)
    return {name(kind): [rows(item) for item in THINGS if item.object == kind] for kind in kinds}


def _associations(
    name: Callable[[str, str], str], columns: Callable[[str, str], tuple[str, str]]
) -> dict[str, Rows]:
    """A table for each pair of objects that are about each other."""
    tables: dict[str, Rows] = {}
    for thing in THINGS:
        for other, ids in thing.about.items():
            left, right = columns(thing.object, other)
            tables.setdefault(name(thing.object, other), []).extend(
                {left: thing.id, right: one} for one in ids
            )
    return tables


def _events(
    name: Callable[[str], str], row: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Rows]:
    return {name(table): [row(item) for item in rows] for table, rows in EVENTS.items()}


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _native() -> dict[str, Rows]:
    """HubSpot's own exports: labels, names for people, minutes, lists in one field; what was merged or deleted is missing."""
    labels = {
        "hs_call_direction": "Call direction",
        "hs_call_disposition": "Call outcome",
        "hs_email_direction": "Email direction",
        "hs_email_status": "Email send status",
        "hs_meeting_outcome": "Meeting outcome",
        "hs_meeting_start_time": "Meeting start time",
        "hs_meeting_end_time": "Meeting end time",
        "hs_task_type": "Task type",
        "hs_task_status": "Task status",
        "hs_task_completion_date": "Completed at",
        "hs_communication_channel_type": "Channel type",
        "hs_timestamp": "Activity date",
        "hs_engagement_source": "Record source",
    }

    def activity(item: Activity) -> dict[str, Any]:
        given = _activity_properties(item, _minute)
        row = {"Record ID": item.id, "Activity assigned to": OWNERS["31"]["name"]}
        row |= {labels[name]: _label(value) for name, value in given.items() if name in labels}
        if "minutes" in item.detail:
            row["Call duration"] = f"00:{int(item.detail['minutes']):02}:00"
        return row | {"Associated Contact IDs": ";".join(item.contacts)}

    things = {
        "hs_name": "Campaign name",
        "hs_start_date": "Start date",
        "hs_end_date": "End date",
        "hs_budget_items_sum_amount": "Budget total",
        "hs_spend_items_sum_amount": "Spend total",
        "name": "Name",
        "price": "Unit price",
        "amount": "Net price",
        "hs_product_id": "Product ID",
        "hs_status": "Quote Status",
        "hs_createdate": "Create date",
        "hs_start_datetime": "Start date",
        "hs_end_datetime": "End date",
        "hs_target_amount": "Target amount",
        "hs_kpi_value": "Progress value",
        "hs_pipeline_stage": "Lead pipeline stage",
        "hubspot_owner_id": "Lead owner",
    }

    def thing(item: Thing) -> dict[str, Any]:
        row: dict[str, Any] = {"Record ID": item.id}
        for name, value in _stamped(item.properties, _minute).items():
            row[things.get(name, name)] = (
                OWNERS[value]["name"] if name == "hubspot_owner_id" else _label(value)
            )
        return row | {
            f"Associated {other.capitalize()} IDs": ";".join(ids) for other, ids in item.about.items()
        }

    def change(item: Change) -> dict[str, Any]:
        value = OWNERS[item.value]["name"] if item.property == "hubspot_owner_id" else _label(item.value)
        return {
            # a record's history is exported with the record, under the id it has now
            "Record ID": {"111": "101"}.get(item.record, item.record),
            "Property label": _label(item.property),
            "Property value": value,
            "Change date": _minute(item.at),
            "Change source": item.source,
            "Updated by user ID": item.by,
        }

    return {
        "hubspot-crm-exports-all-contacts-2026-10-15": [
            {
                "Record ID": contact.id,
                "First Name": "Jane",
                "Email": contact.email,
                "Create Date": _minute(contact.mql - timedelta(days=2)),
                "Lifecycle Stage": _label(contact.lifecycle),
                "Lead Status": _label(contact.status),
                "Contact owner": OWNERS["31"]["name"],
                "Original Traffic Source": _label("PAID_SEARCH"),
                "Became a Marketing Qualified Lead Date": _minute(contact.mql),
                "Associated Company IDs": "501",
                "Disqualification reason": contact.reason,
            }
            for contact in CONTACTS
        ],
        "hubspot-crm-exports-all-deals-2026-10-15": [
            {
                "Record ID": deal.id,
                "Deal Name": f"Deal {deal.id}",
                "Deal Stage": _label(deal.stage),
                "Amount": deal.amount,
                "Close Date": _minute(deal.closed),
                "Create Date": _minute(deal.created),
                "Deal owner": OWNERS["31"]["name"],
                "Deal Type": _label(deal.type),
                "Currency": "USD",
                "Original Traffic Source": _label("ORGANIC_SEARCH"),
                "Is Closed Won": "true" if deal.stage == "closedwon" else "",
                "Sales source": "Paid search",
                "Associated Contact IDs": ";".join(deal.contacts),
                "Associated Company IDs": "501",
            }
            for deal in DEALS
        ],
        "hubspot-crm-exports-all-companies": [
            {"Record ID": "501", "Company name": "Buyer Inc", "Industry": "RETAIL"}
        ],
        "owners": [
            {
                "Owner ID": number,
                "User ID": owner["user"],
                "Name": owner["name"],
                "Email": owner["email"],
                "Team": owner["team"][1],
            }
            for number, owner in OWNERS.items()
        ],
        "contact-property-history": [change(item) for item in CONTACT_CHANGES],
        "deal-property-history": [change(item) for item in DEAL_CHANGES],
        "lead-property-history": [change(item) for item in LEAD_CHANGES],
        **_by_kind(activity, lambda kind: f"{kind}s"),
        **_things(
            thing,
            lambda kind: f"hubspot-crm-exports-all-{'goal' if kind == 'goal_target' else kind}s".replace(
                "_", "-"
            ),
        ),
    }


def _fivetran() -> dict[str, Rows]:
    """Fivetran: a table per object and association, `property_` before each property, deletions flagged."""

    def stamp(moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M:%S}"

    def properties(given: Mapping[str, Any]) -> dict[str, Any]:
        return {f"property_{name}": value for name, value in given.items()}

    synced = {"_fivetran_synced": "2026-10-15 00:00:00"}
    changes = {"contact": CONTACT_CHANGES, "deal": DEAL_CHANGES, "lead": LEAD_CHANGES}
    return {
        "contact": [
            {"id": contact.id, "_fivetran_deleted": str(contact.gone).lower(), **synced}
            | properties(_contact_properties(contact, stamp))
            for contact in (*CONTACTS, *GONE)
        ],
        "deal": [
            {
                "deal_id": deal.id,
                "is_deleted": str(deal.gone).lower(),
                "owner_id": "31",
                "deal_pipeline_id": "default",
                "deal_pipeline_stage_id": deal.stage,
                **synced,
            }
            | properties(
                {
                    name: value
                    for name, value in _deal_properties(deal, stamp).items()
                    if name not in ("pipeline", "dealstage", "hubspot_owner_id", "hs_merged_object_ids")
                }
            )
            for deal in (*DEALS, *GONE_DEALS)
        ],
        "merged_deal": [{"deal_id": "204", "merged_deal_id": "205", **synced}],
        "deal_contact": [
            {"deal_id": deal.id, "contact_id": contact, "type_id": "3"}
            for deal in (*DEALS, *GONE_DEALS)
            for contact in deal.contacts
        ],
        "deal_company": [{"deal_id": deal.id, "company_id": "501", "type_id": "5"} for deal in DEALS],
        "company": [{"id": "501", "is_deleted": "false", "property_industry": "RETAIL", **synced}],
        "owner": [
            {
                "owner_id": number,
                "active_user_id": owner["user"],
                "email": owner["email"],
                "first_name": owner["name"].split()[0],
                **synced,
            }
            for number, owner in OWNERS.items()
        ],
        "users": [{"id": owner["user"], "primary_team_id": owner["team"][0]} for owner in OWNERS.values()],
        "team": [{"id": owner["team"][0], "name": owner["team"][1]} for owner in OWNERS.values()],
        "deal_pipeline": [{"pipeline_id": "default", "label": "Sales Pipeline"}],
        "deal_pipeline_stage": [
            {
                "stage_id": stage,
                "pipeline_id": "default",
                "label": _label(stage),
                "closed_won": "TRUE" if stage == "closedwon" else "FALSE",
                "is_closed": "TRUE" if stage.startswith("closed") else "FALSE",
                "probability": probability,
            }
            for stage, probability in PROBABILITY.items()
        ],
        **{
            f"{subject}_property_history": [
                {
                    f"{subject}_id": item.record,
                    "name": item.property,
                    "value": item.value,
                    "timestamp": stamp(item.at),
                    "source": item.source,
                    "source_id": f"userId:{item.by}" if item.by else "",
                    **synced,
                }
                for item in items
            ]
            for subject, items in changes.items()
        },
        "engagement": [{"id": item.id, "type": item.kind.upper(), **synced} for item in ACTIVITIES],
        "engagement_contact": [
            {"engagement_id": item.id, "contact_id": contact}
            for item in ACTIVITIES
            for contact in item.contacts
        ],
        **_by_kind(
            lambda item: (
                {"engagement_id": item.id, "type": item.kind.upper(), "_fivetran_deleted": "false"}
                | properties(_activity_properties(item, stamp))
            ),
            lambda kind: f"engagement_{kind}",
        ),
        **_things(
            lambda item: {"id": item.id, **synced} | properties(_stamped(item.properties, stamp)),
            lambda kind: kind,
        ),
        **_associations(lambda one, other: f"{one}_{other}", lambda one, other: (f"{one}_id", f"{other}_id")),
        **_events(lambda table: table, lambda row: _stamped(row, stamp) | synced),
    }


def _airbyte() -> dict[str, Rows]:
    """Airbyte: plural streams, properties in one object, associations as lists, histories in milliseconds."""
    extracted = {"_airbyte_extracted_at": "2026-10-15T00:00:00Z"}
    changes = {
        "contacts": (CONTACT_CHANGES, "vid"),
        "deals": (DEAL_CHANGES, "dealId"),
        "leads": (LEAD_CHANGES, "object_id"),
    }
    stages = [
        {
            "stageId": stage,
            "label": _label(stage),
            "metadata": {"isClosed": str(stage.startswith("closed")).lower(), "probability": probability},
        }
        for stage, probability in PROBABILITY.items()
    ]
    return {
        "contacts.jsonl": [
            {
                "id": contact.id,
                "archived": contact.gone,
                "properties": _contact_properties(contact),
                **extracted,
            }
            for contact in (*CONTACTS, GONE[1])
        ],
        "deals": [
            {
                "id": deal.id,
                "archived": str(deal.gone).lower(),
                "properties": json.dumps(_deal_properties(deal)),
                "contacts": json.dumps(deal.contacts),
                "companies": json.dumps(["501"]),
                **extracted,
            }
            for deal in (*DEALS, GONE_DEALS[1])
        ],
        "companies": [{"id": "501", "properties_industry": "RETAIL", "archived": "false", **extracted}],
        "owners": [
            {
                "id": number,
                "userId": owner["user"],
                "email": owner["email"],
                "teams": json.dumps([{"id": owner["team"][0], "name": owner["team"][1]}]),
                **extracted,
            }
            for number, owner in OWNERS.items()
        ],
        "deal_pipelines": [
            {"pipelineId": "default", "label": "Sales Pipeline", "stages": json.dumps(stages), **extracted}
        ],
        **{
            f"{stream}_property_history": [
                {
                    key: item.record,
                    "property": item.property,
                    "value": item.value,
                    "timestamp": _milliseconds(item.at),
                    "sourceType": item.source,
                    "updatedByUserId": item.by,
                    **extracted,
                }
                for item in items
            ]
            for stream, (items, key) in changes.items()
        },
        **_by_kind(
            lambda item: {
                "id": item.id,
                "properties": json.dumps(_activity_properties(item)),
                "contacts": json.dumps(item.contacts),
                "archived": "false",
                **extracted,
            },
            lambda kind: f"engagements_{kind}s",
        ),
        **_things(
            lambda item: (
                {"id": item.id, "archived": "false", **extracted}
                | {"properties": json.dumps(_stamped(item.properties, _iso))}
                | {f"{other}s": json.dumps(ids) for other, ids in item.about.items()}
            ),
            lambda kind: f"{kind}s",
        ),
        **_events(
            lambda table: "contacts_web_analytics" if table == "web_event" else f"{table}s",
            lambda row: (
                {_camel(name): value for name, value in _stamped(row, _milliseconds).items()} | extracted
            ),
        ),
    }


def _dlt() -> dict[str, Rows]:
    """dlt: properties as plain columns, lists as child tables that name their parent, activities from the plain interface."""
    loaded = {"_dlt_load_id": "1760486400.0"}

    def stamp(moment: datetime) -> str:
        return f"{moment:%Y-%m-%d %H:%M:%S}+00:00"

    changes = {"contacts": CONTACT_CHANGES, "deals": DEAL_CHANGES, "leads": LEAD_CHANGES}
    return {
        "contacts": [
            {"id": contact.id, "is_deleted": str(contact.gone), "_dlt_id": f"c{contact.id}", **loaded}
            | _contact_properties(contact, stamp)
            for contact in (*CONTACTS, GONE[1])
        ],
        "contacts__deals": [
            {"value": contact, "deals_id": deal.id, "_dlt_parent_id": f"c{contact}"}
            for deal in DEALS
            for contact in deal.contacts
        ],
        "companies__deals": [{"value": "501", "deals_id": deal.id} for deal in DEALS],
        "deals": [
            {"id": deal.id, "is_deleted": str(deal.gone), **loaded} | _deal_properties(deal, stamp)
            for deal in (*DEALS, GONE_DEALS[1])
        ],
        "companies": [{"hs_object_id": "501", "industry": "RETAIL", **loaded}],
        "owners": [
            {
                "id": number,
                "user_id": owner["user"],
                "email": owner["email"],
                "_dlt_id": f"o{number}",
                **loaded,
            }
            for number, owner in OWNERS.items()
        ],
        "owners__teams": [
            {
                "id": owner["team"][0],
                "name": owner["team"][1],
                "primary": "True",
                "_dlt_parent_id": f"o{number}",
            }
            for number, owner in OWNERS.items()
        ],
        "pipelines_deals__stages": [
            {
                "id": stage,
                "label": _label(stage),
                "metadata__is_closed": str(stage.startswith("closed")).lower(),
                "metadata__probability": probability,
            }
            for stage, probability in PROBABILITY.items()
        ],
        **{
            f"{plural}_property_history": [
                {
                    "object_id": item.record,
                    "property_name": item.property,
                    "value": item.value,
                    "timestamp": stamp(item.at),
                    "source_type": item.source,
                    "updated_by_user_id": item.by,
                    **loaded,
                }
                for item in items
            ]
            for plural, items in changes.items()
        },
        **_by_kind(
            lambda item: (
                {"id": item.id, **loaded}
                | {f"properties__{name}": value for name, value in _activity_properties(item, stamp).items()}
            ),
            lambda kind: f"{kind}s",
        ),
        "engagements_contacts": [
            {"engagement_id": item.id, "contact_id": contact}
            for item in ACTIVITIES
            for contact in item.contacts
        ],
        **_things(
            lambda item: {"id": item.id, **loaded} | _stamped(item.properties, stamp), lambda kind: f"{kind}s"
        ),
        **_associations(
            lambda one, other: f"{one}s__{other}s",
            lambda one, other: ("quotes_id", "value") if one == "quote" else ("value", f"{other}s_id"),
        ),
        **_events(lambda table: f"{table}s", lambda row: _stamped(row, stamp) | loaded),
    }


def _stitch() -> dict[str, Rows]:
    """Stitch: each property an object with its value, lists as tables below, all activities in one."""
    received = {"_sdc_batched_at": "2026-10-15T00:00:00Z"}

    def properties(given: Mapping[str, Any]) -> dict[str, Any]:
        return {f"property_{name}__value": value for name, value in given.items()}

    kinds = {"meeting": "MEETING", "call": "CALL", "task": "TASK", "communication": "LINKEDIN_MESSAGE"}

    def engagement(item: Activity) -> dict[str, Any]:
        detail = item.detail
        return {
            "engagement_id": item.id,
            "engagement__id": item.id,
            "engagement__type": detail.get("direction", "") if item.kind == "email" else kinds[item.kind],
            "engagement__timestamp": _iso(item.at),
            "engagement__ownerId": "31",
            "engagement__source": item.source,
            "metadata__status": "COMPLETED" if item.kind in ("task", "call") else "",
            "metadata__disposition": detail.get("outcome", "") if item.kind == "call" else "",
            "metadata__durationMilliseconds": str(int(detail["minutes"]) * 60000)
            if "minutes" in detail
            else "",
            "metadata__startTime": str(_milliseconds(item.at)) if item.kind == "meeting" else "",
            "metadata__endTime": str(_milliseconds(item.at + timedelta(minutes=30)))
            if item.kind == "meeting"
            else "",
            "metadata__meetingOutcome": detail.get("outcome", "") if item.kind == "meeting" else "",
            "metadata__taskType": detail.get("type", ""),
            **received,
        }

    changes = {
        "contacts": (CONTACT_CHANGES, "vid"),
        "deals": (DEAL_CHANGES, "dealId"),
        "leads": (LEAD_CHANGES, "id"),
    }
    return {
        "contacts": [
            {"vid": contact.id, **received} | properties(_contact_properties(contact, _milliseconds))
            for contact in (*CONTACTS, GONE[0])
        ],
        "deals": [
            {"dealId": deal.id, "isDeleted": str(deal.gone).lower(), **received}
            | properties(_deal_properties(deal, _milliseconds))
            for deal in (*DEALS, *GONE_DEALS)
        ],
        "deals__associations__associatedvids": [
            {"_sdc_source_key_dealId": deal.id, "value": contact}
            for deal in DEALS
            for contact in deal.contacts
        ],
        "deals__associations__associatedcompanyids": [
            {"_sdc_source_key_dealId": deal.id, "value": "501"} for deal in DEALS
        ],
        "companies": [{"companyId": "501", "property_industry__value": "RETAIL", **received}],
        "owners": [
            {"id": number, "userId": owner["user"], "email": owner["email"], **received}
            for number, owner in OWNERS.items()
        ],
        "owners__teams": [
            {
                "_sdc_source_key_id": number,
                "id": owner["team"][0],
                "name": owner["team"][1],
                "primary": "true",
            }
            for number, owner in OWNERS.items()
        ],
        "deal_pipelines__stages": [
            {
                "stageId": stage,
                "label": _label(stage),
                "closedWon": str(stage == "closedwon").lower(),
                "probability": probability,
            }
            for stage, probability in PROBABILITY.items()
        ],
        **{
            f"{plural}__properties_versions": [
                {
                    f"_sdc_source_key_{key}": item.record,
                    "name": item.property,
                    "value": item.value,
                    "timestamp": _iso(item.at),
                    "source": item.source,
                    "sourceId": OWNERS["31" if item.by == "9001" else "32"]["email"] if item.by else "",
                }
                for item in items
            ]
            for plural, (items, key) in changes.items()
        },
        "engagements": [engagement(item) for item in ACTIVITIES],
        "engagements__associations__contactids": [
            {"_sdc_source_key_engagement_id": item.id, "value": contact}
            for item in ACTIVITIES
            for contact in item.contacts
        ],
        **_things(
            lambda item: {"id": item.id, **received} | properties(_stamped(item.properties, _milliseconds)),
            lambda kind: f"{kind}s",
        ),
        **_associations(
            lambda one, other: f"{one}s_{other}s", lambda one, other: (f"{one}_id", f"{other}_id")
        ),
        **_events(
            lambda table: f"{table}s",
            lambda row: (
                {_camel(name): value for name, value in _stamped(row, _milliseconds).items()} | received
            ),
        ),
    }


FORMS: Mapping[str, Callable[[], dict[str, Rows]]] = {
    "native": _native,
    "fivetran": _fivetran,
    "airbyte": _airbyte,
    "dlt": _dlt,
    "stitch": _stitch,
}
