"""Tables that lie in a database or a folder elsewhere: read where mapping.yml says they are, and left as they were."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard.errors import UsageError

LEADS = "lead_id,created_at\nL1,2025-01-02\n"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A warehouse of somebody's, as a loading tool fills it: two schemas, a view, types of its own."""
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema fivetran; create schema other")
        connection.execute(
            """
            create table fivetran.leads as
            select
                'L' || n as "LeadId", timestamptz '2025-03-01 08:00:00+02' as created_at, 1.234 as lead_score,
                'ann@example.org' as person_key, false as _fivetran_deleted
            from range(3) as numbers(n)
            """
        )
        connection.execute(
            "create view fivetran.opportunities as select 'O1' as opportunity_id, date '2025-03-02' as created_at"
        )
        connection.execute("create table fivetran.unheard_of as select 1 as x")
        connection.execute("create table other.leads as select 'X' as lead_id")
    return path


def _mapping(said: str) -> dict[str, str]:
    return {"mapping.yml": f"landings:\n  csv: {said}\n"}


@pytest.mark.usefixtures("database")
def test_a_schema_of_a_database_is_read_like_files(loaded: Callable[..., Any]) -> None:
    made = loaded(_mapping("{database: ../warehouse.duckdb, schema: fivetran}"))
    assert made.files == [
        ("warehouse.fivetran.leads", 3, 0),
        ("warehouse.fivetran.opportunities", 1, 0),
    ]
    rows = made.rows(
        "select lead_id, created_at, lead_score, person_key, _file, _line from raw.leads order by 1"
    )
    assert [row[0] for row in rows] == ["L0", "L1", "L2"]
    # a number of the database's own is no text that could be read two ways
    assert rows[0][1:3] == ("2025-03-01 06:00:00+00", "1.234")
    assert len(rows[0][3]) == 64
    assert rows[0][4:] == ("warehouse.fivetran.leads", 1)


def test_nothing_is_written_to_the_database(loaded: Callable[..., Any], database: Path) -> None:
    before = hashlib.sha256(database.read_bytes()).digest(), sorted(database.parent.glob("warehouse*"))
    loaded(_mapping("{database: ../warehouse.duckdb, schema: fivetran}"))
    assert (
        hashlib.sha256(database.read_bytes()).digest(),
        sorted(database.parent.glob("warehouse*")),
    ) == before


def test_an_absolute_path_serves_too(loaded: Callable[..., Any], database: Path) -> None:
    made = loaded(
        _mapping(f"{{database: {database}, schema: other}}")
        | {"opportunities.csv": "opportunity_id,created_at\nO1,2025-01-02\n"}
    )
    assert made.report.tables["leads"] == 1


@pytest.mark.usefixtures("database")
def test_a_table_in_a_landing_and_as_a_file_is_refused_naming_both(loaded: Callable[..., Any]) -> None:
    with pytest.raises(
        UsageError, match=r"leads is there in two forms, leads.csv and warehouse.fivetran.leads"
    ):
        loaded(_mapping("{database: ../warehouse.duckdb, schema: fivetran}") | {"leads.csv": LEADS})


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "{database: ../warehouse.duckdb, schema: fivetrain}",
            "warehouse has no schema fivetrain; did you mean fivetran?",
        ),
        ("{database: ../warehouse.duckdb, schema: zzz}", "warehouse has no schema zzz; it has fivetran"),
        ("{database: ../nothing.duckdb, schema: x}", "there is no database"),
        ("{database: ../no.duckdb, schema: x}", "it is no file of DuckDB"),
        ("{database: 'postgres:host=db password=hush', schema: x}", "needs DuckDB's extension postgres"),
        ("{database: 'mysql:host=db password=hush', schema: x}", "needs DuckDB's extension mysql"),
        ("{database: ../lite.db, schema: main}", "needs DuckDB's extension sqlite"),
        ("{folder: 's3://bucket/landing'}", "needs DuckDB's extension httpfs"),
        ("{folder: 'az://bucket/landing'}", "needs DuckDB's extension azure"),
        ("{folder: 'file:///nowhere/at/all'}", "holds no Parquet file"),
    ],
)
@pytest.mark.usefixtures("database")
def test_what_cannot_be_attached_says_what_to_do(
    loaded: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    told: str,
) -> None:
    # where DuckDB looks for its extensions
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "no.duckdb").write_bytes(b"something else" * 1000)
    (tmp_path / "lite.db").write_bytes(b"SQLite format 3\x00" + bytes(1000))
    with pytest.raises(UsageError) as caught:
        loaded(_mapping(said))
    assert told in str(caught.value)
    assert "hush" not in str(caught.value)


def _parquet(path: Path, query: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    duckdb.execute(f"copy ({query}) to '{path}' (format parquet)")


def test_a_folder_elsewhere_is_read_in_files_folders_and_partitions(
    loaded: Callable[..., Any], tmp_path: Path
) -> None:
    landing = tmp_path / "landing"
    for number in (1, 2):
        _parquet(
            landing / f"leads/day=2025-01-0{number}/part.parquet",
            f"select 'L{number}' as lead_id, '2025-01-0{number}' as created_at",
        )
    _parquet(landing / "opportunities.parquet", "select 'O1' as opportunity_id, '2025-01-01' as created_at")
    made = loaded(_mapping("{folder: ../landing}"))
    assert made.files == [
        ("landing/leads/day=2025-01-01/part.parquet", 1, 0),
        ("landing/leads/day=2025-01-02/part.parquet", 1, 0),
        ("landing/opportunities.parquet", 1, 0),
    ]


def test_an_address_is_read_where_duckdb_can(loaded: Callable[..., Any], tmp_path: Path) -> None:
    landing = tmp_path / "store"
    for number in (1, 2):
        _parquet(
            landing / f"leads/part-{number}.parquet",
            f"select 'L{number}' as lead_id, '2025-01-01' as created_at",
        )
    made = loaded(_mapping(f"{{folder: 'file://{landing}'}}"))
    assert made.files == [(f"file://{landing}/leads", 2, 0)]
