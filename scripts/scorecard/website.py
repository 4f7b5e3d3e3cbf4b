"""Markdown pages to a site, by MkDocs inside this process (its start is paid once, `serve` builds many times)."""

from __future__ import annotations

import json
import logging
import os
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

from scorecard.errors import ScorecardError, UsageError
from scorecard.settings import Settings

if TYPE_CHECKING:
    from mkdocs.plugins import BasePlugin
    from mkdocs.structure.pages import Page
    from mkdocs.utils.templates import TemplateContext

OWN_SECTION = "More"
SEARCH_INDEX = "search/search_index.json"
NOT_SEARCHED = re.compile(r"<(figure|table)\b[^>]*\bdata-search-exclude\b.*?</\1>|<svg\b.*?</svg>", re.DOTALL)
CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
COLOUR = re.compile(r"</?span\b[^>]*>")


def make(settings: Settings, *, site: Path | None = None, only_changed: bool = False) -> int:
    """Build `settings.pages` into `site` (default `settings.site`) and return the number of HTML pages there.

    `only_changed` skips pages whose Markdown is older than their HTML: right for `serve`, never for publishing.
    Raises ScorecardError with the first thing MkDocs complained about.
    """
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    config_file = settings.project / "mkdocs.yml"
    if not config_file.is_file():
        raise UsageError(f"{config_file} is missing; restore it from the repository.")
    out = site or settings.site
    out.mkdir(parents=True, exist_ok=True)
    with _complaints() as complaints, _clock(settings):
        try:
            config = load_config(
                str(config_file),
                docs_dir=str(settings.pages),
                site_dir=str(out),
                # MkDocs counts its own notice that a partial build is partial as a warning
                strict=not only_changed,
            )
            config.nav = [*(config.nav or ()), *_own_pages(settings.pages)]
            config.plugins["as_it_is"] = _as_it_is()
            config.plugins.on_startup(command="serve" if only_changed else "build", dirty=only_changed)
            found_before = _found(out) if only_changed else []
            build(config, dirty=only_changed)
            if only_changed:
                _keep_found(out, found_before, settings.pages)
        except (Abort, MkDocsException) as error:
            reason = complaints[0] if complaints else str(error)
            more = f" ({len(complaints)} complaints in all)" if len(complaints) > 1 else ""
            raise ScorecardError(f"The site could not be built: {reason}{more}.") from error
    return sum(1 for _ in out.rglob("*.html"))


def _own_pages(pages: Path) -> list[dict[str, list[dict[str, str]]]]:
    """The section of pages a company's analysts added, by name; none where there are none."""
    listed = []
    for path in sorted(pages.glob("own/*.md")):
        head = path.read_text(encoding="utf-8").split("---", 2)[1]
        title = str((yaml.safe_load(head) or {}).get("title") or path.stem)
        listed.append({title: path.relative_to(pages).as_posix()})
    return [{OWN_SECTION: listed}] if listed else []


def _as_it_is() -> BasePlugin[Any]:
    """A plugin that keeps pages of HTML out of the Markdown parser, which would pass them through as they are, slowly,
    and drawings, which say nothing their page does not, out of the parser of the search.

    A company's own pages are Markdown and go through both.
    """
    from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority

    class AsItIs(BasePlugin):
        def __init__(self) -> None:
            self._kept: dict[str, str] = {}
            self._whole: str | None = None

        def on_page_markdown(self, markdown: str, /, *, page: Page, **_: object) -> str:
            if page.file.src_uri.startswith("own/"):
                return markdown
            self._kept[page.file.src_uri] = markdown.strip()
            return ""

        def on_page_content(self, html: str, /, *, page: Page, **_: object) -> str:
            return self._kept.pop(page.file.src_uri, html)

        @event_priority(100)
        def _before_search(self, context: TemplateContext, /, *, page: Page, **_: object) -> TemplateContext:
            self._whole = page.content
            # what a company draws on its own pages is its own affair
            if not page.file.src_uri.startswith("own/"):
                page.content = _searched(page.content or "")
            return context

        @event_priority(-100)
        def _after_search(self, context: TemplateContext, /, *, page: Page, **_: object) -> TemplateContext:
            page.content = self._whole
            return context

        on_page_context = CombinedEvent(_before_search, _after_search)

    return AsItIs()


def _searched(html: str) -> str:
    """What the search reads of a page: no drawing, and code without the marks of its colours."""
    return CODE.sub(lambda code: COLOUR.sub("", code.group()), NOT_SEARCHED.sub("", html))


def _found(site: Path) -> list[dict[str, str]]:
    """What the search of a site finds, as its index lists it; nothing where there is none."""
    index = site / SEARCH_INDEX
    docs: list[dict[str, str]] = json.loads(index.read_bytes())["docs"] if index.is_file() else []
    return docs


def _keep_found(site: Path, before: Sequence[dict[str, str]], pages: Path) -> None:
    """Add to the index, which lists the pages just built alone, what was found before on those that were not."""

    def page(doc: Mapping[str, str]) -> str:
        return unquote(doc["location"].partition("#")[0])

    if not (site / SEARCH_INDEX).is_file():
        return
    built = {page(doc) for doc in _found(site)}
    kept = [
        doc for doc in before if page(doc) not in built and (pages / page(doc)).with_suffix(".md").is_file()
    ]
    index = json.loads((site / SEARCH_INDEX).read_bytes())
    index["docs"] = sorted([*index["docs"], *kept], key=lambda doc: doc["location"])
    (site / SEARCH_INDEX).write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")


def warm() -> threading.Thread:
    """Start importing what `make` needs in a thread, for a build to do while it waits for dbt."""
    thread = threading.Thread(target=_import_mkdocs, name="import mkdocs", daemon=True)
    thread.start()
    return thread


def _import_mkdocs() -> None:
    # an import that fails here fails again in `make`, and is reported there
    with suppress(Exception):
        import material.plugins.search.plugin  # noqa: F401
        import mkdocs.commands.build
        import mkdocs.config.defaults  # noqa: F401


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what MkDocs logs as warnings and errors, instead of printing it."""
    collected: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = " ".join(record.getMessage().split())
            if "'dirty' build" not in text:
                collected.append(text.rstrip("."))

    logger = logging.getLogger("mkdocs")
    handler = Collector(logging.WARNING)
    propagate = logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield collected
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate


@contextmanager
def _clock(settings: Settings) -> Iterator[None]:
    """Give MkDocs the build clock for its dates, so that a repeated build writes the same bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = str(int(settings.build_clock.timestamp()))
    try:
        yield
    finally:
        if before is None:
            os.environ.pop("SOURCE_DATE_EPOCH", None)
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
