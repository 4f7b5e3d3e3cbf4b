"""mapping.yml: what it says is used, and everything wrong in it is told at once, with its line, before a file is read."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import duckdb
import pytest

from scorecard import contract, mapping, mapping_meanings
from scorecard.errors import Mistakes, UsageError
from scorecard.mapping_meanings import Subject

PROJECT = Path(__file__).parents[3]
LEADS = "lead_id,mql_when,E-Mail,points\nL1,2026-01-03 10:00,ann@example.com,42\nL2,2026-02-03 10:00,bob@example.com,7\n"


def read(folder: Path, text: str) -> mapping.Mapped:
    folder.mkdir(exist_ok=True)
    (folder / "mapping.yml").write_text(text, encoding="utf-8")
    catalog = {source: contract.tables(PROJECT, source) for source in contract.SOURCES}
    return mapping.read(folder, PROJECT, catalog)


def mistakes(folder: Path, text: str) -> tuple[str, ...]:
    chosen = read(folder, text)
    with pytest.raises(Mistakes) as failure:
        chosen.require_sound()
    return failure.value.sentences


def test_a_folder_without_the_file_has_nothing_mapped(tmp_path):
    catalog = {"csv": contract.tables(PROJECT)}
    chosen = mapping.read(tmp_path, PROJECT, catalog)
    chosen.require_sound()
    assert chosen.catalog == catalog
    assert chosen.compiled == {
        "match_prefer": None, "spelled": [], "csv_meanings": [],
    }  # fmt: skip


def test_what_the_file_says_is_handed_on(tmp_path):
    (tmp_path / "landing").mkdir()
    (tmp_path / "own.duckdb").touch()
    chosen = read(
        tmp_path,
        """
csv:
  fields: {leads: {handed_off_at: mql_when}}
  lead_status: {accepted: Working - Contacted, rejected: [No, 007]}
  reason: {not_ready_timing: [Next year], wrong_fit_size: ["Too small "]}
  stage:
spelling: {product_id: {GTX Pro: [GTXPro]}}
formats: {date_order: dmy, decimal_mark: ",", time_zone: {hubspot: Europe/Berlin}}
match: {prefer: hubspot}
ads:
  campaigns: {120330001: 701xx0000001}
  currency: {google_ads: EUR}
landings:
  hubspot: {folder: landing}
  salesforce: {database: own.duckdb, schema: fivetran}
""",
    )
    chosen.require_sound()
    handed_off_at = next(
        column for column in chosen.catalog["csv"]["leads"].columns if column.name == "handed_off_at"
    )
    assert handed_off_at.names == ("mql_when",)
    own = {(item.source, item.subject, item.value): item.meaning for item in chosen.meanings}
    assert own["csv", "lead_status", "working - contacted"] == "accepted"
    assert own["csv", "lead_status", "no"] == own["csv", "lead_status", "007"] == "rejected"
    assert own["csv", "reason", "too small"] == "wrong_fit_size"
    assert own["*", "spelling.product_id", "gtxpro"] == "GTX Pro"
    told = {one.subject: one for one in chosen.told}
    assert [name for name, one in told.items() if one.content.startswith("values ")] == [
        "ads campaigns",
        "csv lead_status",
        "csv reason",
        "spelling.product_id",
    ]
    assert told["csv lead_status"].tables == ("leads", "lead_status_events")
    assert (told["csv leads.handed_off_at"].content, told["csv leads.handed_off_at"].tables) == (
        "mql_when",
        ("leads",),
    )
    assert (told["date order"].content, told["date order"].tables) == ("dmy", ())
    assert "touchpoints" in told["time zone of hubspot"].tables
    assert chosen.formats == mapping.Formats("dmy", ",", {"hubspot": "Europe/Berlin"})
    assert chosen.campaigns == {"120330001": "701xx0000001"}
    assert chosen.currencies == {"google_ads": "EUR"}
    assert chosen.landings["hubspot"].folder == tmp_path / "landing"
    assert (chosen.landings["salesforce"].database, chosen.landings["salesforce"].schema) == (
        str(tmp_path / "own.duckdb"),
        "fivetran",
    )
    assert chosen.compiled == {
        "match_prefer": "hubspot",
        "spelled": ["product_id"], "csv_meanings": ["lead_status", "reason"],
    }  # fmt: skip


def test_every_mistake_is_told_at_once_with_its_line_and_the_nearest_valid_name(tmp_path):
    found = mistakes(
        tmp_path,
        """csv:
  fields:
    laeds: {handed_off_at: mql_when}
    leads:
      handed_of_at: mql_when
      lead_score: [a, b]
  lead_status:
    acepted: [Working]
    accepted: [Contacted, Done]
    rejected: [" done"]
  reasons: {other: x}
  reason: {not_ready_: [x]}
