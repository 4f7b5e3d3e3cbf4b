"""One small company in Salesforce, whose figures are known by hand, in the six forms its objects land in.

`OBJECTS` holds what the API gives, under the API's names. Each form is what a tool makes of that: other names, other
spellings of times and flags, columns of its own, copies and versions it keeps. `write` puts one form into a data folder.

By hand (as of 2025-09-01, hand-offs in January): of eight eligible leads sales worked four in time (1, 2, 6, 8), and
said yes to three in time (1, 2, 8). Of four new deals two were won (1, 6).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

Record = Mapping[str, object]
Objects = Mapping[str, Sequence[Record]]

AS_OF = "2025-09-01"
MAPPING = """
salesforce:
  fields:
    Lead: {handed_off_at: MQL_Date__c, lead_score_band: Grade__c, reason: Rejection__c}
  lead_status: {accepted: [Working - Contacted]}
  reason: {wrong_fit_size: [Too small]}
  stage: {won: [Signed]}
"""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def key(prefix: str, name: str) -> str:
    """Return an id of 18 letters, its last three being the capitals of the first 15 in groups of five bits."""
    short = (prefix + "5e0000" + name.rjust(6, "0"))[:15]
    groups = (short[start : start + 5] for start in (0, 5, 10))
    return short + "".join(
        _LETTERS[sum(1 << place for place, letter in enumerate(group) if letter.isupper())]
        for group in groups
    )


def _lead(number: int | str, **more: object) -> dict[str, object]:
    return {
        "Id": key("00Q", f"L{number}"),
        "IsDeleted": False,
        "Email": f"lead{number}@example.com",
        "CreatedDate": "2025-01-06T08:00:00Z",
        "LeadSource": "Webinar",
        "Status": "Open - Not Contacted",
        "OwnerId": ADA,
        "IsConverted": False,
        "MQL_Date__c": "2025-01-10T09:00:00Z",
        "Grade__c": "A",
        "LastModifiedDate": "2025-02-01T00:00:00Z",
        **more,
    }


def _task(number: int | str, at: str, who: str, **more: object) -> dict[str, object]:
    return {
        "Id": key("00T", f"T{number}"),
        "IsDeleted": False,
        "WhoId": who,
        "OwnerId": ADA,
        "ActivityDate": at[:10],
        "CreatedDate": at,
        "CompletedDateTime": at,
        "Status": "Completed",
        "IsClosed": True,
        "TaskSubtype": "Call",
        "CallType": "Outbound",
        "CallDurationInSeconds": 300,
        "CallDisposition": "Connected",
        **more,
    }


def _change(
    number: int, lead: str, at: str, field: str, old: object, new: object, by: str = ""
) -> dict[str, object]:
    return {
        "Id": key("017", f"H{number}"),
        "IsDeleted": False,
        "LeadId": lead,
        "CreatedDate": at,
        "CreatedById": by or ADA,
        "Field": field,
        "OldValue": old,
        "NewValue": new,
    }


def _deal(number: int, **more: object) -> dict[str, object]:
    return {
        "Id": key("006", f"O{number}"),
        "IsDeleted": False,
        "AccountId": key("001", "A1"),
        "OwnerId": ADA,
        "Type": "New Customer",
        "CreatedDate": "2025-01-20T10:00:00Z",
        "CloseDate": "2025-03-10",
        "StageName": "Prospecting",
        "IsClosed": False,
        "IsWon": False,
        "Amount": "1000.00",
        "LeadSource": "Webinar",
        "CurrencyIsoCode": "USD",
        "LastModifiedDate": "2025-03-11T00:00:00Z",
        **more,
    }


def _state(number: int, deal: int, at: str, stage: str, category: str, amount: str) -> dict[str, object]:
    return {
        "Id": key("008", f"S{number}"),
        "IsDeleted": False,
        "OpportunityId": key("006", f"O{deal}"),
        "CreatedDate": at,
        "StageName": stage,
        "Amount": amount,
        "CloseDate": "2025-03-10",
        "ForecastCategory": category,
        "Probability": 50,
    }


ADA, BOB, MIA, BOT = (key("005", name) for name in ("Ada", "Bob", "Mia", "Bot"))
L1, L2, L3, L4, L5, L6, L7, L8, L9, LOSER = (key("00Q", f"L{name}") for name in (*range(1, 10), "6b"))
C2, C8 = key("003", "C2"), key("003", "C8")
MARKETING, SELLING, EAST = key("00E", "Mk"), key("00E", "Sa"), key("00E", "Ea")
WEBINAR = key("701", "Wb")

OBJECTS: Objects = {
    "User": [
        {"Id": ADA, "Name": "Ada Arnold", "UserRoleId": EAST, "IsActive": True, "UserType": "Standard"},
        {
            "Id": BOB,
            "Name": "Bob Burns",
            "UserRoleId": EAST,
            "IsActive": False,
            "UserType": "Standard",
            "LastLoginDate": "2025-02-03T10:00:00Z",
        },
        {"Id": MIA, "Name": "Mia Moss", "UserRoleId": MARKETING, "IsActive": True, "UserType": "Standard"},
        {
            "Id": BOT,
            "Name": "Automated Process",
            "UserRoleId": None,
            "IsActive": True,
            "UserType": "AutomatedProcess",
        },
    ],
    "UserRole": [
        {"Id": SELLING, "Name": "VP, North American Sales", "ParentRoleId": None},
        {"Id": EAST, "Name": "Eastern Sales Team", "ParentRoleId": SELLING},
        {"Id": MARKETING, "Name": "Marketing Team", "ParentRoleId": None},
    ],
    "Account": [
        {
            "Id": key("001", "A1"),
            "IsDeleted": False,
            "MasterRecordId": None,
            "Industry": "Energy",
            "BillingCountryCode": "US",
        },
        {
            "Id": key("001", "A1b"),
            "IsDeleted": True,
            "MasterRecordId": key("001", "A1"),
            "Industry": "Energy",
            "BillingCountryCode": "US",
        },
    ],
    "Contact": [
        {"Id": C2, "IsDeleted": False, "AccountId": key("001", "A1"), "Email": "lead2@example.com"},
        {"Id": C8, "IsDeleted": False, "AccountId": key("001", "A1b"), "Email": "lead8@example.com"},
    ],
    "Campaign": [
        {
            "Id": WEBINAR,
            "IsDeleted": False,
            "Name": "Spring webinar",
            "Type": "Webinar",
            "StartDate": "2024-12-01",
            "EndDate": "2025-01-31",
            "ActualCost": "500.00",
            "OwnerId": MIA,
        },
    ],
    "CampaignMember": [
        {
            "Id": key("00v", "M1"),
            "CampaignId": WEBINAR,
            "LeadId": L1,
            "ContactId": None,
            "Status": "Attended",
            "HasResponded": True,
            "FirstRespondedDate": "2025-01-05",
            "CreatedDate": "2025-01-04T09:00:00Z",
        },
        {
            "Id": key("00v", "M2"),
            "CampaignId": WEBINAR,
            "LeadId": None,
            "ContactId": C2,
            "Status": "Attended",
            "HasResponded": True,
            "FirstRespondedDate": "2025-01-06",
            "CreatedDate": "2025-01-20T09:00:00Z",
        },
        # was only invited
        {
            "Id": key("00v", "M3"),
            "CampaignId": WEBINAR,
            "LeadId": L3,
            "ContactId": None,
            "Status": "Sent",
            "HasResponded": False,
            "FirstRespondedDate": None,
            "CreatedDate": "2025-01-04T09:00:00Z",
        },
        # came by the lead that was merged into the sixth
        {
            "Id": key("00v", "M4"),
            "CampaignId": WEBINAR,
            "LeadId": LOSER,
            "ContactId": None,
            "Status": "Attended",
            "HasResponded": True,
            "FirstRespondedDate": "2025-01-05",
            "CreatedDate": "2025-01-04T09:00:00Z",
        },
    ],
    "Lead": [
        _lead(1, Status="Working - Contacted"),
        # its history ends before the conversion, which only the day on the lead tells
        _lead(
            2,
            Status="Closed - Converted",
            IsConverted=True,
            ConvertedDate="2025-01-18",
            ConvertedContactId=C2,
            ConvertedOpportunityId=key("006", "O1"),
            ConvertedAccountId=key("001", "A1"),
        ),
        _lead(3, Status="Closed - Not Converted", Rejection__c="Too small", Grade__c="D"),
        _lead(4),
        _lead(5, Status="Nurturing"),
        _lead(6, Status="Working - Contacted"),
        _lead(7, Status="Talking to legal"),
        _lead(
            8,
            Status="Closed - Converted",
            IsConverted=True,
            ConvertedDate="2025-01-22",
            ConvertedContactId=C8,
            ConvertedOpportunityId=key("006", "O2"),
            ConvertedAccountId=key("001", "A1b"),
        ),
        _lead(9, IsDeleted=True),
        _lead("6b", IsDeleted=True, MasterRecordId=L6),
    ],
    "LeadHistory": [
        # a change of owner is told twice, by name and by id
        _change(1, L1, "2025-01-10T09:00:00Z", "Owner", "Mia Moss", "Ada Arnold", MIA),
        _change(2, L1, "2025-01-10T09:00:00Z", "Owner", MIA, ADA, MIA),
        _change(3, L1, "2025-01-12T09:00:00Z", "Status", "Open - Not Contacted", "Working - Contacted"),
        _change(4, L1, "2025-01-12T09:00:01Z", "Email", "old@example.com", "lead1@example.com"),
        _change(5, L3, "2025-01-15T09:00:00Z", "Status", "Open - Not Contacted", "Closed - Not Converted"),
        _change(6, L5, "2025-01-13T09:00:00Z", "Status", "Open - Not Contacted", "Nurturing"),
        _change(7, L6, "2025-02-09T09:00:00Z", "Status", "Open - Not Contacted", "Working - Contacted"),
        _change(8, L7, "2025-01-13T09:00:00Z", "Status", "Open - Not Contacted", "Talking to legal"),
        # a conversion is told twice, by the status and by itself
        _change(9, L8, "2025-01-22T09:00:00Z", "Status", "Open - Not Contacted", "Closed - Converted"),
        _change(10, L8, "2025-01-22T09:00:00Z", "leadConverted", None, None),
        _change(11, L4, "2025-01-20T09:00:00Z", "Owner", ADA, MIA, MIA),
    ],
    "Task": [
        _task(1, "2025-01-10T15:00:00Z", L1),
        # after conversion, on the contact
        _task(2, "2025-01-20T10:00:00Z", C2, WhatId=key("006", "O1")),
        _task(
            3,
            "2025-01-11T10:00:00Z",
            L3,
            TaskSubtype="ListEmail",
            CallType=None,
            CallDisposition=None,
            CallDurationInSeconds=None,
        ),
        _task(4, "2025-01-30T10:00:00Z", L4),
        _task(5, "2025-01-12T10:00:00Z", L5, Status="Not Started", IsClosed=False, CompletedDateTime=None),
        _task(6, "2025-01-13T10:00:00Z", LOSER),
        _task(7, "2025-01-14T10:00:00Z", L7, CallType="Internal"),
        # recorded days later, so that only the day is known
        _task(8, "2025-01-29T10:00:00Z", L8, ActivityDate="2025-01-27", CompletedDateTime=None),
        _task(9, "2025-01-13T10:00:00Z", L4, OwnerId=MIA),
        _task(
            10,
            "2025-01-13T11:00:00Z",
            L4,
            CreatedById=BOT,
            TaskSubtype="Email",
            CallType=None,
            CallDisposition=None,
            CallDurationInSeconds=None,
        ),
    ],
    "Event": [
        {
            "Id": key("00U", "E1"),
            "IsDeleted": False,
            "WhoId": L8,
            "OwnerId": ADA,
            "StartDateTime": "2025-01-15T13:00:00Z",
            "ActivityDate": "2025-01-15",
            "DurationInMinutes": 30,
            "IsChild": False,
            "IsRecurrence": False,
        },
        {
            "Id": key("00U", "E2"),
            "IsDeleted": False,
            "WhoId": L8,
            "OwnerId": BOB,
            "StartDateTime": "2025-01-15T13:00:00Z",
            "ActivityDate": "2025-01-15",
            "DurationInMinutes": 30,
            "IsChild": True,
            "IsRecurrence": False,
        },
    ],
    "Opportunity": [
        _deal(1, StageName="Closed Won", IsClosed=True, IsWon=True, CampaignId=WEBINAR),
        _deal(2, StageName="Closed Lost", IsClosed=True, AccountId=key("001", "A1b"), Amount=None),
        _deal(3, CloseDate="2025-10-01"),
        _deal(
            4,
            Type="Existing Customer - Upgrade",
            StageName="Closed Won",
            IsClosed=True,
            IsWon=True,
            LeadSource="Cold Call",
        ),
        _deal(5, IsDeleted=True),
        # a stage the company says is won, whatever the flag says
        _deal(6, StageName="Signed", IsClosed=True, OwnerId=BOB, Amount="250.00"),
    ],
    "OpportunityHistory": [
        _state(1, 1, "2025-01-20T10:00:00Z", "Prospecting", "Pipeline", "900.00"),
        _state(2, 1, "2025-02-20T10:00:00Z", "Negotiation", "Forecast", "1000.00"),
        _state(3, 1, "2025-03-10T10:00:00Z", "Closed Won", "Closed", "1000.00"),
        _state(4, 3, "2025-01-20T10:00:00Z", "Prospecting", "BestCase", "1000.00"),
    ],
    "OpportunityContactRole": [
        {
            "Id": key("00K", "R1"),
            "OpportunityId": key("006", "O3"),
            "ContactId": C2,
            "IsPrimary": True,
            "IsDeleted": False,
        },
    ],
    "Product2": [{"Id": key("01t", "P1"), "Name": "Pump", "Family": "Hardware", "IsDeleted": False}],
    "PricebookEntry": [
        {
            "Id": key("01u", "B1"),
            "Pricebook2Id": key("01s", "Std"),
            "Product2Id": key("01t", "P1"),
            "UnitPrice": "600.00",
            "IsActive": True,
        },
    ],
    "OpportunityLineItem": [
        {
            "Id": key("00k", "I1"),
            "OpportunityId": key("006", "O1"),
            "Product2Id": key("01t", "P1"),
            "PricebookEntryId": key("01u", "B1"),
            "Quantity": 2,
            "UnitPrice": "500.00",
            "ListPrice": None,
            "IsDeleted": False,
        },
    ],
    "ForecastingQuota": [
        {
            "Id": key("0J9", "Q1"),
            "QuotaOwnerId": ADA,
            "StartDate": "2025-01-01",
            "QuotaAmount": "300.00",
            "IsAmount": True,
            "ProductFamily": "Hardware",
        },
        {
            "Id": key("0J9", "Q2"),
            "QuotaOwnerId": ADA,
            "StartDate": "2025-01-01",
            "QuotaAmount": "400.00",
            "IsAmount": True,
            "ProductFamily": "Software",
        },
        {
            "Id": key("0J9", "Q3"),
            "QuotaOwnerId": ADA,
            "StartDate": "2025-01-01",
            "QuotaAmount": "90.00",
            "IsAmount": False,
            "ProductFamily": "Hardware",
        },
    ],
}

# -- the forms ---------------------------------------------------------------------------------------------------------

SYNCED = "2025-08-30T02:00:00Z"
OLDER = "2025-08-01T02:00:00Z"
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def snake(name: str) -> str:
    """Return an API name as Fivetran writes it: `product_2_id`, `mql_date_c`."""
    return re.sub(r"_+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])", "_", name)).lower()


def _data_loader(name: str, records: Sequence[Record]) -> tuple[str, list[dict[str, object]]]:
    """API names, milliseconds; no is left blank, as Data Loader does where it is told so."""
    return name, [
        {field: _spelled(value, time="{}.000Z", no="") for field, value in record.items()}
        for record in records
    ]


# what a report calls its columns, and what it gives only as a name or a day
LABELS = {
    "User": {"Id": "User ID", "Name": "Full Name", "IsActive": "Active", "LastLoginDate": "Last Login"},
    "Campaign": {"Id": "Campaign ID", "Name": "Campaign Name", "Type": "Campaign Type", "OwnerId": "Campaign Owner", "ActualCost": "Actual Cost in Campaign"},
    "Account": {"Id": "Account ID"},
    "Contact": {"Id": "Contact ID"},
    "CampaignMember": {"Id": "Member ID", "Status": "Member Status", "HasResponded": "Responded", "FirstRespondedDate": "Member First Responded Date"},
    "Lead": {
        "Id": "Lead ID", "Status": "Lead Status", "OwnerId": "Lead Owner", "IsConverted": "Converted", "MQL_Date__c": "MQL Date",
        "ConvertedContactId": "Contact ID", "ConvertedOpportunityId": "Opportunity ID", "ConvertedAccountId": "Account ID",
        "Grade__c": "Grade", "Rejection__c": "Rejection",
    },
    "LeadHistory": {"Id": "", "CreatedById": "Edited By", "CreatedDate": "Edit Date", "Field": "Field / Event"},
    "Task": {"Id": "Activity ID", "OwnerId": "Assigned", "ActivityDate": "Date", "IsClosed": "Closed", "CallDisposition": "Call Result", "CallDurationInSeconds": "Call Duration"},
    "Event": {"Id": "Activity ID", "OwnerId": "Assigned", "StartDateTime": "Start", "DurationInMinutes": "Duration", "ActivityDate": "Date"},
    "Opportunity": {"Id": "Opportunity ID", "OwnerId": "Opportunity Owner", "StageName": "Stage", "IsClosed": "Closed", "IsWon": "Won", "CampaignId": "Primary Campaign Source ID", "CurrencyIsoCode": "Opportunity Currency"},
}  # fmt: skip
ONLY_DAYS = {(name, "CreatedDate") for name in ("Lead", "Task", "Opportunity", "CampaignMember")}
# lines that stand in the first column, and lines that are no row at all
FOOT = ["Grand Totals (10 records)", "Confidential Information - Do Not Distribute"]
TAIL = (
    "",
    "",
    "Leads of spring",
    "Copyright (c) 2000-2025 salesforce.com, inc.",
    "Generated By:  Ada Arnold",
)


def _report(name: str, records: Sequence[Record]) -> tuple[str, list[dict[str, object]]]:
    """Labels, ids of 15 letters, owners by name, days for most times, 1 and 0 for yes and no, and a foot.

    Objects that no report shows come by Data Loader.
    """
    labels = LABELS.get(name)
    if labels is None:
        return _data_loader(name, records)
    names = {record["Id"]: record["Name"] for record in OBJECTS["User"]}
    written = []
    for record in records:
        row: dict[str, object] = {}
        for field, value in record.items():
            label = labels.get(field, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", field).replace(" Id", " ID"))
            if label in ("Lead Owner", "Opportunity Owner", "Campaign Owner", "Assigned", "Edited By") or (
                name == "LeadHistory" and field in ("OldValue", "NewValue")
            ):
                value = names.get(value, value)
            if isinstance(value, str) and re.fullmatch(r"00\w{16}|70\w{16}|01\w{16}", value):
                value = value[:15]
            if isinstance(value, str) and (name, field) in ONLY_DAYS:
                value = value[:10]
            if field != "CompletedDateTime":
                row[label] = _spelled(value, time="{}Z", yes="1", no="0")
        row.pop("", None)
        written.append(row)
    if name == "LeadHistory":  # which tells a change of owner once
        written = [row for number, row in enumerate(written) if number != 1]
    first = next(iter(written[0]))
    return name, [*written, *({first: line} for line in FOOT)]


def _fivetran(name: str, records: Sequence[Record]) -> tuple[str, list[dict[str, object]]]:
    """Snake case; in history mode leads and deals are there once per version, of which one is active."""
    rows = []
    for record in records:
        row = {
            snake(field): _spelled(value, time="{}", yes="true", no="false")
            for field, value in record.items()
        }
        row["_fivetran_synced"] = SYNCED
        if name in ("User", "UserRole"):
            row["_fivetran_deleted"] = "false"
        if name == "Lead":
            rows.append(
                {
                    **row,
                    "status": "Open - Not Contacted",
                    "owner_id": MIA,
                    "_fivetran_active": "false",
                    "_fivetran_start": OLDER,
                }
            )
            row |= {"_fivetran_active": "true", "_fivetran_start": SYNCED}
        rows.append(row)
    return snake(name), rows


def _airbyte(name: str, records: Sequence[Record]) -> tuple[str, list[dict[str, object]]]:
    """API names; records are appended whenever they change, so that older copies stay."""
    rows: list[dict[str, object]] = []
    for number, record in enumerate(records):
        row = {
            field: _spelled(value, time="{}.000+0000", yes="true", no="false")
            for field, value in record.items()
        }
        if name in ("Lead", "Opportunity"):
            rows.append(
                {**row, "IsDeleted": "false", "Status": "Open - Not Contacted", **_trail(number, OLDER)}
            )
        rows.append({**row, **_trail(number, SYNCED)})
    return name, rows


def _trail(number: int, at: str) -> dict[str, object]:
    return {"_airbyte_raw_id": f"{number}-{at}", "_airbyte_extracted_at": at, "_airbyte_meta": "{}"}


def _dlt(name: str, records: Sequence[Record]) -> tuple[str, list[dict[str, object]]]:
    """Snake case of its own kind; the table of users has a name of its own."""
    table = {"User": "sf_user"}.get(name, snake(name))
    return table, [
        {
            **{
                snake(field).replace("_c", "__c") if field.endswith("__c") else snake(field): value
                for field, value in record.items()
            },
            "_dlt_load_id": "1756519200.123",
            "_dlt_id": f"{name}{number}",
        }
        for number, record in enumerate(records)
    ]


def _stitch(name: str, records: Sequence[Record]) -> tuple[str, list[dict[str, object]]]:
    """Lower case; a day is its midnight."""
    return name.lower(), [
        {
            **{
                field.lower(): _spelled(
                    value, time="{}.000000Z", day="{}T00:00:00.000000Z", yes="true", no="false"
                )
                for field, value in record.items()
            },
            "_sdc_batched_at": SYNCED,
            "_sdc_received_at": SYNCED,
            "_sdc_sequence": number,
            "_sdc_table_version": 1,
        }
        for number, record in enumerate(records)
    ]


def _spelled(value: object, *, time: str, day: str = "{}", yes: str = "true", no: str) -> object:
    if value is True:
        return yes
    if value is False:
        return no
    if isinstance(value, str) and _TIME.fullmatch(value):
        return time.format(value[:-1])
    if isinstance(value, str) and _DAY.fullmatch(value):
        return day.format(value)
    return value


@dataclass(frozen=True)
class Form:
    """How a tool lands an object: its table and rows, and the kind of file they are written to."""

    land: Callable[[str, Sequence[Record]], tuple[str, list[dict[str, object]]]]
    ending: str


FORMS = {
    "data_loader": Form(_data_loader, "csv"),
    "report": Form(_report, "csv"),
    "fivetran": Form(_fivetran, "parquet"),
    "airbyte": Form(_airbyte, "jsonl"),
    "dlt": Form(_dlt, "jsonl"),
    "stitch": Form(_stitch, "csv"),
}


def write(form: str, data: Path) -> Path:
    """Write the company in one form into data/salesforce, with the mapping.yml that names its own fields."""
    folder = data / "salesforce"
    folder.mkdir(parents=True)
    for name, records in OBJECTS.items():
        table, rows = FORMS[form].land(name, records)
        path = folder / f"{table}.{FORMS[form].ending}"
        _write(rows, path)
        if form == "report" and name in LABELS:
            with path.open("a", encoding="utf-8") as file:
                file.writelines(f'"{line}"\n' if line else "\n" for line in TAIL)
    mapping = MAPPING
    if form == "report":
        mapping = (
            mapping.replace("MQL_Date__c", "MQL Date")
            .replace("Grade__c", "Grade")
            .replace("Rejection__c", "Rejection")
        )
    (data / "mapping.yml").write_text(mapping, encoding="utf-8")
    return data


def _write(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        return
    text = path.with_suffix(".csv")
    with text.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    if path.suffix == ".parquet":  # typed, as a warehouse would hand it out
        with duckdb.connect() as connection:
            connection.execute(
                f"copy (select * from read_csv('{text}', nullstr = '')) to '{path}' (format parquet)"
            )
        text.unlink()
