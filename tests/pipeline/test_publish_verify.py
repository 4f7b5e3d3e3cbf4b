"""A site with a broken promise is not published: each kind of promise, broken, is named; a sound site passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard import verify

GOOD = """<!doctype html><html><head><link rel="stylesheet" href="style.css"><link rel="canonical"
href="https://scorecard.example/"></head><body id="top"><a href="more/">more</a> <a href="more/index.html#part">part</a>
<a href="https://elsewhere.example/">elsewhere</a> <a href="mailto:a@b.example">mail</a>
<p>Nobody named Nancy works on the Info desk.</p><table><tr><td>none</td><td>Nano</td></tr></table>
<pre><code>select * from {{ ref('fct_deals') }}</code></pre>
<svg><path d="M 0 1 L 2 3"/></svg><script>var x = "{{ not ours }} https://a.example";</script></body></html>"""
MORE = '<!doctype html><html><body><h2 id="part">Part</h2><a href="..">up</a> <a href="#part">here</a></body></html>'


def a_site(folder: Path, home: str = GOOD, css: str = "body { color: black }") -> Path:
    (folder / "more").mkdir(parents=True)
    (folder / "index.html").write_text(home, encoding="utf-8")
    (folder / "style.css").write_text(css, encoding="utf-8")
    (folder / "more" / "index.html").write_text(MORE, encoding="utf-8")
    return folder


def test_a_sound_site_has_no_problem(tmp_path: Path) -> None:
    assert verify.site(a_site(tmp_path)) == []


@pytest.mark.parametrize(
    ("markup", "told"),
    [
        ('<a href="gone/">x</a>', "links to gone/, which does not exist"),
        ('<a href="more/#gone">x</a>', "has no #gone"),
        ('<a href="#gone">x</a>', "has no #gone"),
        ('<a href="../outside.html">x</a>', "does not exist"),
        ('<a href="/more/">x</a>', "starts at the server's root"),
        ('<a href="javascript:alert(1)">x</a>', "runs script from an address"),
        ('<img src="https://a.example/x.png">', "loads https://a.example/x.png from outside"),
        ('<img src="//a.example/x.png">', "loads //a.example/x.png from outside"),
        ('<img srcset="more/ 1x, https://a.example/x.png 2x">', "from outside"),
        ('<script src="https://a.example/x.js"></script>', "from outside"),
        ('<link rel="preconnect" href="https://a.example">', "from outside"),
        ('<link rel="stylesheet" href="https://a.example/a.css">', "from outside"),
        ('<form action="https://a.example/"></form>', "from outside"),
        ("<div style=\"background: url('https://a.example/x.png')\"></div>", "from outside"),
        ("<style>@import 'https://a.example/a.css';</style>", "from outside"),
        ('<svg><use href="https://a.example/x.svg#a"/></svg>', "from outside"),
        ('<meta http-equiv="refresh" content="0; url=https://a.example/">', "from outside"),
        ("<p>{{ value }}</p>", "shows template code"),
        ("<p>{% if x %}</p>", "shows template code"),
        ("<table><tr><td> NaN </td></tr></table>", "missing number"),
        ("<table><tr><td><b>None</b></td></tr></table>", "missing number"),
        ("<table><tr><td>nan %</td></tr></table>", "missing number"),
        ('<svg><text x="1">nan</text></svg>', "missing number"),
        ('<svg><path d="M 0 nan"/></svg>', "draws a missing number"),
    ],
)
def test_a_broken_promise_is_named(tmp_path: Path, markup: str, told: str) -> None:
    home = GOOD.replace("</body>", f"{markup}</body>")
    problems = verify.site(a_site(tmp_path, home))
    assert len(problems) == 1
    assert told in str(problems[0])


def test_a_style_sheet_that_loads_from_outside_is_named(tmp_path: Path) -> None:
    problems = verify.site(a_site(tmp_path, css="@font-face { src: url(https://fonts.example/a.woff2) }"))
    assert [str(problem) for problem in problems] == [
        "style.css loads https://fonts.example/a.woff2 from outside",
    ]


def test_a_rendered_page_or_a_metric_that_is_missing_is_named(tmp_path: Path) -> None:
    site = a_site(tmp_path / "site")
    pages = tmp_path / "pages"
    pages.mkdir()
    for name in ("index.md", "more.md", "lost.md"):
        (pages / name).write_text("# Page", encoding="utf-8")
    told = [str(problem) for problem in verify.site(site, pages, ["more", "win_rate"])]
    assert told == [
        "lost.md was rendered but has no page in the site",
        "win_rate is a metric without a page",
    ]
