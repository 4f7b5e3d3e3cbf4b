"""What is written in a drawing keeps clear of everything else written there, at every width, whatever the data.

The drawings of the gallery are measured as laid out: positions in per cent of a width, texts with the width they take at
most. The browser test measures the same page as a browser sets it.
"""

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import pytest

from scorecard.charts.labels import ROOMY, fit, spread, text_width, wrap
from tests import gallery

WIDTHS = (300.0, 328.0, 480.0, 640.0, 900.0, 1180.0)


@pytest.fixture(scope="module")
def drawn():
    return gallery.examples()


@dataclass(frozen=True)
class Text:
    """A text as set: its box in pixels, and what it says."""

    left: float
    right: float
    top: float
    bottom: float
    says: str


def drawings(html):
    """Every outermost svg of a piece of HTML."""
    html = html.replace(" data-search-exclude", "")
    depth = 0
    start = 0
    for found in re.finditer(r"<(/?)svg\b[^>]*?(/?)>", html):
        if found.group(1):
            depth -= 1
            if depth == 0:
                yield ET.fromstring(html[start : found.end()])
        elif not found.group(2):
            if depth == 0:
                start = found.start()
            depth += 1


def texts(svg, width):
    """Every text of a drawing that a figure `width` pixels wide shows."""
    gutter = float(re.search(r"--gutter: ([\d.]+)px", svg.get("style", "") + "--gutter: 0px").group(1))
    inside = width - gutter
    for one in svg.iter("text"):
        kinds = one.get("class", "").split()
        if "tick--minor" in kinds and width < ROOMY:
            continue
        says = "".join(one.itertext()).strip()
        wide = text_width(says, bold=any(kind in kinds for kind in ("curve", "count", "on", "spot--main")))
        x = one.get("x", "0")
        at = float(x[:-1]) * inside / 100 if x.endswith("%") else float(x)
        at += float(one.get("dx", "0"))
        left = at - {"start": 0.0, "middle": wide / 2, "end": wide}[one.get("text-anchor", "start")]
        baseline = float(one.get("y"))
        yield Text(left + gutter, left + gutter + wide, baseline - 9, baseline + 2, says)


def meet(one, other):
    return (
        one.left < other.right - 0.5
        and other.left < one.right - 0.5
        and one.top < other.bottom
        and other.top < one.bottom
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_covers_another(drawn, width):
    met = [
        (example.id, one.says, other.says)
        for example in drawn
        for svg in drawings(example.html)
        for one, other in itertools.combinations(texts(svg, width), 2)
        if one.says and other.says and meet(one, other)
    ]
    assert not met


@pytest.mark.parametrize("width", WIDTHS)
def test_no_label_leaves_its_figure(drawn, width):
    outside = [
        (example.id, one.says, one.left, one.right)
        for example in drawn
        for svg in drawings(example.html)
        for one in texts(svg, width)
        if one.left < -1 or one.right > width + 1
    ]
    assert not outside


def test_every_drawing_has_a_role_and_a_name_or_is_hidden(drawn):
    for example in drawn:
        for svg in drawings(example.html):
            named = svg.get("aria-label") or svg.get("aria-labelledby")
            assert svg.get("aria-hidden") == "true" or (svg.get("role") == "img" and named), example.id


def test_every_figure_has_its_data_in_a_table_or_says_that_there_is_none(drawn):
    for example in drawn:
        if not example.id.startswith(("bullets", "sparks")):
            assert "<table" in example.html or "Nothing to draw yet" in example.html, example.id


def test_nothing_a_name_holds_becomes_markup(drawn):
    html = "".join(one.html for one in drawn)
    assert "<b onclick" not in html
    assert "{{" not in html
    assert "&lt;b onclick" in html


def test_every_position_is_a_finite_number(drawn):
    for example in drawn:
        for svg in drawings(example.html):
            for node in svg.iter():
                geometry = {
                    name: value for name, value in node.attrib.items() if name not in ("id", "aria-label")
                }
                assert not re.search(r"\b(nan|inf|None)\b", " ".join(geometry.values())), example.id


def test_ids_are_unique_and_every_reference_leads_to_one(drawn):
    html = "".join(one.html for one in drawn)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for listed in re.findall(r'aria-labelledby="([^"]+)"', html):
        assert set(listed.split()) <= set(ids)
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(ids)


def test_a_name_of_five_hundred_characters_is_cut_in_drawings_and_whole_in_the_table(drawn):
    ledger = next(one.html for one in drawn if one.id == "ledgers-2")
    table = ledger[ledger.index("<table") :]
    assert gallery.LONG in table
    assert gallery.LONG not in "".join(re.findall(r"<text[^>]*>.*?</text>", ledger))
    assert gallery.LONG in "".join(re.findall(r"<title>.*?</title>", ledger))


def test_texts_are_cut_where_they_are_too_wide_and_nowhere_else():
    assert fit("short", 100) == "short"
    cut = fit("far too long for so little room", 80)
    assert cut.endswith("…")
    assert text_width(cut) <= 80
    assert fit("word", 3) == ""


def test_a_cut_leaves_no_mark_without_its_letter():
    assert not fit("e\u0301" * 40, 50).endswith("\u0301…\u0301")
    assert fit("👩🏽\u200d🚀" * 9, 60)[-2] != "\u200d"


def test_wrapping_keeps_every_word_while_lines_last():
    assert wrap("Assigned and never touched", 150, 2) == ("Assigned and never", "touched")
    lines = wrap("one two three four five six seven eight nine ten", 60, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(text_width(line) <= 60 for line in lines)


def test_spread_labels_keep_their_distance_and_move_as_little_as_they_can():
    assert spread([10, 50, 90], 20, 0, 100) == (10, 50, 90)
    assert spread([50, 50], 20, 0, 100) == (40, 60)
    assert spread([0, 0, 0], 20, 0, 100) == (0, 20, 40)
    assert spread([99, 100], 20, 0, 100) == (80, 100)
    assert spread([1, 2, 3], 60, 0, 100) == (0, 60, 120)
