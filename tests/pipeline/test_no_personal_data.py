"""No e-mail address, name or phone number of the input appears in anything a build leaves behind, in any form."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import duckdb
import pytest

from tests.conftest import RunScorecard

EMAILS = (
    "ann.smith@planted.example",
    "ANN.SMITH@planted.example",
    "bo@planted.example",
    "cy.id@planted.example",
)
NAMES = ("Plantagenet", "Quisenberry")
PHONES = ("+49 30 5550 1234", "(415) 555-0132")
# what hides in text that people type, by the column it is typed into
TYPED = {
    "lost_reason": "said ann.typed@planted.example",
    "stage": "call (415) 555-0199 back",
    "message_theme": "+49 30 5550 9999 called",
    "region": "typed@planted.example",
    "currency_code": "+49 30 5550 9999",
}


def _write(data: Path, *, typed: bool) -> None:
    """A company whose files hold persons in columns meant for them, in columns nobody reads, and in broken lines."""
    data.mkdir()
    leads = "".join(
        f'L{number},{EMAILS[number % 3]},{NAMES[number % 2]},"{PHONES[number % 2]}",2025-{1 + number % 6:02d}-03T08:00:00Z,'
        f"2025-{1 + number % 6:02d}-04T08:00:00Z\n"
        for number in range(60)
    )
    (data / "leads.csv").write_text(
        "lead_id,person_key,Last Name,Mobile Phone,created_at,handed_off_at\n"
        # a line of too many fields, a date that is none, an id that is an address
        + leads
        + f"L98,{EMAILS[0]},{NAMES[0]},{PHONES[0]},2025-01-03,2025-01-03,{EMAILS[1]}\n"
        + f"L99,{EMAILS[0]},{NAMES[1]},{PHONES[0]},{'ask ann.typed@planted.example' if typed else 'no date'},2025-01-03\n",
        encoding="utf-8",
    )
    (data / "touchpoints.csv").write_text(
        "touchpoint_id,person_key,occurred_at,contact_email\n"
        + "".join(
            f"T{number},{EMAILS[number % 3]},2025-02-03T08:00:00Z,{EMAILS[0]}\n" for number in range(60)
        ),
        encoding="utf-8",
    )
    # a file of persons that is no table, and one without a header
    (data / "contacts.csv").write_text(f"id,email\n1,{EMAILS[0]}\n", encoding="utf-8")
    columns = ["opportunity_id", "created_at", *(TYPED if typed else ())]
    (data / "opportunities.csv").write_text(
        ",".join(columns)
        + "\n"
        + "".join(
            ",".join(
                [f"O{number}", "2025-02-03", *(f'"{text}"' for text in (TYPED.values() if typed else ()))]
            )
            + "\n"
            for number in range(40)
        ),
        encoding="utf-8",
    )


def _left_behind(home: Path) -> str:
    """All text a build left under a folder: every value of every relation and Parquet file, every other file as it is."""
    texts = []
    for path in sorted(home.rglob("*")):
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                relations = connection.execute(
                    "select table_schema, table_name from information_schema.tables"
                ).fetchall()
                for schema, name in relations:
                    texts.append(_values(connection, f'"{schema}"."{name}"'))
        elif path.suffix == ".parquet":
            with duckdb.connect() as connection:
                texts.append(_values(connection, f"read_parquet('{path}')"))
        elif path.is_file():
            texts.append(path.read_bytes().decode("utf-8", errors="replace"))
    return "\n".join(texts)


def _values(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    rows = connection.execute(f"select cast(one as varchar) from {relation} as one").fetchall()
    return "\n".join(row[0] for row in rows)


def _built(run: RunScorecard, home: Path, verb: str) -> subprocess.CompletedProcess[str]:
    return run(
        *(verb, "--data", home / "data", "--target-dir", home / "target", "--as-of", "2025-08-01"),
        environment={"SOURCE_DATE_EPOCH": "1754028000"},
    )


def _planted(text: str) -> list[str]:
    wanted = (*EMAILS, *NAMES, *PHONES, "planted.example", "5550 1234", "555-0132")
    return [word for word in wanted if re.search(re.escape(word), text, re.IGNORECASE)]


def test_nothing_of_a_person_is_left_behind_by_a_build(run_scorecard: RunScorecard, tmp_path: Path) -> None:
    _write(tmp_path / "data", typed=False)
    done = _built(run_scorecard, tmp_path, "build")
    assert done.returncode == 0, done.stderr
    for part in ("target", "public", "history"):
        assert _planted(_left_behind(tmp_path / part)) == [], part
    assert _planted(done.stdout + done.stderr) == []
    # hashed, the same person is the same in every table, however spelled
    with duckdb.connect(str(tmp_path / "target" / "warehouse.duckdb"), read_only=True) as connection:
        persons = connection.execute(
            "select count(distinct person_key), min(length(person_key)) from raw.leads"
        ).fetchone()
        shared = connection.execute(
            "select count(*) from raw.touchpoints where person_key not in (select person_key from raw.leads)"
        ).fetchone()
    assert (persons, shared) == ((2, 64), (0,))


def test_what_people_type_into_text_is_withheld_and_refused_and_left_behind_nowhere(
    run_scorecard: RunScorecard, tmp_path: Path
) -> None:
    _write(tmp_path / "data", typed=True)
    done = _built(run_scorecard, tmp_path, "build")
    assert done.returncode == 3, done.stderr
    assert "no_personal_data" in done.stdout + done.stderr
    assert not (tmp_path / "public").exists()
    assert _planted(done.stdout + done.stderr) == []
    assert _planted(_left_behind(tmp_path / "target")) == []
    report = json.loads((tmp_path / "target" / "load.json").read_text(encoding="utf-8"))
    assert report["withheld"] == {
        "leads": {"created_at": 1},
        "opportunities": dict.fromkeys(sorted(TYPED), 40),
    }
    with duckdb.connect(str(tmp_path / "target" / "warehouse.duckdb"), read_only=True) as connection:
        ((observed, columns),) = connection.execute(
            "select observed, sample_keys from checks.check_results where \"check\" = 'opportunities.no_personal_data'"
        ).fetchall()
    assert set(columns.split(", ")) == set(TYPED)
    assert observed.split(": ")[0] in TYPED
    assert observed.endswith(": 40 values")


@pytest.mark.parametrize(
    "content",
    [
        f"{EMAILS[0]},{NAMES[0]},{PHONES[0]}\n{EMAILS[2]},{NAMES[1]},{PHONES[1]}\n",
        f"lead_id,created_at,{EMAILS[0]}\nL1,2025-01-01,x\n",
        f'lead_id,created_at\nL1,"{EMAILS[0]}\n',
        f"lead_id,created_at\nL1,2025-01-01,{EMAILS[0]}\nL2,2025-01-01\n",
        f'lead_id,created_at,lead_score\nL1,2025-01-01,{EMAILS[0]}\nL2,2025-01-01,"1,234"\n',
    ],
)
def test_no_error_or_warning_repeats_what_it_stands_on(
    run_scorecard: RunScorecard, tmp_path: Path, content: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "leads.csv").write_text(content, encoding="utf-8")
    done = _built(run_scorecard, tmp_path, "load")
    assert _planted(done.stdout + done.stderr) == []
    assert _planted(_left_behind(tmp_path / "target")) == []
