"""Dates and numbers that can be read two ways: settled by their column or by mapping.yml, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard.errors import ScorecardError

Load = Callable[..., Any]


def _csv(column: str, *values: str) -> str:
    rows = "".join(f'L{number};"{value}"\n' for number, value in enumerate(values, start=1))
    return f"lead_id;{column}\n{rows}"


def _column(made: Any, column: str) -> list[Any]:
    return [row[0] for row in made.rows(f"select {column} from raw.leads order by lead_id")]


@pytest.mark.parametrize(
    ("shows", "reads"), [("13-02-2021 07:00", "2021-02-01 01:29"), ("2/13/2021", "2021-01-02 01:29")]
)
def test_a_column_shows_its_order_by_another_value(loaded: Load, shows: str, reads: str) -> None:
    made = loaded({"leads.csv": _csv("created_at", "01-02-2021 01:29", shows, "2021-03-04")})
    assert _column(made, "created_at") == [reads, shows, "2021-03-04"]
    assert any("created_at is read with" in text and "record 2" in text for text in made.report.warnings)


def test_another_column_or_another_file_shows_nothing(loaded: Load) -> None:
    made = loaded(
        {
            "leads.csv": "lead_id,created_at,mql_at\nL1,01-02-2021,13-02-2021\n",
            "opportunities/1.csv": "opportunity_id,created_at\nO1,13-02-2021\n",
            "opportunities/2.csv": "opportunity_id,created_at\nO2,01-02-2021\n",
        }
    )
    assert _column(made, "created_at") == ["01-02-2021"]
    assert made.rows("select created_at from raw.opportunities order by 1") == [
        ("01-02-2021",),
        ("13-02-2021",),
    ]
    told = [text for text in made.report.warnings if "could be swapped" in text]
    assert [text.split(":")[0] for text in told] == ["leads.csv", "opportunities/2.csv"]
    assert "the first in record 1; set formats.date_order to dmy or mdy in mapping.yml" in told[0]


def test_a_column_that_shows_both_orders_shows_none(loaded: Load) -> None:
    made = loaded({"leads.csv": _csv("created_at", "01-02-2021", "13-02-2021", "02/13/2021")})
    assert _column(made, "created_at")[0] == "01-02-2021"


@pytest.mark.parametrize(("order", "reads"), [("dmy", "2021-02-01"), ("mdy", "2021-01-02")])
def test_mapping_settles_the_order(loaded: Load, order: str, reads: str) -> None:
    made = loaded(
        {"leads.csv": _csv("created_at", "01/02/2021"), "mapping.yml": f"formats: {{date_order: {order}}}"}
    )
    assert _column(made, "created_at") == [reads]


def test_a_column_that_shows_otherwise_than_mapping_says_is_believed_and_told(loaded: Load) -> None:
    made = loaded(
        {
            "leads.csv": _csv("created_at", "01/02/2021", "13/02/2021"),
            "mapping.yml": "formats: {date_order: mdy}",
        }
    )
    assert _column(made, "created_at")[0] == "2021-02-01"
    assert any("though mapping.yml says mdy" in text for text in made.report.warnings)


@pytest.mark.parametrize(
    ("shows", "given", "reads"),
    [
        ("12,5", "1.234", "1234"),
        ("1.234,56", "1,234", "1.234"),
        ("1.234.567", "€ 1.234", "€ 1234"),
        ("12.5", "1,234", "1234"),
        ("1,234.56", "1.234", "1.234"),
        ("$1,117.10K", "$2,500K", "$2500K"),
        ("0.125", "1.234", "1.234"),
    ],
)
def test_a_column_shows_its_decimal_mark_by_another_value(
    loaded: Load, shows: str, given: str, reads: str
) -> None:
    leads = "lead_id,created_at\nL1,2025-01-01\n"
    made = loaded(
        {"leads.csv": leads, "opportunities.csv": f'opportunity_id;amount\nO1;"{given}"\nO2;"{shows}"\n'}
    )
    assert made.rows("select amount from raw.opportunities order by opportunity_id") == [(reads,), (shows,)]


def test_a_number_nobody_settles_stops_the_load_with_file_record_and_column(loaded: Load) -> None:
    with pytest.raises(ScorecardError) as caught:
        loaded({"leads.csv": 'lead_id,created_at,lead_score\nL0,2025-01-01,5\nL1,2025-01-01,"1,234"\n'})
    assert "leads.csv: lead_score holds a number that is thousands or has three decimals (record 2)" in str(
        caught.value
    )
    assert "set formats.decimal_mark" in str(caught.value)


def test_a_point_alone_is_a_decimal_point_as_every_program_writes_it(loaded: Load) -> None:
    made = loaded(
        {"leads.csv": "lead_id,created_at,lead_score\nL0,2025-01-01,60.831\nL1,2025-01-01,-1.234\n"}
    )
    assert _column(made, "lead_score") == ["60.831", "-1.234"]
    assert made.report.warnings == ()


@pytest.mark.parametrize(("mark", "reads"), [(".", "1.234"), (",", "1234")])
def test_mapping_settles_the_decimal_mark(loaded: Load, mark: str, reads: str) -> None:
    made = loaded(
        {
            "leads.csv": "lead_id,created_at,lead_score\nL1,2025-01-01,1.234\n",
            "mapping.yml": f'formats: {{decimal_mark: "{mark}"}}',
        }
    )
    assert _column(made, "lead_score") == [reads]


def test_numbers_of_a_program_are_not_in_question(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    duckdb.execute(
        "copy (select 'L1' as lead_id, timestamp '2025-01-01' as created_at, 1.234 as lead_score) "
        f"to '{tmp_path}/data/leads.parquet' (format parquet)"
    )
    assert _column(loaded({}), "lead_score") == ["1.234"]
    made = loaded({"leads.jsonl": '{"lead_id": "L1", "created_at": "2025-01-01", "lead_score": 1.234}\n'})
    assert _column(made, "lead_score") == ["1.234"]


@pytest.mark.parametrize(
    "newest",
    [
        "15 Apr, 2025 00:03:00",
        "Apr 15, 2025, 12:03 AM",
        "15.04.2025 00:03",
        "1744675380",
        "1744675380000",
        "Tue Apr 15 2025 02:03:00 GMT+0200 (Central European Summer Time)",
    ],
)
def test_as_of_is_found_in_every_form_staging_reads(loaded: Load, newest: str) -> None:
    made = loaded({"leads.csv": _csv("created_at", "2025-04-14T23:00:00Z", newest, "2099-01-01")})
    assert made.report.as_of == datetime(2025, 4, 15, 0, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "text", "reads"),
    [
        ("America/New_York", "1/15/2025, 4:05 PM", "2025-01-15 21:05:00Z"),
        ("America/New_York", "2025-07-15 16:05", "2025-07-15 20:05:00Z"),
        ("America/New_York", "2025-07-15T16:05:00+02:00", "2025-07-15T16:05:00+02:00"),
        ("America/New_York", "Jul 15, 2025 16:05 UTC", "2025-07-15 16:05:00Z"),
        ("America/New_York", "1/15/2025", "2025-01-15"),
        ("America/New_York", "1752595500000", "1752595500000"),
        (None, "1/15/2025, 4:05 PM", "2025-01-15 16:05:00"),
        (None, "2025-07-15 16:05", "2025-07-15 16:05"),
        (None, "some day", "some day"),
    ],
)
def test_times_of_a_system_are_hours_of_its_zone_and_iso(
    loaded: Load, zone: str | None, text: str, reads: str
) -> None:
    said = {"mapping.yml": f"formats: {{time_zone: {{salesforce: {zone}}}}}"} if zone else {}
    report = (
        f'Lead ID,Created Date,Lead Status\n00Q5e00000000L1,"{text}",New\n00Q5e00000000L2,2025-01-01,New\n'
    )
    made = loaded({**said, "salesforce/lead.csv": report})
    assert made.rows("select created_date from raw_salesforce.lead order by _line limit 1") == [(reads,)]


def test_times_of_our_own_files_are_moved_where_their_zone_is_told(loaded: Load) -> None:
    made = loaded(
        {
            "mapping.yml": "formats: {time_zone: {csv: Europe/Berlin}}",
            "leads.csv": "lead_id,created_at\nL1,2025-07-15 16:05\nL2,2025-07-16\n",
        }
    )
    assert _column(made, "created_at") == ["2025-07-15 14:05:00Z", "2025-07-16"]
