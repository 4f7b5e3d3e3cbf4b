"""What the search reads of a page, and what its index keeps when only some pages were built again."""

from __future__ import annotations

import json
from pathlib import Path

from scorecard import website

PAGE = """<p>before</p>
<figure class="figure" data-search-exclude><table><tr><td>drawn</td></tr></table></figure>
<p>chip <svg role="img"><title>icon</title></svg> word</p>
<table data-search-exclude class="table"><tr><td>dots</td></tr></table>
<table><tr><td>kept</td></tr></table>
<pre><code><span class="k">select</span> <span class="n">one</span></code></pre>
<p><span class="outside">after</span></p>
"""


def test_drawings_and_colours_of_code_are_not_read_and_all_else_is() -> None:
    read = website._searched(PAGE)
    assert not [word for word in ("drawn", "icon", "dots", "<svg", "<figure") if word in read]
    assert "<pre><code>select one</code></pre>" in read
    assert '<p><span class="outside">after</span></p>' in read
    assert "<td>kept</td>" in read
    assert "chip  word" in read


def index(site: Path, *found: tuple[str, str]) -> None:
    docs = [{"location": location, "title": "", "text": text} for location, text in found]
    path = site / website.SEARCH_INDEX
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"config": {"lang": ["en"]}, "docs": docs}), encoding="utf-8")


def test_pages_that_were_not_built_again_are_still_found_and_pages_that_are_gone_are_not(
    tmp_path: Path,
) -> None:
    pages, site = tmp_path / "pages", tmp_path / "site"
    (pages / "metrics").mkdir(parents=True)
    for name in ("index.md", "metrics/a.md", "metrics/b.md"):
        (pages / name).write_text("", encoding="utf-8")
    index(
        site,
        ("index.html", "old"),
        ("metrics/a.html#x", "old"),
        ("metrics/b.html", "old"),
        ("gone.html", "old"),
    )
    before = website._found(site)
    index(site, ("metrics/a.html", "new"))
    website._keep_found(site, before, pages)
    assert [(doc["location"], doc["text"]) for doc in website._found(site)] == [
        ("index.html", "old"),
        ("metrics/a.html", "new"),
        ("metrics/b.html", "old"),
    ]
    assert json.loads((site / website.SEARCH_INDEX).read_bytes())["config"] == {"lang": ["en"]}
