"""The first row of a CSV file and what its names mean."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from scorecard import contract
from scorecard.contract import Table
from scorecard.errors import ScorecardError
from scorecard.load_header import match_columns, read_header

PROJECT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def leads() -> Table:
    return contract.tables(PROJECT)["leads"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_delimiter_is_recognised(tmp_path: Path, leads: Table, delimiter: str) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(delimiter.join(["lead_id", "status", "region"]) + "\n")
    header = read_header(path, leads)
    assert (header.delimiter, header.names, header.lines) == (delimiter, ("lead_id", "status", "region"), 1)


def test_known_names_decide_between_delimiters(tmp_path: Path, leads: Table) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("lead_id;status;a,b,c,d,e\n")
    assert read_header(path, leads).names == ("lead_id", "status", "a,b,c,d,e")


def test_blank_lines_and_excels_sep_line_come_before_the_header(tmp_path: Path, leads: Table) -> None:
    path = tmp_path / "leads.csv"
    path.write_text("\ufeffsep=;\r\n\r\nlead_id;status\r\n1;new\r\n")
    header = read_header(path, leads)
    assert (header.delimiter, header.names, header.lines) == (";", ("lead_id", "status"), 3)


def test_a_header_may_span_lines(tmp_path: Path, leads: Table) -> None:
    path = tmp_path / "leads.csv"
    path.write_text('lead_id,"the\nstatus",region\n1,2,3\n')
    header = read_header(path, leads)
    assert (header.names, header.lines) == (("lead_id", "the status", "region"), 2)


@pytest.mark.parametrize(
    "name", ["LeadId", "LEAD_ID", "leadid", "Lead ID", "property_lead_id", "properties_LeadId"]
)
def test_spellings_of_a_column_match(leads: Table, name: str) -> None:
    assert match_columns([name], leads, "leads.csv").by_column == {"lead_id": 0}


def test_two_columns_with_one_meaning_are_refused_naming_both(leads: Table) -> None:
    with pytest.raises(
        ScorecardError, match=r"leads\.csv: columns CreatedAt and created_at are both created_at"
    ):
        match_columns(["lead_id", "CreatedAt", "created_at"], leads, "leads.csv")


def test_an_unknown_column_is_named_with_the_nearest_free_one(leads: Table) -> None:
    columns = match_columns(["lead_id", "stattus", "zzzz"], leads, "leads.csv")
    assert columns.warnings == (
        "leads.csv: column stattus is not loaded; did you mean status?",
        "leads.csv: column zzzz is not loaded; leads has no column like it.",
    )


def test_loader_columns_are_counted_and_not_warned_of(leads: Table) -> None:
    columns = match_columns(["_fivetran_synced", "lead_id", "_airbyte_raw_id", "_dlt_id"], leads, "leads.csv")
    assert (columns.loader_columns, columns.warnings) == (3, ())


def test_a_trailing_column_without_a_name_is_no_matter_but_one_between_is_named(leads: Table) -> None:
    assert match_columns(["lead_id", ""], leads, "leads.csv").warnings == ()
    columns = match_columns(["lead_id", "", "status"], leads, "leads.csv")
    assert columns.warnings == ("leads.csv: column 2 has no name and is not loaded.",)


def test_a_missing_key_is_refused_with_the_nearest_name(leads: Table) -> None:
    with pytest.raises(
        ScorecardError, match=r"leads\.csv has no column lead_id: rename leadidd, if that is it"
    ):
        match_columns(["leadidd", "status"], leads, "leads.csv")


def test_a_missing_required_column_is_named() -> None:
    spend = contract.tables(PROJECT)["campaign_spend"]
    columns = match_columns(["spend_id", "amount"], spend, "campaign_spend.csv")
    assert columns.warnings == (
        "campaign_spend.csv has no column spent_on, so none of its rows can be used; add it.",
    )


def test_lines_above_the_header_of_a_report_are_passed_over(tmp_path: Path, leads: Table) -> None:
    path = tmp_path / "leads.csv"
    path.write_text(
        'Lead report\n"January 1, 2025 - January 31, 2025"\n\nlead_id,created_at\nL1,2025-01-01\n'
    )
    header = read_header(path, leads)
    assert (header.names, header.lines) == (("lead_id", "created_at"), 4)


def test_a_field_of_ones_own_is_read_where_it_is_mapped_and_nowhere_else(leads: Table) -> None:
    (slot,) = [column for column in leads.columns if column.name == "handed_off_at"]
    unmapped = dataclasses.replace(slot, slot=True)
    mapped = dataclasses.replace(slot, slot=True, field="MQL_Date__c")
    names = ["Id", "handed_off_at", "MQL Date  c", "mql_date__c"]
    for column, found in ((unmapped, {}), (mapped, {"handed_off_at": 2})):
        table = dataclasses.replace(leads, columns=(column,), key=(), source="salesforce")
        assert match_columns(names, table, "lead.csv").by_column == found


def test_a_name_that_is_a_persons_is_not_repeated(leads: Table) -> None:
    told = match_columns(
        ["lead_id", "created_at", "ann@example.org", "+49 30 123456"], leads, "leads.csv"
    ).warnings
    assert [text for text in told if "ann" in text or "123456" in text] == []
    assert len([text for text in told if "looks like an address or a number" in text]) == 2
