"""Marketing in HubSpot, sales in Salesforce: one person and one deal each, counted once, known from both sides.

By hand. Five people: Ana is in both, linked by the lead's id (15 letters in HubSpot, 18 in Salesforce); Ben is in both,
known by his e-mail alone, written differently; Cleo is in both, linked by the contact her lead became; Dan is in HubSpot
alone; Eve in Salesforce alone. HubSpot dates their qualification, Salesforce has the calls. Three deals: one in both, one
in each. Of the four people handed over, Ana and Cleo were called within two weeks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from tests import figures
from tests.figures import Figures
from tests.salesforce_company import key

SELLER, MARKETER = key("005", "U1"), key("005", "U2")
ANA, BEN, CLEO, EVE = (key("00Q", f"L{number}") for number in range(1, 5))
CLEO_CONTACT, SHARED_DEAL, OWN_DEAL = key("003", "C3"), key("006", "D1"), key("006", "D2")
Rows = Sequence[Mapping[str, Any]]

SALESFORCE: Mapping[str, Rows] = {
    "User": [
        {"Id": SELLER, "Title": "Account Executive", "IsActive": "true", "Email": "sam@ours.example"},
        {"Id": MARKETER, "Title": "Marketing Manager", "IsActive": "true", "Email": "mia@ours.example"},
    ],
    "Lead": [
        {"Id": ANA, "Email": "ana@x.example", "Status": "Working - Contacted", "IsConverted": "false"},
        {"Id": BEN, "Email": "Ben@X.example ", "Status": "Open - Not Contacted", "IsConverted": "false"},
        {"Id": CLEO, "Email": "", "Status": "Closed - Converted", "IsConverted": "true", "ConvertedDate": "2026-01-20",
         "ConvertedContactId": CLEO_CONTACT, "ConvertedOpportunityId": SHARED_DEAL},
        {"Id": EVE, "Email": "eve@x.example", "Status": "Open - Not Contacted", "IsConverted": "false"},
    ],
    "Task": [
        {"Id": key("00T", "T1"), "WhoId": ANA, "CreatedDate": "2026-01-13T10:00:00Z"},
        {"Id": key("00T", "T2"), "WhoId": CLEO, "CreatedDate": "2026-01-12T10:00:00Z"},
    ],
    "Opportunity": [
        {"Id": SHARED_DEAL, "StageName": "Closed Won", "IsClosed": "true", "IsWon": "true", "Amount": "900", "CloseDate": "2026-03-01"},
        {"Id": OWN_DEAL, "StageName": "Prospecting", "IsClosed": "false", "IsWon": "false", "Amount": "100", "CloseDate": "2026-09-01"},
    ],
}  # fmt: skip
COMMON = {
    "Lead": {"OwnerId": SELLER, "CreatedDate": "2026-01-05T08:00:00Z", "IsDeleted": "false", "LeadSource": "Web"},
    "Task": {"OwnerId": SELLER, "TaskSubtype": "Call", "Status": "Completed", "IsClosed": "true", "IsDeleted": "false", "ActivityDate": "2026-01-13"},
    "Opportunity": {"OwnerId": SELLER, "CreatedDate": "2026-01-20T09:00:00Z", "IsDeleted": "false"},
    "User": {},
}  # fmt: skip
QUALIFIED = "2026-01-10 09:00"
HUBSPOT: Mapping[str, Rows] = {
    "contacts": [
        {"Record ID": "501", "Email": "ana@elsewhere.example", "Salesforce Lead ID": ANA[:15]},
        {"Record ID": "502", "Email": "ben@x.example"},
        {"Record ID": "503", "Email": "cleo@x.example", "Salesforce Contact ID": CLEO_CONTACT},
        {"Record ID": "504", "Email": "dan@x.example"},
    ],
    "deals": [
        {"Record ID": "901", "Amount": "850", "Deal Stage": "Closed Won", "Salesforce Opportunity ID": SHARED_DEAL},
        {"Record ID": "902", "Amount": "70", "Deal Stage": "Appointment Scheduled"},
    ],
    "owners": [{"id": "77", "email": "SAM@ours.example", "firstName": "Sam"}],
}  # fmt: skip
HUBSPOT_COMMON = {
    "contacts": {"Create Date": "2026-01-04 08:00", "Became a Marketing Qualified Lead Date": QUALIFIED, "Lifecycle Stage": "Marketing Qualified Lead", "hubspot_owner_id": "77", "Original Traffic Source": "Paid Search"},
    "deals": {"Create Date": "2026-01-20 09:00", "Close Date": "2026-03-01 00:00", "hubspot_owner_id": "77"},
    "owners": {},
}  # fmt: skip


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    home = tmp_path_factory.mktemp("both")
    data = home / "data"
    for folder, tables, common in (
        ("salesforce", SALESFORCE, COMMON), ("hubspot", HUBSPOT, HUBSPOT_COMMON),
    ):  # fmt: skip
        rows = {name: [{**common[name], **row} for row in listed] for name, listed in tables.items()}
        figures.write(rows, data / folder)
    return figures.make(data, home, as_of="2026-06-01")


def leads(both: Figures) -> dict[str, dict[str, Any]]:
    return {row["lead_id"]: row for row in both.warehouse("select * from core.leads")}


def test_five_people_are_five_leads_under_the_id_sales_knows(both: Figures) -> None:
    assert set(leads(both)) == {ANA, BEN, CLEO, "504", EVE}


def test_marketing_dates_them_and_sales_says_how_they_stand(both: Figures) -> None:
    ana = leads(both)[ANA]
    assert str(ana["mql_at"]) == "2026-01-10 09:00:00"
    assert str(ana["created_at"]) == "2026-01-04 08:00:00"
    assert ana["owner_user_id"] == SELLER
    assert ana["status"] == "Working - Contacted"
    assert leads(both)[EVE]["mql_at"] is None


def test_a_deal_in_both_is_counted_once_with_the_amount_of_sales(both: Figures) -> None:
    deals = {
        row["opportunity_id"]: row
        for row in both.warehouse("select opportunity_id, amount, is_won from core.opportunities")
    }
    assert set(deals) == {SHARED_DEAL, OWN_DEAL, "902"}
    assert deals[SHARED_DEAL]["amount"] == 900


def test_a_seller_in_both_is_one_user(both: Figures) -> None:
    users = [row["user_id"] for row in both.warehouse("select user_id from core.users order by user_id")]
    assert users == sorted([SELLER, MARKETER])
    owners = both.warehouse("select distinct owner_user_id from core.leads")
    assert [row["owner_user_id"] for row in owners] == [SELLER]


def test_calls_in_one_system_answer_hand_overs_in_the_other(both: Figures) -> None:
    (rate,) = both.warehouse(
        "select count(*) filter (where first_sales_touch_at <= follow_up_due_at) as worked, count(*) as sent "
        "from marts.fct_lead_journeys where handed_off_at is not null"
    )
    assert (rate["worked"], rate["sent"]) == (2, 4)


def test_the_match_report_says_what_met_and_what_did_not(both: Figures) -> None:
    rows = both.query("select entity, source, kept_source, matched_by, records from match_report")
    found = {
        (row["entity"], row["source"], row["kept_source"], row["matched_by"]): row["records"] for row in rows
    }
    assert found["lead", "hubspot", "salesforce", "id"] == 2
    assert found["lead", "hubspot", "salesforce", "e-mail"] == 1
    assert found["lead", "hubspot", None, "not matched"] == 1
    assert found["lead", "salesforce", None, "not matched"] == 4
    assert found["opportunity", "hubspot", "salesforce", "id"] == 1
    assert found["opportunity", "hubspot", None, "not matched"] == 1
    assert found["user", "hubspot", "salesforce", "e-mail"] == 1


def test_every_record_of_both_systems_is_accounted_for(both: Figures) -> None:
    rows = both.query(
        'select source, "table", sum(rows_read) as read, sum(rows_used) as used, sum(rows_set_aside) as aside '
        "from row_accounting group by all order by all"
    )
    assert all(row["read"] == row["used"] + row["aside"] for row in rows)
    contacts = next(row for row in rows if row["table"] == "contact" and row["source"] == "hubspot")
    assert (contacts["read"], contacts["used"], contacts["aside"]) == (4, 1, 3)


def test_no_e_mail_is_in_any_relation(both: Figures) -> None:
    texts = both.warehouse(
        "select table_schema as s, table_name as t, column_name as c from information_schema.columns "
        "where data_type = 'VARCHAR' and table_schema not in ('information_schema', 'pg_catalog')"
    )
    union = " union all ".join(
        f"select '{row['s']}.{row['t']}.{row['c']}' as place from {row['s']}.\"{row['t']}\" where \"{row['c']}\" like '%@x.example%'"
        for row in texts
    )
    assert both.warehouse(f"select distinct place from ({union})") == []
