"""Values as real exports hold them: each is read as what it means, or set aside by name, and nothing else is disturbed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests import figures
from tests.figures import Figures

AS_OF = "2025-07-01"
HEALTHY = 400


@dataclass(frozen=True)
class SetAside:
    """A record that cannot be used, and the reason its file's accounting must give."""

    table: str
    changed: dict[str, str]
    reason: str


@dataclass(frozen=True)
class ReadAs:
    """A record that can be used, and what one of its columns must hold in core."""

    table: str
    changed: dict[str, str]
    column: str
    value: Any


def _minute(column: str) -> str:
    return f"strftime({column}, '%Y-%m-%d %H:%M')"


SET_ASIDE = {
    "a day and a month that could be swapped": SetAside(
        "opportunities",
        {"created_at": "01-02-2025"},
        "created_at is an ambiguous date (set formats.date_order in mapping.yml)",
    ),
    "a time that could be swapped": SetAside(
        "opportunities",
        {"closed_at": "03/04/2025 1:29 PM"},
        "closed_at is an ambiguous date (set formats.date_order in mapping.yml)",
    ),
    "a year of two digits": SetAside(
        "opportunities", {"created_at": "15-Apr-25"}, "created_at is not a timestamp"
    ),
    "a day of a spreadsheet": SetAside(
        "opportunities", {"created_at": "45678.5"}, "created_at is not a timestamp"
    ),
    "the symbol of another currency": SetAside(
        "opportunities",
        {"amount": "€500.00", "currency_code": "USD"},
        "amount is in another currency than its currency_code",
    ),
    "the symbol of another currency than ours, and no code": SetAside(
        "opportunities", {"amount": "500 GBP"}, "amount is in another currency than its currency_code"
    ),
    "an amount in words": SetAside("opportunities", {"amount": "a lot"}, "amount is not a number"),
    "a share in percent": SetAside(
        "leads",
        {"predicted_conversion_probability": "57%"},
        "predicted_conversion_probability is not a number",
    ),
    "a year typed wrong": SetAside(
        "opportunities", {"created_at": "0202-05-01"}, "created_at is not a timestamp"
    ),
    "no end of time": SetAside("opportunities", {"closed_at": "infinity"}, "closed_at is not a timestamp"),
    "the thirtieth of February": SetAside(
        "opportunities", {"created_at": "2025-02-30"}, "created_at is not a timestamp"
    ),
    "neither yes nor no": SetAside("opportunities", {"is_won": "perhaps"}, "is_won is not a yes or no"),
    "a key that is a placeholder": SetAside(
        "opportunities", {"opportunity_id": "N/A"}, "opportunity_id is missing"
    ),
    "a record deleted at source": SetAside("opportunities", {"is_deleted": "TRUE"}, "deleted at source"),
    "a date to come": SetAside("opportunities", {"created_at": "2099-01-01"}, "after as_of"),
    "a number too long for a whole one": SetAside(
        "sales_activities", {"duration_minutes": "99999999999"}, "duration_minutes is not a whole number"
    ),
    "an endless score": SetAside("leads", {"lead_score": "Infinity"}, "lead_score is not a number"),
    "a score in words": SetAside("leads", {"lead_score": "hot"}, "lead_score is not a number"),
    "an endless weight": SetAside("goals", {"weight": "-inf"}, "weight is not a number"),
}

