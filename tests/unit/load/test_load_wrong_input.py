"""Input that cannot be used ends in one sentence, with what the last load left still in place."""

from __future__ import annotations

import gzip
import resource
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard.errors import ScorecardError, UsageError

LEADS = "lead_id,created_at\nL1,2026-01-02\n"


def parquet_bytes(folder: Path) -> bytes:
    path = folder / "some.parquet"
    duckdb.sql("select i as lead_id, repeat('x', 50) as status from range(5000) as t(i)").write_parquet(
        str(path)
    )
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("leads.csv", b"", r"leads\.csv is empty \(0 bytes\)"),
        ("leads.csv", b"\n \r\n", r"leads\.csv is empty \(only blank lines\)"),
        ("leads.parquet", b"", r"leads\.parquet is empty"),
        ("leads.jsonl", b"", r"leads\.jsonl is empty"),
        ("leads.jsonl", b"nothing\nhere\n", r"leads\.jsonl holds no JSON object"),
        ("leads.json", b'[{"lead_id": "L1"}, {"lead_', r"leads\.json is not whole JSON"),
        (
            "leads.csv.gz",
            gzip.compress(LEADS.encode() * 2000, mtime=0)[:-30],
            r"leads\.csv\.gz is not a whole gzip file",
        ),
        ("leads.csv.gz", LEADS.encode(), r"leads\.csv\.gz is not a whole gzip file"),
        (
            "leads.csv",
            b'lead_id,status\nL1,a\nL2,"cut o',
            r"leads\.csv: the quoted value that opens on line 3",
        ),
        ("leads.csv", b"PK\x03\x04 and so on", r"leads\.csv is not text but a spreadsheet or a zip archive"),
        (
            "leads.csv",
            gzip.compress(LEADS.encode(), mtime=0),
            r"leads\.csv is not text but packed with gzip; add \.gz",
        ),
        ("leads.csv", b"lead,status\nL1,a\n", r"leads\.csv has no column lead_id"),
        ("leads.csv", b"lead_id,LeadId\nL1,a\n", r"leads\.csv: columns lead_id and LeadId are both lead_id"),
        ("leads.csv", b"lead_id,status\nL1,a\nL2\n", r"leads\.csv: 1 of 2 lines cannot be read, .* line 3"),
    ],
)
def test_wrong_files_are_refused_in_one_sentence(
    loaded: Any, name: str, content: bytes, sentence: str
) -> None:
    with pytest.raises(ScorecardError, match=sentence) as refused:
        loaded({f"csv/{name}": content})
    assert "\n" not in str(refused.value)
    assert f"csv/{name}" in str(refused.value)


def test_a_parquet_file_cut_off_is_refused(loaded: Any, tmp_path: Path) -> None:
    content = parquet_bytes(tmp_path)
    with pytest.raises(ScorecardError, match=r"leads\.parquet is not a whole Parquet file"):
        loaded({"leads.parquet": content[: len(content) // 2]})


def test_a_file_that_may_not_be_opened_is_refused(loaded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == "leads.csv" and "rb" in arguments:
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(ScorecardError, match=r"leads\.csv cannot be opened; allow this user to read it"):
        loaded({"leads.csv": LEADS})


def test_a_link_to_nowhere_is_refused(loaded: Any, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/leads.csv").symlink_to(tmp_path / "gone.csv")
    with pytest.raises(ScorecardError, match=r"leads\.csv cannot be read .*No such file"):
        loaded({})


def test_five_in_a_hundred_broken_lines_are_set_aside_and_six_are_refused(loaded: Any) -> None:
    rows = "".join(f"L{number},2026-01-02\n" for number in range(95))
    assert loaded({"leads.csv": f"lead_id,created_at\n{rows}x\nx\nx\nx\nx\n"}).files == [
        ("leads.csv", 100, 5)
    ]
    with pytest.raises(ScorecardError, match="6 of 101 lines cannot be read, the first being line 97"):
        loaded({"leads.csv": f"lead_id,created_at\n{rows}x\nx\nx\nx\nx\nx\n"})


def test_a_failed_load_leaves_the_last_one_in_place(loaded: Any) -> None:
    before = loaded({"leads.csv": LEADS})
    with pytest.raises(ScorecardError):
        loaded({"leads.csv": LEADS, "opportunities.csv": ""})
    assert before.rows("select lead_id from raw.leads") == [("L1",)]
    assert not list(before.settings.target.glob(".load*"))


def test_a_disk_that_fills_is_one_sentence_and_leaves_nothing_behind(loaded: Any, tmp_path: Path) -> None:
    many = "lead_id,status,created_at\n" + "".join(
        f"L{number},{number * 7919 % 1000003},2026-01-02\n" for number in range(60_000)
    )
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    data = tmp_path / "data"
    data.mkdir()
    (data / "leads.csv").write_text(many)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(ScorecardError) as refused:
            loaded({})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "make room" in str(refused.value)
    assert list((tmp_path / "target").iterdir()) == []


def test_ctrl_c_in_a_query_is_ctrl_c(loaded: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any) -> None:
        raise RuntimeError("Query interrupted")

    monkeypatch.setattr("scorecard.load_read.read_file", stopped)
    with pytest.raises(KeyboardInterrupt):
        loaded({"leads.csv": LEADS})


def test_neither_leads_nor_opportunities_is_bad_usage(loaded: Any) -> None:
    with pytest.raises(UsageError, match="Neither leads nor opportunities"):
        loaded({"teams.csv": "team_id\nT\n"})
