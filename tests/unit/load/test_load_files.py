"""Which files are a table's: found by name, refused when two claim the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard import contract
from scorecard.errors import ScorecardError, UsageError
from scorecard.load_files import Found, find, nearest, normalise
from tests.conftest import PROJECT

NAMES = ("leads", "opportunities", "lead_status_events", "campaign_spend")
TABLES = {"csv": {name: contract.tables(PROJECT)[name] for name in NAMES}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path


def place(data: Path, *names: str) -> None:
    for name in names:
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("lead_id\n")


def names(found: Found) -> list[str]:
    return [file.name for file in found.files]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("leads.csv", "csv"),
        ("leads.csv.gz", "csv"),
        ("leads.tsv", "csv"),
        ("Leads.CSV", "csv"),
        ("leads.parquet", "parquet"),
        ("leads.jsonl", "json"),
        ("leads.ndjson", "json"),
        ("leads.json.gz", "json"),
        ("leads.jsonl.gz", "json"),
    ],
)
def test_a_table_is_found_in_each_form(data: Path, name: str, form: str) -> None:
    place(data, f"csv/{name}")
    (file,) = find(data, TABLES).files
    assert (file.table, file.form, file.name) == ("leads", form, f"csv/{name}")


def test_files_directly_in_the_data_folder_count_as_csv(data: Path) -> None:
    place(data, "leads.csv", "csv/opportunities.csv")
    assert names(find(data, TABLES)) == ["csv/opportunities.csv", "leads.csv"]


def test_names_match_without_case_and_underscores(data: Path) -> None:
    place(data, "leads.csv", "LeadStatusEvents.csv")
    assert [file.table for file in find(data, TABLES).files] == ["lead_status_events", "leads"]


def test_a_folder_of_parts_is_one_table_in_name_order(data: Path) -> None:
    place(data, "csv/leads/b.csv", "csv/leads/a.csv", "csv/leads/_SUCCESS", "csv/leads/.hidden.csv")
    assert names(find(data, TABLES)) == ["csv/leads/a.csv", "csv/leads/b.csv"]


def test_dotted_parts_are_one_table(data: Path) -> None:
    place(data, "leads.2025.csv", "leads.2026.csv.gz")
    found = find(data, TABLES)
    assert names(found) == ["leads.2025.csv", "leads.2026.csv.gz"]
    assert {file.table for file in found.files} == {"leads"}


def test_what_is_no_part_in_a_folder_of_parts_is_named(data: Path) -> None:
    place(data, "leads/a.csv", "leads/notes.docx", "leads/old/b.csv")
    found = find(data, TABLES)
    assert names(found) == ["leads/a.csv"]
    assert [text.split(" ")[0] for text in found.warnings] == ["leads/notes.docx", "leads/old"]


@pytest.mark.parametrize(
    "pair",
    [
        ("leads.csv", "leads.parquet"),
        ("leads.csv", "leads.csv.gz"),
        ("leads.csv", "csv/leads.csv"),
        ("leads.csv", "leads.tsv"),
        ("leads.csv", "leads/part.csv"),
        ("leads.1.csv", "leads.2.parquet"),
        ("leads.1.csv", "leads.1.csv.gz"),
        ("leads/a.csv", "leads/a.csv.gz"),
        ("leads/a.csv", "leads/b.parquet"),
    ],
)
def test_the_same_table_twice_is_refused_naming_both(data: Path, pair: tuple[str, str]) -> None:
    place(data, *pair)
    with pytest.raises(UsageError) as refused:
        find(data, TABLES)
    assert all(name in str(refused.value) for name in pair)


@pytest.mark.parametrize("name", ["lead.csv", "csv/leadz.csv", "lead/part.csv"])
def test_an_unknown_table_is_named_with_the_nearest(data: Path, name: str) -> None:
    place(data, "opportunities.csv", name)
    (warning,) = find(data, TABLES).warnings
    assert warning.startswith(name.removesuffix("/part.csv"))
    assert "did you mean leads?" in warning


def test_an_unknown_ending_is_named(data: Path) -> None:
    place(data, "opportunities.csv", "leads.xlsx")
    (warning,) = find(data, TABLES).warnings
    assert warning.startswith("leads.xlsx is not loaded: save it as CSV")


def test_other_sources_readmes_and_the_truth_file_are_left_alone(data: Path) -> None:
    place(data, "leads.csv", "README.md", "truth.json", "salesforce/Lead.csv", "hubspot/contacts.csv")
    found = find(data, TABLES)
    assert (names(found), found.warnings) == (["leads.csv"], ())


def test_neither_leads_nor_opportunities_is_bad_usage(data: Path) -> None:
    place(data, "campaign_spend.csv", "lead.csv")
    with pytest.raises(UsageError, match="Neither leads nor opportunities") as refused:
        find(data, TABLES)
    assert "did you mean leads?" in str(refused.value)


def test_a_missing_data_folder_is_bad_usage(data: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        find(data / "nowhere", TABLES)


def test_a_folder_named_like_a_file_is_refused(data: Path) -> None:
    (data / "leads.csv").mkdir()
    with pytest.raises(ScorecardError, match=r"leads\.csv is a folder where a file is expected"):
        find(data, TABLES)


def test_an_empty_folder_of_parts_is_named(data: Path) -> None:
    place(data, "opportunities.csv")
    (data / "leads").mkdir()
    (warning,) = find(data, TABLES).warnings
    assert warning == "leads is a folder without files; leads is read as absent."


@pytest.mark.parametrize(
    "name", ["CreatedDate", "created_date", "createddate", "CREATED_DATE", "Created Date"]
)
def test_normalise_makes_spellings_of_one_name_equal(name: str) -> None:
    assert normalise(name) == "createddate"


def test_nearest_gives_nothing_when_nothing_is_alike() -> None:
    assert nearest("zzz", NAMES) is None
    assert nearest("oportunity", NAMES) == "opportunities"
