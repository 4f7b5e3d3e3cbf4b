"""The pages about trust count and compare: every figure of their tables is the result files' own, and none is missing.

The other pages are read by test_page_figures, which knows what a figure is said of; here a table says it all by its heads.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from scorecard import registry, settings
from scorecard.pages import formats
from scorecard.pages.stability import FAMILIES
from scorecard.sentences import TIERS
from tests.figures import query

Row = tuple[str, ...]


class Tables(HTMLParser):
    """The rows of every table of a page by its caption, cells as texts; a head that spans rows is repeated."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[Row]] = {}
        self._caption = ""
        self._within = ""
        self._cells: list[str] = []
        self._spans: list[tuple[int, str]] = []
        self._span = 1
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "caption":
            self._within, self._caption = tag, ""
        elif tag == "tr":
            self._cells = [text for left, text in self._spans if left > 0]
            self._spans = [(left - 1, text) for left, text in self._spans if left > 1]
        elif tag in ("th", "td"):
            self._within, self._span = tag, int(dict(attrs).get("rowspan") or 1)
            self._cells.append("")
        elif self._within and self._cells and tag == "span":
            self._cells[-1] += "|"

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            if tag != "caption" and self._span > 1:
                self._spans.append((self._span - 1, self._cells[-1]))
            self._within = ""
        elif tag == "tr":
            self.rows.setdefault(self._caption.strip(), []).append(
                tuple(cell.strip() for cell in self._cells)
            )

    def handle_data(self, data: str) -> None:
        if self._within == "caption":
            self._caption += data
        elif self._within:
            self._cells[-1] += data


@pytest.fixture(scope="module")
def demo(demo_build):
    return demo_build()


def page(demo, name: str) -> str:
    return (demo.site / f"{name}.html").read_text(encoding="utf-8")


def test_every_run_of_another_index_is_on_the_method_page(demo, project: Path):
    known = registry.read(settings.make(project=project, data=demo.data, target=demo.target))
    labels = {one.id: one.label for one in (*known.metrics, *known.dimensions)}
    labels |= {end: f"anchors a fifth {end}" for end in ("stricter", "looser")}
    found = [
        one
        for one in query(
            demo.target / "results",
            "select family, detail, score, tier from sensitivity where segment_by = 'all'",
        )
        if one["family"] in FAMILIES
    ]
    tables = Tables(page(demo, "method")).rows
    short = {name: label.partition(" (")[0] for name, label in FAMILIES.items()}
    listed = [(*row[0].split("|"), *row[1:]) for row in tables["Sensitivity runs"][1:]]
    assert Counter(listed) == Counter(
        (
            " ".join(labels.get(word, word) for word in one["detail"].split(" ")),
            short[one["family"]],
            formats.plain(one["score"], 1),
            TIERS[one["tier"]],
        )
        for one in found
    )
    (company,) = query(demo.target / "results", "select tier from robustness where segment_by = 'all'")
    families = {row[0]: row[1:] for row in tables["The index under other choices"][1:]}
    assert len(families) == len(FAMILIES)
    for name, label in FAMILIES.items():
        runs = [one for one in found if one["family"] == name]
        kept = sum(one["tier"] == company["tier"] for one in runs)
        ends = [formats.plain(end(one["score"] for one in runs), 1) for end in (min, max)]
        assert families[label] == (f"{kept} of {len(runs)}", "–".join(dict.fromkeys(ends)))


def test_every_simulated_coverage_is_on_the_method_page(demo, project: Path):
    with (project / "site" / "interval_coverage.csv").open(encoding="utf-8", newline="") as file:
        simulated = list(csv.DictReader(file))
    listed = Tables(page(demo, "method")).rows["How often intervals held the truth"][1:]
    assert Counter(row[1:] for row in listed) == Counter(
        (
            one["population"],
            f"{formats.count(int(one['n']))} {one['unit']}",
            formats.value(float(one["coverage"]), "share"),
        )
        for one in simulated
    )


def test_every_table_is_accounted_for_on_the_quality_page(demo):
    tables = Tables(page(demo, "quality")).rows
    listed = {
        row[0].partition("|")[0]: row[1:4]
        for caption in ("Tables with rows set aside", "Tables with every row used")
        for row in tables.get(caption, [])[1:]
    }
    found = query(
        demo.target / "results",
        'select "table", sum(rows_read) as rows_read, sum(rows_used) as rows_used, sum(rows_set_aside) as rows_set_aside '
        "from row_accounting where reason is null group by all",
    )
    assert listed == {
        one["table"]: tuple(formats.count(one[f"rows_{name}"]) for name in ("read", "used", "set_aside"))
        for one in found
    }


def test_every_check_is_counted_and_listed_on_the_quality_page(demo):
    html = page(demo, "quality")
    tables = Tables(html).rows
    found = query(demo.target / "results", "select * from check_results")
    for success, pattern, caption in (
        (True, r"<summary>(\w+): ([\d,]+)\schecks?\spass</summary>", "Passing checks on {}"),
        (None, r"<summary>(\w+): ([\d,]+)\schecks?</summary>", "Checks on {} that could not be judged"),
    ):
        by_relation = Counter(one["relation"] for one in found if one["success"] is success)
        assert {
            name: int(number.replace(",", "")) for name, number in re.findall(pattern, unescape(html))
        } == by_relation
        for relation in by_relation:
            rows = tables[caption.format(relation)][1:]
            assert Counter((row[0].partition("|")[0], row[2]) for row in rows) == Counter(
                (one["check"].partition(".")[2].replace("_", " "), one["observed"] or "")
                for one in found
                if one["relation"] == relation and one["success"] is success
            )
    judged = [one for one in found if one["success"] is not None]
    passed = sum(one["success"] for one in judged)
    assert f"{formats.count(passed)} of {formats.count(len(judged))} data checks pass" in html
