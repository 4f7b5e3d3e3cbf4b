"""`serve` does the least work an edit asks for, and shows errors without losing the last good page."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

import pytest

from scorecard import watch
from scorecard.errors import UsageError
from scorecard.preview import STATE_PATH, Preview, open_server

FILES = {
    "models/metrics/outcomes/win_rate.sql",
    "models/metrics/outcomes/win_rate.yml",
    "models/core/_core.yml",
    "models/core/leads.sql",
    "macros/time.sql",
    "seeds/dimensions.csv",
    "checks/leads.yml",
    "site/pages/index.md.jinja",
    "site/assets/css/cards.css",
    "site/templates/theme/main.html",
    "dbt_project.yml",
    "mkdocs.yml",
}


@pytest.mark.parametrize(
    ("edited", "work"),
    [
        ("models/metrics/outcomes/win_rate.sql", watch.Work(select=("win_rate+",))),
        (
            "models/metrics/outcomes/win_rate.yml",
            watch.Work(select=("metric_catalog+", "metric_inputs+", "win_rate+")),
        ),
        ("models/core/_core.yml", watch.Work(select=("path:models/core+", "path:models/scorecard"))),
        ("models/core/leads.sql", watch.Work(select=("leads+",))),
        ("models/core/gone.sql", watch.Work(select=("path:models", "path:seeds"))),
        ("macros/time.sql", watch.Work(select=("path:models", "path:seeds"))),
        ("seeds/dimensions.csv", watch.Work(select=("dimensions+",))),
        ("checks/leads.yml", watch.Work(select=("path:models/scorecard",), checks=True)),
        ("site/pages/index.md.jinja", watch.Work()),
        ("site/assets/css/cards.css", watch.Work()),
        ("site/templates/theme/main.html", watch.Work(frame=True)),
        ("mkdocs.yml", watch.Work(frame=True)),
        ("dbt_project.yml", watch.Work(everything=True)),
    ],
)
def test_an_edit_asks_for_the_least_work_that_shows_it(edited: str, work: watch.Work) -> None:
    assert watch.work_for([edited], FILES) == work


def test_edits_made_together_are_done_together() -> None:
    edited = ["models/metrics/outcomes/win_rate.sql", "checks/leads.yml", "mkdocs.yml"]
    assert watch.work_for(edited, FILES) == watch.Work(
        ("path:models/scorecard", "win_rate+"), checks=True, frame=True
    )


def test_what_a_failed_attempt_left_undone_is_added_to_the_next() -> None:
    failed = watch.Work(select=("win_rate+",), frame=True)
    assert failed.and_also(watch.Work(select=("leads+",), checks=True)) == watch.Work(
        select=("leads+", "win_rate+"), checks=True, frame=True
    )


def test_what_an_editor_leaves_beside_a_file_is_not_an_edit(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "a.sql").write_text("select 1", encoding="utf-8")
    before = watch.snapshot(tmp_path)
    for name in (".a.sql.swp", "a.sql~", "#a.sql#", "a.sql.bak"):
        (tmp_path / "models" / name).write_text("x", encoding="utf-8")
    assert watch.snapshot(tmp_path) == before
    (tmp_path / "models" / "b.sql").write_text("select 2", encoding="utf-8")
    (tmp_path / "models" / "a.sql").unlink()
    assert watch.changed(before, watch.snapshot(tmp_path)) == ["models/a.sql", "models/b.sql"]


def read(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode("utf-8")


def test_pages_reload_and_show_errors_only_while_they_are_served(tmp_path: Path) -> None:
    page = tmp_path / "live" / "more" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("<html><body><p>good</p></body></html>", encoding="utf-8")
    preview = Preview(tmp_path / "live")
    with open_server(preview, 0) as address:
        assert "good" in read(f"{address}more/")
        assert STATE_PATH in read(f"{address}more/index.html")
        preview.show("models/metrics/x.sql, line 3: <b>wrong</b>")
        shown = read(f"{address}more/")
        assert "good" in shown
        assert "&lt;b&gt;wrong&lt;/b&gt;" in shown
        assert json.loads(read(f"{address}{STATE_PATH.lstrip('/')}"))["version"] == 1
        preview.show("")
        assert "last good page" not in read(f"{address}more/")
    assert page.read_text(encoding="utf-8") == "<html><body><p>good</p></body></html>"


def test_before_the_first_page_is_there_a_browser_is_told_to_wait(tmp_path: Path) -> None:
    with open_server(Preview(tmp_path / "live"), 0) as address:
        assert "being built" in read(f"{address}index.html")
        assert "being built" in read(address)


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    with open_server(Preview(tmp_path), 0) as address:
        port = int(address.rstrip("/").rsplit(":", 1)[1])
        with (
            pytest.raises(UsageError, match=f"Port {port} cannot be used"),
            open_server(Preview(tmp_path), port),
        ):
            pass