salesfroce: {}
spelling: {produkt_name: {A: [a]}}
formats: {date_order: ymd, decimal_mark: ";", time_zone: {hubspot: Berlin, csvs: UTC}}
landings: {hubspot: {folder: nowhere}, salesforce: {schema: x}}
match: {prefer: ads}
ads: {currency: {google_ads: euro}}
formats: {date_order: dmy}
""",
    )
    assert [sentence.removeprefix("mapping.yml, ") for sentence in found] == [
        "line 3: 'laeds' is not an object read from csv; did you mean leads?",
        "line 5: 'handed_of_at' is not a key of csv.fields.leads; did you mean handed_off_at?",
        "line 6: leads.lead_score (the name of your field) needs one text.",
        "line 8: 'acepted' is not a meaning of lead_status; did you mean accepted?",
        "line 10: 'done' is rejected here and accepted on line 9; keep one.",
        "line 11: 'reasons' is not a key of csv; did you mean reason?",
        "line 12: 'not_ready_' is not a meaning of reason; did you mean not_ready_*?",
        "line 13: 'salesfroce' is not a key of mapping.yml; did you mean salesforce?",
        "line 14: 'produkt_name' is not a key of spelling; did you mean product_name?",
        "line 15: date_order 'ymd' is not known; did you mean mdy?",
        'line 15: decimal_mark \';\' is not known; write "," or ".".',
        "line 15: 'Berlin' is no time zone; write one such as Europe/Berlin (Europe/Berlin?).",
        "line 15: 'csvs' is not a key of formats.time_zone; did you mean csv?",
        f"line 16: there is no folder {tmp_path / 'nowhere'}; relative paths start from the data folder.",
        "line 16: landings.salesforce needs a folder, or a database with its schema; give one of them.",
        "line 17: prefer 'ads' is not known; use one of csv, hubspot, salesforce.",
        "line 18: 'euro' is no currency code; write three capitals, such as EUR.",
        "line 19: 'formats' is given twice, first on line 15; keep one.",
    ]


@pytest.mark.parametrize("text", ["csv: [", "\tcsv: 1"])
def test_a_file_that_is_no_yaml_is_named_with_its_line(tmp_path, text):
    with pytest.raises(UsageError, match=r"mapping\.yml, line [12]: not valid YAML"):
        read(tmp_path, text)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "csv:\n  lead_status:\n    # accepted: [x]\n"])
def test_a_file_with_nothing_but_comments_says_nothing(tmp_path, text):
    chosen = read(tmp_path, text)
    chosen.require_sound()
    assert not chosen.fields
    assert chosen.compiled["csv_meanings"] == []


@pytest.mark.parametrize(
    ("codes", "known", "unknown"),
    [
        ((), "paid_search", "Paid Search"),
        (("accepted", "not_ready_*"), "not_ready_budget", "not_ready"),
        (("open", "won"), "won", "lost"),
    ],
)
def test_a_subject_knows_its_codes_its_families_of_codes_or_any_code(codes, known, unknown):
    subject = Subject("any", codes)
    assert subject.knows(known)
    assert not subject.knows(unknown)


def test_a_mapped_column_is_read_under_the_canonical_name(loaded):
    result = loaded(
        {
            "csv/leads.csv": LEADS,
            "mapping.yml": "csv: {fields: {Leads: {handed_off_at: MQL When, person_key: e-mail}}}",
        }
    )
    assert result.rows("select handed_off_at, length(person_key) from raw.leads order by 1") == [
        ("2026-01-03 10:00", 64),
        ("2026-02-03 10:00", 64),
    ]
    kept = json.loads((result.settings.target / "load.json").read_text())
    assert kept["compiled"]["spelled"] == []


def test_fields_that_are_not_in_the_files_or_hold_something_else_are_told_with_the_rest(loaded):
    with pytest.raises(Mistakes) as failure:
        loaded(
            {
                "csv/leads.csv": LEADS,
                "mapping.yml": (
                    "csv:\n  fields:\n    leads:\n      handed_off_at: points\n      mql_at: mql_wen\n"
                    "      lead_score: E-Mail\n      segmant: points\n"
                ),
            }
        )
    assert failure.value.sentences == (
        'mapping.yml, line 4: handed_off_at needs dates, and points in csv/leads.csv mostly holds something else ("42", "7"); '
        "name a column of dates.",
        "mapping.yml, line 5: mql_wen is not a column of csv/leads.csv; did you mean mql_when?",
        "mapping.yml, line 6: lead_score needs numbers, and E-Mail in csv/leads.csv mostly holds something else; "
        "name a column of numbers.",
        "mapping.yml, line 7: 'segmant' is not a key of csv.fields.leads; did you mean segment?",
    )


def test_fields_of_a_table_that_is_not_there_are_a_warning(loaded):
    result = loaded(
        {
            "csv/leads.csv": LEADS.replace("mql_when", "mql_at"),
            "mapping.yml": "csv:\n  fields: {goals: {weight: share}}\n",
        }
    )
    assert [text for text in result.report.warnings if "mapping.yml" in text] == [
        "mapping.yml, line 2: fields of goals are named, and no goals was found; nothing is read from them."
    ]


def test_a_field_need_not_be_in_every_part_of_a_table_nor_in_a_form_of_its_own(loaded, tmp_path):
    (tmp_path / "data").mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 'L9' as lead_id, timestamp '2026-05-01' as mql_when) "
            f"to '{tmp_path / 'leads.parquet'}' (format parquet)"
        )
    mapped = "csv: {fields: {leads: {handed_off_at: mql_when}}}"
    for files in (
        {"csv/leads/1.csv": "lead_id\nL0\n", "csv/leads/2.csv": LEADS},
        {"csv/leads.csv": LEADS.encode("utf-16")},
        {"csv/leads.jsonl": '{"lead_id": "L1", "mql_when": "2026-01-03"}\n'},
        {"csv/leads.parquet": (tmp_path / "leads.parquet").read_bytes()},
    ):
        result = loaded({**files, "mapping.yml": mapped})
        assert result.rows("select count(handed_off_at) from raw.leads")[0][0] >= 1, files


def test_standard_values_of_every_source_mean_something_its_subject_knows():
    catalog = {source: contract.tables(PROJECT, source) for source in contract.SOURCES}
    for source in contract.SOURCES:
        listed = PROJECT / f"models/staging/{source}/_{source}__meanings.csv"
        if not listed.is_file():
            continue
        subjects = mapping_meanings.subjects(catalog, ())[source]
        with listed.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                subject = subjects.get(row["subject"])
                assert subject is None or subject.knows(row["meaning"]), f"{listed.name}: {row}"


def test_the_example_that_is_documented_can_be_used(tmp_path):
    text = (PROJECT / "data" / "README.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]
    catalog = {source: contract.tables(PROJECT, source) for source in contract.SOURCES}
    (tmp_path / "mapping.yml").write_text(example, encoding="utf-8")
    chosen = mapping.read(tmp_path, PROJECT, catalog)
    # objects of a system are known once the project reads it
    unread = [f"not an object read from {source}" for source, tables in catalog.items() if not tables]
    assert [text for text in chosen.mistakes if not any(words in text for words in unread)] == []
    assert chosen.compiled["spelled"] == ["channel", "product_name"]
    documented = set(re.findall(r"`(\w+)`", text.split("The subjects are")[1].split("known;")[0]))
    assert documented == set(mapping_meanings.subjects(catalog, ())["csv"])
