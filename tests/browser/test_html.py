"""Pages are valid HTML as far as a strict parser and the rules that bit us see; a page of every kind."""

from collections import Counter

import html5lib
import pytest

from tests.browser.kinds import KINDS

# what may stand in an element, where only few things may
INSIDE = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "dl": {"dt", "dd", "div"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option", "optgroup"},
}
PHRASING = {"p", "h1", "h2", "h3", "h4", "span", "b", "a", "button", "summary", "label", "dt"}
# an `a` may hold blocks, but none of ours should
BLOCKS = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "table",
    "section",
    "nav",
    "figure",
    "article",
    "header",
    "footer",
    "details",
}
ACTIVE = {"a", "button", "select", "textarea", "summary"}


@pytest.mark.parametrize("kind", [*KINDS, "404"])
def test_a_page_is_valid_html(demo_build, kind):
    text = (demo_build().site / f"{kind}.html").read_text(encoding="utf-8")
    assert faults(text) == []


def test_what_is_no_html_is_seen():
    page = "<!doctype html><html lang=en><head><title>T</title></head><body>{}</body></html>"
    assert faults(page.format("<p id=a>Fine</p>")) == []
    for wrong in (
        "<p><div>x</div></p>",
        "<b>x</i>",
        "<p id=a>x</p><p id=a>y</p>",
        "<ul><p>x</p></ul>",
        "<span><div>x</div></span>",
        '<p aria-labelledby="nowhere">x</p>',
        "<a href=x><button>y</button></a>",
        "<p>a &nosuch; b</p>",
        "<table><tr><td>x</td></tr><p>y</p></table>",
    ):
        assert faults(page.format(wrong)), wrong


def faults(text: str) -> list[str]:
    """What is wrong with a page, in words."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document = parser.parse(text)
    found = [f"line {place[0]}: {code} {data}" for place, code, data in parser.errors]
    elements = [one for one in document.iter() if isinstance(one.tag, str)]
    ids = Counter(one.get("id") for one in elements if one.get("id") is not None)
    found += [
        f"id {name!r} stands {count} times"
        for name, count in ids.items()
        if count > 1 or not name or " " in name
    ]
    for one in elements:
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list"):
            missing = [target for target in (one.get(name) or "").split() if target not in ids]
            found += [f"{name} of {one.tag} names {target!r}, which is not there" for target in missing]
        if one.tag in INSIDE:
            found += [
                f"{child.tag} in {one.tag}"
                for child in one
                if isinstance(child.tag, str) and child.tag not in INSIDE[one.tag]
            ]
        if one.tag in PHRASING:
            found += [
                f"{child.tag} in {one.tag}"
                for child in one.iter()
                if child is not one and child.tag in BLOCKS
            ]
        if one.tag in ACTIVE:
            found += [
                f"{child.tag} in {one.tag}"
                for child in one.iter()
                if child is not one and child.tag in ACTIVE
            ]
        if one.tag == "img" and one.get("alt") is None:
            found.append("img without alt")
    return found
