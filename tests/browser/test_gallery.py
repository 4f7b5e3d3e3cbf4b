"""The gallery of charts as a browser sets it: nothing written covers anything else written, and axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import gallery

pytestmark = pytest.mark.requires("chromium")

# pairs of texts of one drawing whose boxes meet, and texts that leave their figure by more than a pixel
FAULTS = """() => {
  const faults = [];
  for (const svg of document.querySelectorAll("svg:not(svg svg)")) {
    const texts = [...svg.querySelectorAll("text")].map(text => ({says: text.textContent, box: text.getBoundingClientRect()}))
      .filter(text => text.box.width > 0);
    const frame = (svg.closest("figure, td, th") || svg.parentElement).getBoundingClientRect();
    const where = svg.closest("section").querySelector("h2").textContent;
    texts.forEach((one, index) => {
      if (one.box.left < frame.left - 1 || one.box.right > frame.right + 1) faults.push([where, one.says, "outside"]);
      for (const other of texts.slice(index + 1))
        if (one.box.left < other.box.right && other.box.left < one.box.right && one.box.top + 2 < other.box.bottom - 2 && other.box.top + 2 < one.box.bottom - 2)
          faults.push([where, one.says, other.says]);
    });
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def tab(browser, tmp_path_factory):
    """A function that opens the whole gallery, or the ordinary part of it in a colour scheme."""
    folder = tmp_path_factory.mktemp("gallery")
    (folder / "all.html").write_text(gallery.page(), encoding="utf-8")
    for scheme in ("default", "slate"):
        (folder / f"{scheme}.html").write_text(gallery.page(scheme, ordinary=True), encoding="utf-8")
    page = browser.new_page()

    def opened(name="all", width=1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto((folder / f"{name}.html").as_uri())
        return page

    yield opened
    page.close()


@pytest.mark.parametrize("width", [332, 360, 700, 1280])
def test_nothing_written_in_a_drawing_covers_or_leaves_it(tab, width):
    assert tab(width=width).evaluate(FAULTS) == []


@pytest.mark.parametrize("width", [332, 360])
def test_the_gallery_does_not_scroll_sideways_on_a_phone(tab, width):
    assert tab(width=width).evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("scheme", ["default", "slate"])
def test_axe_finds_nothing_in_any_chart(tab, scheme):
    page = tab(scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found]
