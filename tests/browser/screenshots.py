"""Photographs of every published page, and one contact sheet of them all: `make screenshots`.

Wide, without colours, as a phone sees it, in dark mode and as printed, into target/screenshots/, with every chart component
and its awkward data; the front page also becomes docs/home.png, the picture in the README, when asked for with --readme.
"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests import gallery
from tests.browser.conftest import FLAGS

PROJECT = Path(__file__).resolve().parents[2]
LOOKS = {
    "wide": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone": {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 718, "height": 1047}, "color_scheme": "light"},  # A4 within its margins
}
TILE = (320, 420)


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium: CHROMIUM, or the first one on the path."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = os.environ.get("CHROMIUM") or next(
        (found for name in names if (found := shutil.which(name))), None
    )
    if path is None:
        raise SystemExit(
            "make screenshots needs Chromium; install it, or name it with CHROMIUM=/path/to/chromium."
        )
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield opened
        finally:
            opened.close()


def photograph(site: Path, out: Path) -> list[Path]:
    """Photograph every page of `site` in every look; return the pictures in order."""
    pictures = []
    pages = sorted(
        site.rglob("*.html"), key=lambda path: (path.name != "index.html" or path.parent != site, path)
    )
    with browser() as opened:
        for look, options in LOOKS.items():
            context = opened.new_context(**options)  # type: ignore[arg-type]
            tab = context.new_page()
            tab.emulate_media(media="print" if look == "print" else "screen")
            for page in pages:
                name = page.relative_to(site).with_suffix("").as_posix().replace("/", "-")
                picture = out / look / f"{name}.png"
                picture.parent.mkdir(parents=True, exist_ok=True)
                tab.goto(page.as_uri())
                tab.screenshot(path=picture, full_page=True)
                pictures.append(picture)
                if look == "wide":
                    pictures.append(greyscale(picture, out / "grey" / f"{name}.png"))
            context.close()
    return pictures


def greyscale(picture: Path, path: Path) -> Path:
    """The picture as a printer without colours has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(picture) as photo:
        photo.convert("L").save(path)
    return path


def contact_sheet(pictures: list[Path], out: Path, columns: int = 8) -> Path:
    """Put the top of every picture on one sheet."""
    width, height = TILE
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (width + 10) + 10, rows * (height + 10) + 10), "#8a8a8a")
    for number, picture in enumerate(pictures):
        with Image.open(picture) as photo:
            scale = width / photo.width
            tile = photo.convert("RGB").resize((width, max(1, round(photo.height * scale))))
        place = (10 + (number % columns) * (width + 10), 10 + (number // columns) * (height + 10))
        sheet.paste(tile.crop((0, 0, width, min(height, tile.height))), place)
    path = out / "contact-sheet.png"
    sheet.save(path, optimize=True)
    return path


def readme_picture(site: Path, path: Path) -> None:
    """Photograph the front page for the README: wide, its first screens, few colours so that it stays small."""
    with browser() as opened:
        tab = opened.new_page(viewport={"width": 1280, "height": 1500})
        tab.goto((site / "index.html").as_uri())
        path.parent.mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=path)
    with Image.open(path) as photo:
        photo.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> None:
    """Photograph the site named, or the one published last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=PROJECT / "public" / "current")
    parser.add_argument("--out", type=Path, default=PROJECT / "target" / "screenshots")
    parser.add_argument("--readme", action="store_true", help="write docs/home.png and nothing else")
    given = parser.parse_args()
    site = given.site.resolve()
    if not (site / "index.html").is_file():
        raise SystemExit(f"There is no site in {given.site}; run `make scorecard` first.")
    if given.readme:
        readme_picture(site, PROJECT / "docs" / "home.png")
        return
    pictures = photograph(site, given.out) + gallery.photograph(given.out / "charts")
    print(f"  {len(pictures)} pictures, all on {contact_sheet(pictures, given.out)}")


if __name__ == "__main__":
    main()
