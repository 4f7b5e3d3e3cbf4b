"""SQL as highlighted HTML, coloured by CSS classes, so that no script is needed to read it."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup

from scorecard.pages.templating import ACTIVE


# `serve` shows the same again after every edit of a page
@lru_cache(maxsize=256)
def source_code(sql: str) -> Markup:
    """The SQL with its template expressions, as `<pre>` content safe inside a Markdown file."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.templates import SqlJinjaLexer

    drawn = highlight(sql.strip("\n"), SqlJinjaLexer(), HtmlFormatter(nowrap=True))
    active = {code: entity for code, entity in ACTIVE.items() if chr(code) not in "#$"}
    # entities first: the formatter's own ones contain a hash, which therefore stays as it is
    return Markup(drawn.translate(active))