READ_AS = {
    "the first day of a spreadsheet": ReadAs(
        "opportunities", {"created_at": "1900-01-01"}, "created_at", None
    ),
    "the first instant of a database": ReadAs(
        "opportunities", {"created_at": "1900-01-01T00:00:00Z"}, "created_at", None
    ),
    "the zero of a clock": ReadAs("opportunities", {"created_at": "1970-01-01 00:00:00"}, "created_at", None),
    "yes in capitals": ReadAs("opportunities", {"is_won": "TRUE"}, "is_won", True),
    "yes as one": ReadAs("opportunities", {"is_won": "1"}, "is_won", True),
    "yes in a word": ReadAs("opportunities", {"is_won": "Yes"}, "is_won", True),
    "blank for no": ReadAs(
        "opportunities", {"is_won": "", "is_closed": "", "closed_at": ""}, "is_won", False
    ),
    "yes as a number of a spreadsheet": ReadAs("opportunities", {"is_won": "1.0"}, "is_won", True),
    "an amount in thousands": ReadAs("opportunities", {"amount": "$1,117.10K"}, "amount", 1_117_100),
    "an amount in millions": ReadAs("opportunities", {"amount": "1.5M"}, "amount", 1_500_000),
    "a decimal comma": ReadAs("opportunities", {"amount": "1.234,50"}, "amount", 1_234.5),
    "a symbol of the right currency": ReadAs(
        "opportunities", {"amount": "€ 10,50", "currency_code": "EUR"}, "original_amount", 10.5
    ),
    "an amount an accountant takes off": ReadAs(
        "opportunities", {"amount": "(1,234.50)"}, "amount", -1_234.5
    ),
    "blanks between the thousands": ReadAs(
        "opportunities", {"amount": "1 234 567.50"}, "amount", 1_234_567.5
    ),
    "a day first": ReadAs(
        "opportunities", {"created_at": "20/10/2024"}, _minute("created_at"), "2024-10-20 00:00"
    ),
    "a month first": ReadAs(
        "opportunities", {"created_at": "10/20/2024"}, _minute("created_at"), "2024-10-20 00:00"
    ),
    "a month by name": ReadAs(
        "opportunities", {"closed_at": "15 Apr, 2025 00:03:00"}, _minute("closed_at"), "2025-04-15 00:03"
    ),
    "a day and a month that are the same": ReadAs(
        "opportunities", {"closed_at": "05-05-2025 01:29"}, _minute("closed_at"), "2025-05-05 01:29"
    ),
    "a month by name, half past noon": ReadAs(
        "opportunities", {"closed_at": "Apr 15, 2025, 12:30 PM"}, _minute("closed_at"), "2025-04-15 12:30"
    ),
    "seconds since 1970": ReadAs(
        "opportunities", {"closed_at": "1744675380"}, _minute("closed_at"), "2025-04-15 00:03"
    ),
    "milliseconds since 1970": ReadAs(
        "opportunities", {"closed_at": "1744675380000"}, _minute("closed_at"), "2025-04-15 00:03"
    ),
    "an instant is no day": ReadAs("opportunities", {"created_at": "1735776000"}, "created_at_is_day", False),
    "a day is no instant": ReadAs(
        "opportunities", {"created_at": "15 January 2025"}, "created_at_is_day", True
    ),
    "a time of a browser": ReadAs(
        "opportunities",
        {"closed_at": "Tue Apr 15 2025 00:03:00 GMT+0200 (Central European Summer Time)"},
        _minute("closed_at"),
        "2025-04-14 22:03",
    ),
    # one lead has 13-01-2025 and none has a month there, so day first it is
    "a day that shows the order": ReadAs(
        "leads", {"mql_at": "13-01-2025 08:30"}, _minute("mql_at"), "2025-01-13 08:30"
    ),
    "a day and a month in the order shown": ReadAs(
        "leads", {"mql_at": "02-01-2025 08:30"}, _minute("mql_at"), "2025-01-02 08:30"
    ),
    # one goal has 1.250,5, so a comma is the decimal mark of all of them
    "a number that shows the mark": ReadAs("goals", {"target_value": "1.250,5"}, "target_value", 1_250.5),
    "a number with the mark shown": ReadAs("goals", {"target_value": "1.234"}, "target_value", 1_234),
    "a number with blanks around it": ReadAs("opportunities", {"amount": " 7 "}, "amount", 7),
    "a number in powers of ten": ReadAs("opportunities", {"amount": "1e3"}, "amount", 1_000),
    "a time with an offset": ReadAs(
        "opportunities",
        {"created_at": "2025-02-01T01:00:00+05:00"},
        _minute("created_at"),
        "2025-01-31 20:00",
    ),
    "never answered: Select": ReadAs("opportunities", {"segment": "Select"}, "segment", None),
    "never answered: n/a": ReadAs("opportunities", {"segment": "n/a"}, "segment", None),
    "never answered: dash": ReadAs("opportunities", {"segment": "-"}, "segment", None),
    "a score that is not a number": ReadAs("leads", {"lead_score": "NaN"}, "lead_score", None),
    "a name that is a program": ReadAs(
        "opportunities", {"segment": "<script>alert(1)</script>"}, "segment", "<script>alert(1)</script>"
    ),
    "a name that is a statement": ReadAs(
        "leads", {"region": "x'; drop table leads; --"}, "region", "x'; drop table leads; --"
    ),
    "a reason that is a formula": ReadAs(
        "lead_status_events", {"reason_code": "=cmd|' /c calc'!A1"}, "reason_code", "=cmd|' /c calc'!A1"
    ),
    "a quote, a comma and a new line": ReadAs(
        "opportunities", {"segment": 'big "mid",\nsmall'}, "segment", 'big "mid",\nsmall'
    ),
}

