"""The published site in a browser: every page renders, quietly, accessibly, at every width and on paper."""

import functools
import gzip
import http.server
import re
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

from tests.browser.kinds import KINDS

pytestmark = pytest.mark.requires("chromium")

PAGE_BYTES = 300_000
# of WCAG 2.2, and off by default
AXE = {"rules": {"target-size": {"enabled": True}}}
SHIFT = 0.001  # a cell painted before the last of its words came in; what scripts add moves nothing


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_words):
        """Say nothing."""


@dataclass(frozen=True)
class Site:
    """A site in a folder and the address it is served at."""

    folder: Path
    address: str

    @property
    def pages(self):
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))


@pytest.fixture(scope="session")
def site(demo_build):
    folder = demo_build().site.resolve()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}/")
    server.shutdown()


@pytest.fixture
def opened(browser):
    """A function that opens a page in a fresh context and closes what it opened."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def test_every_page_renders_without_an_error_or_an_outside_request(site, opened):
    page = opened()
    said, asked = [], []

    def heard(message):
        # the digest is for mail and names no icon, which a browser asks for all the same
        if message.type in ("error", "warning") and not message.location["url"].endswith("/favicon.ico"):
            said.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    for path in site.pages:
        page.goto(site.address + path)
        assert page.locator("h1").count() == 1, path
        assert not said, f"{path}: {said}"
    outside = [url for url in asked if not url.startswith((site.address, "data:", "blob:"))]
    assert not outside


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(site, opened, kind, scheme):
    page = opened(color_scheme=scheme)
    page.goto(f"{site.address}{kind}.html")
    found = Axe().run(page, options=AXE).response["violations"]
    assert not [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_with_everything_unfolded(site, opened, scheme):
    page = opened(color_scheme=scheme, viewport={"width": 360, "height": 740})
    for kind in ("index", "metrics/lead_follow_up_rate", "quality", "method"):
        page.goto(f"{site.address}{kind}.html")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = Axe().run(page, options=AXE).response["violations"]
        assert not [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found], kind


@pytest.mark.parametrize(
    "viewport", [{"width": 1280, "height": 900}, {"width": 360, "height": 740}], ids=["wide", "phone"]
)
def test_nothing_moves_once_it_is_there_not_even_on_an_old_page(site, opened, viewport):
    published = (
        (site.folder / "index.html")
        .read_text(encoding="utf-8")
        .partition('data-published="')[2]
        .partition('"')[0]
    )
    moved = {}
    for hours in (1, 300):
        page = opened(viewport=viewport)
        page.clock.set_fixed_time(datetime.fromisoformat(published) + timedelta(hours=hours))
        page.add_init_script(
            "window.moved = 0; new PerformanceObserver(list => { for (const one of list.getEntries()) "
            "if (!one.hadRecentInput) window.moved += one.value; }).observe({type: 'layout-shift', buffered: true})"
        )
        for kind in KINDS if hours == 1 else KINDS[:1]:
            page.goto(f"{site.address}{kind}.html")
            page.wait_for_load_state("networkidle")
            shift = page.evaluate("window.moved")
            if shift > SHIFT:
                moved[kind, hours] = shift
    assert not moved


def test_the_keyboard_reaches_everything_and_what_has_focus_is_seen(site, opened):
    page = opened()
    for kind in KINDS:
        page.goto(f"{site.address}{kind}.html")
        wrong = page.evaluate(
            """() => {
                // as reached by the keyboard: the outline or its replacement must differ from the resting look
                const wanted = "a[href], button, input, select, summary, [tabindex='0']";
                const shown = [...document.querySelectorAll(wanted)].filter(one =>
                    !one.disabled && one.closest("article, .sc") && one.checkVisibility({visibilityProperty: true}));
                return shown.filter(one => {
                    one.focus({focusVisible: true});
                    const look = getComputedStyle(one);
                    return document.activeElement !== one || one.tabIndex < 0
                        || !(look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 || look.boxShadow !== "none");
                }).map(one => one.outerHTML.slice(0, 120));
            }"""
        )
        assert not wrong, (kind, wrong[:5])


@pytest.mark.parametrize(
    "kind", ["index", "metrics/lead_follow_up_rate", "segments/region-europe", "campaigns/c000", "quality"]
)
def test_tab_goes_through_everything_in_reading_order_and_shows_where_it_is(site, opened, kind):
    page = opened()
    page.goto(f"{site.address}{kind}.html")
    wanted = page.evaluate(
        """() => {
            const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
                .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true})
                    // of radios that belong together Tab meets one
                    && !(one.type === "radio" && one !== (document.querySelector(`[name="${one.name}"]:checked`) ?? document.querySelector(`[name="${one.name}"]`))));
            stops.forEach((one, place) => { one.dataset.stop = place; });
            return stops.map(one => one.outerHTML.slice(0, 100));
        }"""
    )
    met, unseen = [], []
    for _ in range(2 * len(wanted)):
        page.keyboard.press("Tab")
        place, shown = page.evaluate(
            """() => {
                const one = document.activeElement;
                // a radio nobody sees shows its focus on its label
                const seen = one.type === "radio" ? one.parentElement.querySelector(`label:not([hidden])`) : one;
                const look = getComputedStyle(seen), box = seen.getBoundingClientRect();
                return [one.dataset.stop === undefined ? null : Number(one.dataset.stop),
                    look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0 && box.bottom > 0 && box.top < window.innerHeight];
            }"""
        )
        if place is None:
            if met:
                break
            continue
        met.append(place)
        if not shown:
            unseen.append(wanted[place])
    assert met == list(range(len(wanted))), [wanted[one] for one in set(range(len(wanted))) - set(met)][:5]
    assert not unseen


def test_a_long_table_is_filtered_by_what_is_typed(site, opened):
    page = opened()
    page.goto(f"{site.address}segments/region-europe.html")
    rows = page.locator(".table--segment tbody tr")
    total = rows.count()
    page.get_by_label("Filter figures").fill("win rate")
    left = page.locator(".table--segment tbody tr:visible").count()
    assert 0 < left < total
    assert page.get_by_role("status").first.inner_text() == f"{left} of {total} rows"
    page.get_by_label("Filter figures").fill("")
    assert page.locator(".table--segment tbody tr:visible").count() == total


def test_a_metric_switches_between_months_and_quarters_and_shows_another_quarter(site, opened):
    page = opened()
    page.goto(f"{site.address}metrics/lead_follow_up_rate.html")
    months, quarters = (page.locator(f"[data-grain={grain}]") for grain in ("month", "quarter"))
    assert (months.is_visible(), quarters.is_visible()) == (True, False)
    page.get_by_role("button", name="Quarters").click()
    assert (months.is_visible(), quarters.is_visible()) == (False, True)
    assert page.get_by_role("button", name="Quarters").get_attribute("aria-pressed") == "true"
    cells = page.locator("[data-grain=quarter] details tbody tr").nth(3).locator("th, td").all_text_contents()
    page.get_by_label("Show another quarter").select_option(label=cells[0])
    assert cells[1] in page.locator("[data-periods]").inner_text()


def test_a_link_and_a_figure_are_copied(site, browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{site.address}metrics/lead_follow_up_rate.html")
    page.get_by_role("button", name="Copy link to Traps").click()
    page.get_by_role("status").filter(has_text="Link copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("metrics/lead_follow_up_rate.html#traps")
    page.get_by_role("button", name="Copy figure").click()
    page.get_by_role("status").filter(has_text="Figure copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == f"Lead follow-up rate: {page.locator('.big').inner_text()}"
    context.close()


def test_no_page_scrolls_sideways_on_a_phone(site, opened):
    page = opened(viewport={"width": 360, "height": 740})
    wide = {}
    for path in site.pages:
        page.goto(site.address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width
    assert not wide


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_front_page_prints_on_one_sheet(site, opened, tmp_path, paper):
    page = opened()
    page.goto(site.address + "index.html")
    page.pdf(path=tmp_path / "home.pdf", format=paper, print_background=True)
    printed = PdfReader(tmp_path / "home.pdf")
    assert len(printed.pages) == 1
    words = " ".join(printed.pages[0].extract_text().split())
    assert "Demo data" in words
    assert "Against what others report" in words


def test_paper_has_no_navigation_and_nothing_runs_off_it_or_is_squeezed(site, opened):
    page = opened(viewport={"width": 710, "height": 1047})  # A4 within its margins
    page.emulate_media(media="print")
    for kind in KINDS:
        page.goto(f"{site.address}{kind}.html")
        assert not any(
            one.is_visible() for one in page.locator("nav, input, select, .tool, .unfold").all()
        ), kind
        wrong = page.evaluate(
            """() => [...document.querySelectorAll(".sc :is(p, dd, td, th, li, .chip)")].filter(one => {
                const box = one.getBoundingClientRect();
                const isNarrow = one.matches("dd, p") && box.width < 60 && one.textContent.trim().length > 30;
                return box.width > 1 && (box.right > window.innerWidth + 1 || isNarrow);
            }).map(one => one.outerHTML.slice(0, 120))"""
        )
        assert not wrong, (kind, wrong[:5])


def test_every_page_reads_without_scripts(site, opened):
    page = opened(java_script_enabled=False)
    for path in site.pages:
        page.goto(site.address + path)
        assert page.locator("h1").is_visible(), path
        assert page.locator(".tool, .filter, .sorter, .unfold, [data-periods] select").count() == 0, path
        room = page.locator("[data-filter], [data-unfold], [data-periods], [data-switch]")
        assert not any(one.is_visible() for one in room.all()), path
        hidden = page.evaluate(
            "[...document.querySelectorAll('.sc section, .sc tbody tr')].filter(one => !one.getClientRects().length && !one.closest('details')).length"
        )
        assert hidden == 0, path
    page.goto(site.address + "index.html")
    assert page.locator(".cards .card").count() == 8
    assert page.locator("svg.scorebar").is_visible()


def test_dark_mode_needs_no_script(site, opened):
    page = opened(java_script_enabled=False, color_scheme="dark")
    page.goto(site.address + "index.html")
    shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", shown)[:3]) < 60


def test_the_palette_switch_changes_the_colours(site, opened):
    page = opened(color_scheme="light")
    page.goto(site.address + "index.html")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator("label[title='Switch to dark mode']").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before


def test_the_choice_of_dark_is_kept_on_the_next_page_and_enter_makes_it(site, opened):
    page = opened(color_scheme="light")
    page.goto(site.address + "index.html")
    page.locator("[name=__palette]").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("[name=__palette]:focus").get_attribute("aria-label") == "Switch to light mode"
    page.goto(site.address + "quality.html")
    assert page.locator("body").get_attribute("data-md-color-scheme") == "slate"


def test_the_search_and_its_index_come_when_they_are_wanted(site, opened):
    page = opened()
    asked = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[1]))
    page.goto(site.address + "index.html")
    page.wait_for_load_state("networkidle")
    assert not [one for one in asked if one.startswith(("bundle", "search_index", "sitemap"))]
    page.keyboard.press("/")
    page.keyboard.type("kappa")
    found = page.locator(".md-search-result__link").first
    found.wait_for(timeout=15_000)
    assert "html" in (found.get_attribute("href") or "")
    assert "search_index.json" in asked


def test_a_phone_searches_from_the_glass_in_the_bar(site, opened):
    page = opened(viewport={"width": 360, "height": 740})
    page.goto(site.address + "index.html")
    page.locator(".md-header > nav > [for=__search]").click()
    page.locator("input.md-search__input:focus").wait_for()
    page.keyboard.type("kappa")
    page.locator(".md-search-result__link").first.wait_for(timeout=15_000)


def test_n_and_p_turn_the_page(site, opened):
    page = opened()
    page.goto(site.address + "index.html")
    for key, path in (("n", "dimensions/index.html"), ("p", "index.html")):
        page.keyboard.press(key)
        page.wait_for_url(site.address + path)


def test_a_phone_reaches_every_section_through_the_drawer(site, opened):
    page = opened(viewport={"width": 360, "height": 740})
    page.goto(site.address + "index.html")
    page.locator("label.sc-drawer").click()
    page.locator(".md-nav--primary a", has_text="Data quality").first.click()
    assert page.url.endswith("quality.html")


def test_the_keyboard_skips_to_the_content_first(site, opened):
    page = opened()
    page.goto(site.address + "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to content"


def test_every_chart_has_a_name_and_its_marks_say_their_value(site, opened):
    page = opened()
    for kind in KINDS:
        page.goto(f"{site.address}{kind}.html")
        nameless = page.evaluate(
            """[...document.querySelectorAll('.sc svg[role=img]')].filter(one =>
                !one.getAttribute('aria-label') && !one.querySelector(':scope > title')?.textContent.trim()).length"""
        )
        silent = page.evaluate(
            "[...document.querySelectorAll('.sc svg circle.dot')].filter(one => !one.querySelector('title')).length"
        )
        assert (nameless, silent) == (0, 0), kind


def test_a_column_of_the_campaigns_sorts_both_ways_and_folded_rows_unfold(site, opened):
    page = opened()
    page.goto(f"{site.address}campaigns.html")
    rows = page.locator(".table--campaigns tbody tr")
    assert rows.count() > page.locator(".table--campaigns tbody tr:visible").count() == 40
    page.get_by_role("button", name="Show all").click()
    assert rows.count() == page.locator(".table--campaigns tbody tr:visible").count()

    def column(position):
        keys = page.eval_on_selector_all(
            f".table--campaigns tbody tr td:nth-child({position})",
            "cells => cells.map(cell => cell.dataset.key)",
        )
        return [float(key) for key in keys if key], keys

    button = page.get_by_role("button", name="Won", exact=True)
    for order in ("descending", "ascending"):
        button.click()
        assert page.locator(f"th[aria-sort={order}]").count() == 1
        known, keys = column(8)
        assert known == sorted(known, reverse=order == "descending")
        assert all(keys[: len(known)])


def test_a_page_says_it_is_old_only_when_it_is(site, opened):
    page = opened()
    page.goto(site.address + "index.html")
    published = page.locator("[data-stale]").get_attribute("data-published")
    for hours, expected in ((1, False), (300, True)):
        page = opened()
        page.clock.set_fixed_time(datetime.fromisoformat(published) + timedelta(hours=hours))
        page.goto(site.address + "index.html")
        page.wait_for_load_state("load")
        assert page.locator("[data-stale]").is_visible() is expected, hours


def test_demo_data_is_labelled_on_every_page(site):
    for path in site.pages:
        if path != "404.html":
            assert "Demo data." in (site.folder / path).read_text(encoding="utf-8"), path


def test_no_page_is_heavy(site):
    shared = sum(
        len(gzip.compress(path.read_bytes()))
        for path in (site.folder / "assets").rglob("*")
        if path.suffix in (".css", ".svg", ".png")
    )
    heavy = {
        path: size
        for path in site.pages
        if (size := shared + len(gzip.compress((site.folder / path).read_bytes()))) > PAGE_BYTES
    }
    assert not heavy
