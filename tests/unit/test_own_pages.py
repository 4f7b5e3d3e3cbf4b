"""Pages a company adds: filled in from results, and stopped with file and line where a name is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard.errors import UsageError
from scorecard.pages import own_pages, templating
from tests.conftest import PROJECT


class Nothing:
    """A context of which the pages under test ask nothing but its metrics."""

    class registry:  # noqa: N801 - read like the field it stands for
        metrics = ()

        @staticmethod
        def metric(_name: str) -> None:
            return None

    as_of = datetime(2026, 9, 30, tzinfo=UTC)


def read(folder: Path, text: str) -> own_pages.OwnPage:
    pages, results = folder / "pages", folder / "results"
    for path in (pages, results):
        path.mkdir(exist_ok=True)
    (pages / "weekly.md").write_text(text)
    duckdb.sql("select 'A *campaign* <b>' as name, 1.5 as spend, null::double as won").write_parquet(
        str(results / "campaigns.parquet")
    )
    ctx: Any = Nothing
    (page,) = own_pages.read(ctx, pages, results, templating.environment(PROJECT / "site"))
    return page


def test_results_are_read_with_sql_and_their_text_stays_text(tmp_path: Path) -> None:
    page = read(tmp_path, "---\ntitle: Ours\n---\n**{{ query('select name from campaigns')[0].name }}**")
    assert page.title == "Ours"
    assert page.body == "**A &#42;campaign&#42; &lt;b&gt;**"


def test_a_table_says_what_is_not_known(tmp_path: Path) -> None:
    page = read(tmp_path, "{{ table(query('select spend, won from campaigns')) }}")
    assert '<td class="num">1.50</td><td class="num">not known</td>' in page.body
    assert page.title == "Weekly"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{{ queri('select 1') }}", "line 4: there is nothing called queri; did you mean query?"),
        ("{{ query('select 1 from campains') }}", 'line 4: .*campains does not exist! Did you mean "campaigns"'),
        ("{{ query('select nam from campaigns') }}", "line 4: .*nam"),
        ("{{ query(\"copy campaigns to 'x.csv'\") }}", "line 4: .*disabled"),
        ("{{ metric('lead_follow_up') }}", "line 4: there is no metric lead_follow_up"),
        ("{{ 1 + }}", "line 4: "),
    ],
)  # fmt: skip
def test_a_wrong_name_stops_with_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(UsageError, match=rf"^site/pages/weekly\.md, {said}"):
        read(tmp_path, f"---\ntitle: Ours\n---\n{line}\n")


def test_front_matter_that_is_no_yaml_stops_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"site/pages/weekly\.md, line 3: not valid YAML"):
        read(tmp_path, "---\ntitle: Ours\ndescription: [\n---\ntext")