KEYS = {
    "opportunities": "opportunity_id",
    "leads": "lead_id",
    "sales_activities": "activity_id",
    "lead_status_events": "event_id",
    "goals": "goal_id",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """Healthy records, and one more per hostile value under that value's name."""
    tables = {table: [_record(table, f"{number}") for number in range(HEALTHY)] for table in KEYS}
    cases: dict[str, SetAside | ReadAs] = {**SET_ASIDE, **READ_AS}
    for name, case in cases.items():
        tables[case.table].append({**_record(case.table, name), **case.changed})
    tables["fx_rates"] = [{"currency_code": "EUR", "rate_date": "2024-01-01", "rate_to_reporting": "1"}]
    # the same record twice
    tables["opportunities"].append(_record("opportunities", "0"))
    home = tmp_path_factory.mktemp("hostile")
    figures.write(tables, home / "data" / "csv")
    return figures.make(home / "data", home, AS_OF)


@pytest.mark.parametrize("name", SET_ASIDE)
def test_what_cannot_be_read_is_set_aside_for_its_own_reason(name: str, made: Figures) -> None:
    case = SET_ASIDE[name]
    alike = [
        other for other in SET_ASIDE.values() if (other.table, other.reason) == (case.table, case.reason)
    ]
    counted = made.query(
        'select rows_set_aside from row_accounting where "table" = ? and reason = ?',
        [case.table, case.reason],
    )
    assert counted == [{"rows_set_aside": len(alike)}]
    used = made.warehouse(f"select * from core.{case.table} where {KEYS[case.table]} = ?", [name])
    assert used == []


@pytest.mark.parametrize("name", READ_AS)
def test_what_can_be_read_is_read_as_what_it_means(name: str, made: Figures) -> None:
    case = READ_AS[name]
    found = made.warehouse(
        f"select {case.column} as found from core.{case.table} where {KEYS[case.table]} = ?", [name]
    )
    assert [row["found"] for row in found] == [case.value]


def test_the_same_record_twice_counts_once_and_is_accounted_for(made: Figures) -> None:
    counted = made.query(
        "select rows_set_aside from row_accounting where \"table\" = 'opportunities' "
        "and reason = 'repeat of another row with the same key'"
    )
    assert counted == [{"rows_set_aside": 1}]


def test_every_other_record_is_used(made: Figures) -> None:
    for table in KEYS:
        aside = sum(1 for case in SET_ASIDE.values() if case.table == table)
        repeats = 1 if table == "opportunities" else 0
        cases: list[SetAside | ReadAs] = [*SET_ASIDE.values(), *READ_AS.values()]
        read = HEALTHY + sum(1 for case in cases if case.table == table)
        rows = made.query(
            "select sum(rows_read) as rows_read, sum(rows_used) as rows_used from row_accounting "
            'where "table" = ?',
            [table],
        )
        assert rows == [{"rows_read": read + repeats, "rows_used": read - aside}], table


def test_no_figure_is_endless(made: Figures) -> None:
    rows = made.query("select * from metric_values where status in ('measured', 'flagged') and value is null")
    assert rows == []
    periods = made.query("select min(period_start) as first_start from periods")
    assert periods[0]["first_start"].year >= 2024


def _record(table: str, name: str) -> dict[str, Any]:
    """A healthy record of a table, named."""
    number = int(name) if name.isdigit() else 0
    day = f"2025-{1 + number % 3:02d}-{1 + number % 28:02d}"
    match table:
        case "leads":
            return {
                "lead_id": name,
                "region": "north",
                "created_at": f"{day}T08:00:00Z",
                "handed_off_at": f"{day}T09:00:00Z",
                "lead_score": 10 + number % 80,
                "converted_at": "",
            }
        case "sales_activities":
            return {
                "activity_id": name,
                "lead_id": f"{number}",
                "activity_type": "call",
                "direction": "outbound",
                "is_automated": "false",
                "occurred_at": f"{day}T10:00:00Z",
                "duration_minutes": 5,
            }
        case "lead_status_events":
            return {
                "event_id": name,
                "lead_id": f"{number}",
                "changed_at": f"{day}T11:00:00Z",
                "to_status": "accepted" if number % 2 else "rejected",
                "changed_by_function": "sales",
                "reason_code": "accepted" if number % 2 else "not_ready_timing",
            }
        case "goals":
            return {
                "goal_id": name,
                "owner_type": "function",
                "owner_id": "sales",
                "function": "sales" if number % 2 else "marketing",
                "goal_metric": "bookings",
                "period_start": "2025-01-01",
                "period_end": "2025-12-31",
                "weight": "0.5",
            }
        case _:
            return {
                "opportunity_id": name,
                "segment": "mid",
                "created_at": day,
                "closed_at": f"2025-{4 + number % 3:02d}-{1 + number % 28:02d}",
                "is_closed": "true",
                "is_won": "true" if number % 3 else "false",
                "amount": "100.00",
                "is_deleted": "",
            }
