"""Real exports, as they come, read into the raw layer; each line of what exports look like is a test."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard import contract
from scorecard.errors import UsageError
from scorecard.load_sql import PLACEHOLDERS

PROJECT = Path(__file__).parents[3]
KEPT = "select lead_id, status, _line from raw.leads order by _file, _line"
PLAIN = "lead_id,status,created_at\nL1,new,2026-01-02\nL2,wörking,2026-01-03\n"
PLAIN_ROWS = [("L1", "new", 1), ("L2", "wörking", 2)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLAIN.encode(), id="UTF-8"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="UTF-8 with a byte order mark"),
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16 with a byte order mark"),
        pytest.param(PLAIN.encode("utf-16-be"), id="UTF-16 without one"),
        pytest.param(PLAIN.encode("latin-1"), id="Latin-1"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(PLAIN.replace("\n", "\r").encode(), id="CR alone"),
        pytest.param(
            PLAIN.replace("L1,new,2026-01-02\n", "L1,new,2026-01-02\r\n").encode(), id="mixed line ends"
        ),
        pytest.param(PLAIN.replace(",", ";").encode(), id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t").encode(), id="tabs"),
        pytest.param((PLAIN + "\n" * 5000).encode(), id="thousands of blank lines under the rows"),
        pytest.param(PLAIN.replace("\n", "\n\n \n").encode(), id="blank lines between"),
        pytest.param(PLAIN.replace("\n", ",\n").encode(), id="a trailing empty column"),
        pytest.param(PLAIN.replace("02\n", "02,\n").encode(), id="a trailing delimiter here and there"),
        pytest.param(PLAIN.rstrip("\n").encode(), id="no line end at the end"),
        pytest.param(("sep=,\n" + PLAIN).encode(), id="Excel's sep line"),
        pytest.param(
            PLAIN.replace("lead_id", "Lead ID").replace("created_at", "CreatedAt").encode(), id="names"
        ),
    ],
)
def test_text_in_every_common_shape_is_the_same_table(loaded: Any, content: bytes) -> None:
    result = loaded({"csv/leads.csv": content})
    assert result.rows(KEPT) == PLAIN_ROWS
    assert result.files == [("csv/leads.csv", 2, 0)]
    assert result.report.as_of == datetime(2026, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_gzip_is_unpacked(loaded: Any, encoding: str) -> None:
    result = loaded({"csv/leads.csv.gz": gzip.compress(PLAIN.encode(encoding))})
    assert result.rows(KEPT) == PLAIN_ROWS


def test_latin_1_is_said_to_have_been_assumed(loaded: Any) -> None:
    result = loaded(
        {"csv/leads.csv": "lead_id,status,created_at\nL1,caf\u00e9 \u20ac,2026-01-02\n".encode("cp1252")}
    )
    assert result.rows("select status from raw.leads") == [("café €",)]
    assert any("csv/leads.csv is not UTF-8 and is read as Latin-1" in text for text in result.report.warnings)


def test_a_bad_byte_in_utf_8_costs_one_letter_and_not_the_encoding(loaded: Any) -> None:
    content = "lead_id,status,created_at\nL1,é ü ö,2026-01-02\nL2,x?y,2026-01-02\n".encode().replace(
        b"?", b"\xff"
    )
    result = loaded({"csv/leads.csv": content})
    assert result.rows("select status from raw.leads order by _line") == [("é ü ö",), ("x\ufffdy",)]
    assert any("holds 1 characters that are not UTF-8" in text for text in result.report.warnings)


def test_quoted_line_ends_delimiters_and_quotes_stay_in_their_field(loaded: Any) -> None:
    content = 'lead_id,status,created_at\nL1,"a\nb, ""c""\n\nd",2026-01-02\nL2,"x;y",2026-01-03\n'
    result = loaded({"csv/leads.csv": content})
    assert result.rows(KEPT) == [("L1", 'a\nb, "c"\n\nd', 1), ("L2", "x;y", 2)]


def test_unquoted_commas_and_short_lines_are_set_aside_with_line_and_reason(loaded: Any) -> None:
    good = "".join(f"L{number},new,2026-01-02\n" for number in range(3, 60))
    result = loaded({"csv/leads.csv": f"lead_id,status,created_at\nL1,new, now,2026-01-02\nL2,new\n{good}"})
    assert result.files == [("csv/leads.csv", 59, 2)]
    assert result.rejected == [(1, "too many fields"), (2, "too few fields")]
    assert result.rows("select min(_line), max(_line), count(*) from raw.leads") == [(3, 59, 57)]
    assert result.rows("select lead_id from raw.leads where _line = 3") == [("L3",)]
    assert (
        "csv/leads.csv: 2 of 59 records are set aside, the first on line 2 (4 fields where 3 are expected)."
        in result.report.warnings
    )


def test_rows_of_delimiters_alone_are_set_aside_and_do_not_stop_the_load(loaded: Any) -> None:
    result = loaded({"csv/leads.csv": "lead_id,status,created_at\nL1,new,2026-01-02\n" + ",,\n" * 20})
    assert result.files == [("csv/leads.csv", 21, 20)]
    assert {reason for _, reason in result.rejected} == {"no value in any known column"}
    assert result.rows("select count(*) from raw.leads") == [(1,)]


def test_a_row_without_its_key_stays_for_staging_to_judge(loaded: Any) -> None:
    result = loaded({"csv/leads.csv": "lead_id,status,created_at\n,new,2026-01-02\n"})
    assert result.rows(KEPT) == [(None, "new", 1)]


def test_a_header_alone_is_an_empty_table(loaded: Any) -> None:
    result = loaded({"csv/leads.csv": PLAIN, "csv/opportunities.csv": "opportunity_id,stage"})
    assert result.report.tables["opportunities"] == 0
    assert ("csv/opportunities.csv", 0, 0) in result.files


def test_overlapping_files_are_both_kept_whole(loaded: Any) -> None:
    result = loaded({"csv/leads/a.csv": PLAIN, "csv/leads/b.csv": PLAIN})
    assert result.rows("select _file, _line, lead_id from raw.leads order by 1, 2") == [
        ("csv/leads/a.csv", 1, "L1"),
        ("csv/leads/a.csv", 2, "L2"),
        ("csv/leads/b.csv", 1, "L1"),
        ("csv/leads/b.csv", 2, "L2"),
    ]


def test_parts_may_differ_in_columns_order_and_encoding(loaded: Any) -> None:
    other = "created_at;Status;lead_id\n2026-01-04;né;L3\n".encode("latin-1")
    result = loaded({"leads.2025.csv": PLAIN, "leads.2026.csv": other})
    assert result.rows(KEPT) == [*PLAIN_ROWS, ("L3", "né", 1)]


def test_parquet_is_read_as_text_whatever_its_types(loaded: Any, tmp_path: Path) -> None:
    path = tmp_path / "leads.parquet"
    duckdb.sql(
        "select 'L' || i as \"LeadId\", timestamptz '2026-01-02 03:04:05+02' as created_at, "
        "cast(i as decimal(10, 2)) as lead_score, i = 1 as is_converted, 'x' as extra from range(1, 3) as t(i)"
    ).write_parquet(str(path))
    result = loaded({"csv/leads.parquet": path.read_bytes()})
    assert result.rows("select lead_id, created_at, lead_score, is_converted, _line from raw.leads") == [
        ("L1", "2026-01-02 01:04:05+00", "1.00", "true", 1),
        ("L2", "2026-01-02 01:04:05+00", "2.00", "false", 2),
    ]
    assert any("column extra is not loaded" in text for text in result.report.warnings)
    assert result.report.as_of == datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)


JSON_LINES = (
    '{"lead_id": "L1", "created_at": "2026-01-02", "lead_score": 1.5}\n'
    "\n"
    '{"created_at": "2026-01-03T00:00:00Z", "lead_id": "L2", "is_converted": true, "status": null}\n'
)
JSON_ROWS = [("L1", "1.5", None, None, 1), ("L2", None, "true", None, 2)]
JSON_QUERY = "select lead_id, lead_score, is_converted, status, _line from raw.leads order by _line"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("leads.jsonl", JSON_LINES.encode()),
        ("leads.ndjson", JSON_LINES.encode("utf-8-sig")),
        ("leads.jsonl.gz", gzip.compress(JSON_LINES.encode())),
        (
            "leads.json",
            json.dumps([json.loads(line) for line in JSON_LINES.split("\n") if line], indent=2).encode(),
        ),
    ],
)
def test_json_lines_and_arrays_are_read_with_the_union_of_their_names(
    loaded: Any, name: str, content: bytes
) -> None:
    result = loaded({f"csv/{name}": content})
    assert result.rows(JSON_QUERY) == JSON_ROWS
    assert result.report.as_of == datetime(2026, 1, 3, tzinfo=UTC)


def test_a_line_that_is_no_json_object_is_set_aside(loaded: Any) -> None:
    good = "".join(f'{{"lead_id": "L{number}", "created_at": "2026-01-02"}}\n' for number in range(60))
    result = loaded({"csv/leads.jsonl": f'{good}{{"lead_id": "L9\n[1, 2]\n{good}'})
    assert result.files == [("csv/leads.jsonl", 122, 2)]
    assert result.rejected == [(61, "not a JSON object"), (62, "not a JSON object")]
    assert result.rows("select max(_line), count(*) from raw.leads") == [(122, 120)]


@pytest.mark.parametrize("name", ["leads.[1]*.csv", "leads/a?.csv", "leads/[x].csv.gz", "leads/it's.csv"])
def test_a_name_that_looks_like_a_pattern_is_a_name(loaded: Any, name: str) -> None:
    content = gzip.compress(PLAIN.encode()) if name.endswith(".gz") else PLAIN.encode()
    result = loaded({name: content})
    assert (result.rows(KEPT), result.files) == (PLAIN_ROWS, [(name, 2, 0)])


def test_every_table_and_column_of_the_contract_exists(loaded: Any) -> None:
    result = loaded({"csv/leads.csv": PLAIN})
    for table in contract.tables(PROJECT).values():
        described = result.rows(f"describe raw.{table.name}")
        assert [(name, kind) for name, kind, *_ in described] == [
            *((name, "VARCHAR") for name in table.column_names),
            ("_source", "VARCHAR"),
            ("_file", "VARCHAR"),
            ("_line", "BIGINT"),
        ]
    assert result.report.tables == {name: 2 if name == "leads" else 0 for name in contract.tables(PROJECT)}
    assert result.rows("select count(*) from checks.check_results") == [(0,)]


def test_an_empty_field_is_null_and_other_text_is_kept_as_it_stands(loaded: Any) -> None:
    result = loaded({"csv/leads.csv": 'lead_id,status,region,created_at\nL1,"", N/A ,2026-01-02\n'})
    assert result.rows("select status, region from raw.leads") == [(None, " N/A ")]


def test_persons_are_hashed_alike_however_they_are_spelled(
    loaded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCORECARD_SALT", "it's secret")
    rows = "L1,Ann@x.org,2026-01-02\nL2, ann@X.org ,2026-01-02\nL3,,2026-01-02\nL4,N/A,2026-01-02\n"
    result = loaded({"csv/leads.csv": f"lead_id,person_key,created_at\n{rows}"})
    expected = hashlib.sha256(b"it's secretann@x.org").hexdigest()
    assert result.rows("select person_key from raw.leads order by _line") == [
        (expected,),
        (expected,),
        (None,),
        (None,),
    ]
    assert not any("SCORECARD_SALT" in text for text in result.report.warnings)


def test_without_a_salt_each_load_hashes_otherwise_and_says_so_once(
    loaded: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SCORECARD_SALT")
    files = {"leads.csv": "lead_id,person_key,created_at\nL1,a,2026-01-02\n"}
    first = loaded(files)
    keys = first.rows("select person_key from raw.leads")
    assert [text.split()[0] for text in first.report.warnings] == ["SCORECARD_SALT"]
    assert loaded(files).rows("select person_key from raw.leads") != keys


def test_placeholders_are_those_staging_knows() -> None:
    macro = (PROJECT / "macros/staging.sql").read_text().split("macro blank_words")[1].split("endmacro")[0]
    assert all(f"'{word}'" in macro for word in PLACEHOLDERS)
    assert macro.count(",") + 1 == len(PLACEHOLDERS)


def test_as_of_is_the_newest_event_that_has_happened(loaded: Any) -> None:
    result = loaded(
        {
            "leads.csv": "lead_id,created_at,mql_at\nL1,2026-01-02T23:30:00-02:00,2099-01-01\nL2,soon,\n",
            "opportunities.csv": "opportunity_id,created_at,close_date\nO1,2025-05-05,2026-08-01\n",
            "goals.csv": "goal_id,function,goal_metric,period_start,period_end\nG,sales,x,2026-07-01,2026-09-29\n",
            "content_assets.csv": "content_id,published_at\nC,2026-03-03\n",
        }
    )
    assert result.report.as_of == datetime(2026, 1, 3, 1, 30, tzinfo=UTC)


def test_as_of_given_is_taken_as_it_is(loaded: Any) -> None:
    given = datetime(2025, 6, 1, tzinfo=UTC)
    result = loaded({"leads.csv": PLAIN}, as_of=given, as_of_given=True)
    report = json.loads((result.settings.target / "load.json").read_text())
    assert (report["as_of"], report["as_of_given"]) == ("2025-06-01T00:00:00Z", True)
    assert report["build_clock"] == "2026-09-30T12:00:00Z"
    assert report["tables"]["leads"] == 2


def test_no_event_at_all_is_bad_usage(loaded: Any) -> None:
    with pytest.raises(UsageError, match="No table has an event before 2026-09-30 12:00 UTC"):
        loaded({"leads.csv": "lead_id,created_at\nL1,2099-01-01\nL2,\n"})


def test_unknown_names_are_warned_of_and_counted_in_the_report(loaded: Any) -> None:
    result = loaded(
        {"leads.csv": "lead_id,created_at,regoin,_dlt_id\nL1,2026-01-02,x,1\n", "qotas.csv": "x\n"}
    )
    assert result.report.warnings == (
        "qotas.csv is not loaded: qotas is not a table of the contract; did you mean quotas?",
        "leads.csv: column regoin is not loaded; did you mean region?",
    )
    assert [file.loader_columns for file in result.report.files] == [1]
    assert json.loads((result.settings.target / "load.json").read_text())["warnings"] == list(
        result.report.warnings
    )
