"""Templates are files to fill in: they load, an example in them can never become data, and nothing is written over."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from scorecard import contract, load, settings, template
from scorecard.errors import UsageError
from scorecard.progress import Progress

PROJECT = Path(__file__).parents[2]
EVERY = (*template.TABLES, *template.ON_REQUEST)
LEADS = "lead_id,created_at\nL1,2026-01-02\n"


def loaded(data: Path, target: Path) -> load.LoadReport:
    (data / "csv" / "leads.csv").write_text(LEADS)
    return load.load(settings.make(project=PROJECT, data=data, target=target), Progress(stream=StringIO()))


def rows(table: contract.Table) -> list[dict[str, str]]:
    """The example of a table as the page shows it."""
    shown = template.page([table]).split("```csv\n")[1].split("```")[0]
    return list(csv.DictReader(StringIO(shown)))


def test_templates_left_as_they_are_load_as_tables_without_records(tmp_path, monkeypatch):
    monkeypatch.setenv("SCORECARD_SALT", "tests")
    written = template.write(PROJECT, tmp_path / "data" / "csv", EVERY)
    assert [path.stem for path in written.made] == [*EVERY, "README.templates"]
    report = loaded(tmp_path / "data", tmp_path / "target")
    assert {name: count for name, count in report.tables.items() if count} == {"leads": 1}
    assert report.warnings == ()


def test_the_examples_of_the_page_are_rows_that_load_into_every_column(tmp_path):
    folder = tmp_path / "data" / "csv"
    folder.mkdir(parents=True)
    tables = contract.tables(PROJECT)
    for name in EVERY:
        (example,) = rows(tables[name])
        with (folder / f"{name}.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(example))
            writer.writeheader()
            writer.writerow(example)
    report = loaded(tmp_path / "data", tmp_path / "target")
    assert {name for name, count in report.tables.items() if count == 1} == {*EVERY, "leads"}
    assert [text for text in report.warnings if "SALT" not in text] == []


@pytest.mark.parametrize("name", EVERY)
def test_every_column_is_explained_and_its_example_is_one_of_its_codes(name):
    table = contract.tables(PROJECT)[name]
    (example,) = rows(table)
    explained = [column for column in table.columns if column.name not in template.BOOKKEEPING]
    assert list(example) == [column.name for column in explained]
    for column in explained:
        assert column.about, column.name
        assert not column.values or column.example in ("", *column.values), column.name
        assert column.example or not column.required, column.name


def test_a_file_that_is_there_is_kept(tmp_path):
    (tmp_path / "goals.csv").write_text("mine\n")
    written = template.write(PROJECT, tmp_path, ["goals"])
    assert (tmp_path / "goals.csv").read_text() == "mine\n"
    assert [path.name for path in written.kept] == ["goals.csv"]
    assert template.write(PROJECT, tmp_path, ["goals"]).made == ()


def test_a_table_without_a_template_is_named_with_the_nearest(tmp_path):
    with pytest.raises(UsageError, match=r"There is no template of gaols; did you mean goals\?"):
        template.write(PROJECT, tmp_path, ["gaols"])
