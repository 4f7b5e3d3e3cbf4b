"""Holds a built site to its promises before it is published.

Every page that was rendered is there, every link inside the site leads somewhere, nothing is loaded from outside,
and no template or missing number shows through. HTML is read with regular expressions: it is our own, well formed,
and a hundred pages must be read in a second.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)((?:[^>\"']+|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([a-zA-Z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_SCRIPT = re.compile(r"(<script\b[^>]*>).*?(</script>)", re.S | re.I)
_STYLE = re.compile(r"<style\b[^>]*>(.*?)</style>", re.S | re.I)
_CODE = re.compile(r"<(pre|code|textarea)\b.*?</\1>", re.S | re.I)
_CSS_ADDRESS = re.compile(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s;]+)", re.I)
_TEMPLATE = re.compile(r"\{\{|\}\}|\{%|%\}")
# as Python, JavaScript and SQL print a number that is not there; a lower-case "none" may be meant
_EMPTY_WORD = r"(?:nan|NaN|None|null|undefined|-?inf|-?Infinity)"
_CELL = re.compile(
    rf"<(td|th|dd|text)\b[^>]*>\s*(?:<[^>]+>\s*)*{_EMPTY_WORD}\b\s*(?:[%a-z]{{0,2}}\s*)(?:</[^>]+>\s*)*</\1>"
)
_DRAWN_NAN = re.compile(
    r"\s(?:d|points|x|y|x1|x2|y1|y2|cx|cy|r|width|height|transform)=\"[^\"]*\b(?:nan|inf)\b", re.I
)
_OUTSIDE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//|(?:https?|ftp|wss?):", re.I)
_LOADING_LINKS = {
    "stylesheet", "icon", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "manifest",
    "mask-icon", "apple-touch-icon", "prerender",
}  # fmt: skip


@dataclass(frozen=True)
class Problem:
    """One broken promise: the page (path within the site) and what is wrong with it, in words."""

    page: str
    what: str

    def __str__(self) -> str:
        return f"{self.page} {self.what}"


@dataclass(frozen=True)
class Page:
    """A page's path within the site and its text."""

    path: str
    text: str

    @cached_property
    def markup(self) -> str:
        """The page without comments and without what is inside scripts."""
        return _SCRIPT.sub(r"\1\2", _COMMENT.sub("", self.text))

    @cached_property
    def tags(self) -> list[tuple[str, dict[str, str]]]:
        """Every tag with its attributes, names in lower case."""
        return [(name.lower(), _attributes(rest)) for name, rest in _TAG.findall(self.markup)]

    @cached_property
    def anchors(self) -> set[str]:
        """Every id and name a link can end in `#` with."""
        return {
            value
            for tag, attributes in self.tags
            for key, value in attributes.items()
            if key == "id" or (key == "name" and tag == "a")
        }


def site(
    folder: Path, pages: Path | None = None, metrics: Iterable[str] = (), handed_on: Iterable[str] = ()
) -> list[Problem]:
    """Return everything wrong with the site in `folder`; an empty list means it may be published.

    `pages` is the folder of Markdown it was made from: each file must have become a page. `metrics` must each have
    a page of their name. `handed_on` are files that must be there beside the pages.
    """
    paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    html_pages = {
        path: Page(path, (folder / path).read_text(encoding="utf-8"))
        for path in sorted(paths)
        if path.endswith(".html")
    }
    problems = list(_missing_pages(paths, pages, metrics))
    problems += [Problem(path, "is missing") for path in handed_on if path not in paths]
    for page in html_pages.values():
        problems += _loads_from_outside(page)
        problems += _broken_links(page, paths, html_pages)
        problems += _shows_through(page)
    for path in sorted(paths):
        if path.endswith(".css"):
            text = (folder / path).read_text(encoding="utf-8")
            problems += [Problem(path, f"loads {address} from outside") for address in _outside_in_css(text)]
        elif path.endswith(".svg"):
            text = (folder / path).read_text(encoding="utf-8")
            problems += _loads_from_outside(Page(path, text))
    return problems


def _missing_pages(paths: set[str], pages: Path | None, metrics: Iterable[str]) -> Iterator[Problem]:
    if "index.html" not in paths:
        yield Problem("index.html", "is missing")
    sources = sorted(pages.rglob("*.md")) if pages else []
    for source in sources:
        stem = source.relative_to(pages or source).with_suffix("")
        folder = stem.parent if stem.name in ("index", "README") else stem
        candidates = {(folder / "index.html").as_posix(), stem.with_suffix(".html").as_posix()}
        if not candidates & paths:
            yield Problem(f"{stem.as_posix()}.md", "was rendered but has no page in the site")
    names = {PurePosixPath(path).parent.name for path in paths} | {PurePosixPath(path).stem for path in paths}
    for metric in metrics:
        if metric not in names:
            yield Problem(metric, "is a metric without a page")


