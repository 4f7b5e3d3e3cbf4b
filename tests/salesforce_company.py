"""One small company in Salesforce, whose figures are known by hand: what the API gives, under the API's names.

By hand (as of 2025-09-01, hand-offs in January): of eight eligible leads sales worked four in time (1, 2, 6, 8), and
said yes to three in time (1, 2, 8). Of four new deals two were won (1, 6).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def _quote(number: int, deal: int, **more: object) -> dict[str, object]:
    return {
        "Id": key("0Q0", f"Q{number}"),
        "OpportunityId": key("006", f"O{deal}"),
        "IsSyncing": False,
        "Status": "Presented",
        "CreatedDate": "2025-02-10T10:00:00Z",
        "IsDeleted": False,
        **more,
    }


def _quoted(number: int, quote: int, **more: object) -> dict[str, object]:
    return {
        "Id": key("0QL", f"N{number}"),
        "QuoteId": key("0Q0", f"Q{quote}"),
        "Product2Id": None,
        "PricebookEntryId": key("01u", "B1"),
        "Quantity": 1,
        "UnitPrice": None,
        "ListPrice": None,
        "Discount": None,
        "IsDeleted": False,
        **more,
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
    # the fourth deal has no lines, and two quotes, of which one is synced; the first has lines of its own
    "Quote": [
        _quote(1, 4, IsSyncing=True),
        _quote(2, 4, Status="Denied", CreatedDate="2025-02-20T10:00:00Z"),
        _quote(3, 1, Status="Accepted"),
    ],
    "QuoteLineItem": [
        _quoted(1, 1, UnitPrice="550.00", Discount="10"),
        _quoted(2, 2, UnitPrice="100.00"),
        _quoted(3, 3, UnitPrice="500.00"),
        _quoted(4, 1, UnitPrice="80.00", IsDeleted=True),
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