def _loads_from_outside(page: Page) -> Iterator[Problem]:
    for tag, attributes in page.tags:
        for key, value in attributes.items():
            for address in _addresses_loaded(tag, key, value, attributes):
                if _OUTSIDE.match(address):
                    yield Problem(page.path, f"loads {address} from outside (<{tag} {key}>)")
    for style in _STYLE.findall(page.markup):
        for address in _outside_in_css(style):
            yield Problem(page.path, f"loads {address} from outside (<style>)")


def _addresses_loaded(tag: str, key: str, value: str, attributes: dict[str, str]) -> list[str]:
    if key in ("src", "poster", "data", "background", "action", "formaction"):
        return [value]
    if key in ("srcset", "imagesrcset"):
        return [part.split()[0] for part in value.split(",") if part.strip()]
    if key == "style":
        return _outside_in_css(value)
    if tag == "link" and key == "href":
        rels = set(attributes.get("rel", "").lower().split())
        return [value] if rels & _LOADING_LINKS else []
    if key in ("href", "xlink:href") and tag in ("use", "image", "base", "script", "feimage"):
        return [value]
    if tag == "meta" and key == "content" and attributes.get("http-equiv", "").lower() == "refresh":
        return [value.partition("=")[2]]
    return []


def _outside_in_css(text: str) -> list[str]:
    return [address for address in _CSS_ADDRESS.findall(text) if _OUTSIDE.match(address)]


def _broken_links(page: Page, paths: set[str], pages: dict[str, Page]) -> Iterator[Problem]:
    seen = set()
    for tag, attributes in page.tags:
        for key in ("href", "src", "data"):
            address = attributes.get(key, "")
            if not address or address in seen or (key == "data" and tag != "object"):
                continue
            seen.add(address)
            if address.lower().startswith("javascript:"):
                yield Problem(page.path, f"runs script from an address ({address[:60]})")
            elif not _OUTSIDE.match(address) and not re.match(r"(mailto|tel|data|blob):", address, re.I):
                reason = _why_broken(page, address, paths, pages)
                if reason:
                    yield Problem(page.path, f"links to {address}, {reason}")


def _why_broken(page: Page, address: str, paths: set[str], pages: dict[str, Page]) -> str:
    parts = urlsplit(address)
    path, fragment = unquote(parts.path), unquote(parts.fragment)
    if not path:
        target: str | None = page.path
    elif path.startswith("/"):
        # only the not-found page is served from any depth, so only it may start at the root
        if page.path != "404.html":
            return "which starts at the server's root and breaks where the site lives in a folder"
        target = _resolve("", path.lstrip("/"), paths)
    else:
        target = _resolve(PurePosixPath(page.path).parent.as_posix(), path, paths)
    if target is None:
        return "which does not exist"
    if fragment and target in pages and fragment not in pages[target].anchors and fragment != "top":
        return f"but {target} has no #{fragment}"
    return ""


def _resolve(folder: str, path: str, paths: set[str]) -> str | None:
    """Return the file within the site that a relative address leads to, or None."""
    steps: list[str] = [] if folder in ("", ".") else folder.split("/")
    for part in path.split("/"):
        if part == "..":
            if not steps:
                return None
            steps.pop()
        elif part not in ("", "."):
            steps.append(part)
    joined = "/".join(steps)
    index = f"{joined}/index.html" if joined else "index.html"
    return next((candidate for candidate in (joined, index) if candidate in paths), None)


def _shows_through(page: Page) -> Iterator[Problem]:
    prose = _CODE.sub("", page.markup)
    template = _TEMPLATE.search(prose)
    if template:
        yield Problem(page.path, f"shows template code: {_around(prose, template.start())}")
    cell = _CELL.search(prose)
    if cell:
        yield Problem(page.path, f"shows a missing number as a value: {_around(prose, cell.start())}")
    drawn = _DRAWN_NAN.search(prose)
    if drawn:
        yield Problem(page.path, f"draws a missing number: {_around(prose, drawn.start())}")


def _around(text: str, position: int) -> str:
    return " ".join(text[max(0, position - 20) : position + 60].split())


def _attributes(rest: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(double or single or bare)
        for name, double, single, bare in _ATTRIBUTE.findall(rest)
    }
