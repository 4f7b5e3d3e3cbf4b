"""SQL as highlighted HTML, coloured by CSS classes, so that no script is needed to read it."""

from __future__ import annotations

from markupsafe import Markup

from scorecard.pages.templating import ACTIVE


def source_code(sql: str) -> Markup:
    """The SQL with its template expressions, as `<pre>` content safe inside a Markdown file."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers.templates import SqlJinjaLexer

    drawn = highlight(sql.strip("\n"), SqlJinjaLexer(), HtmlFormatter(nowrap=True))
    active = {code: entity for code, entity in ACTIVE.items() if chr(code) not in "#$"}
    # entities first: the formatter's own ones contain a hash, which therefore stays as it is
    return Markup(drawn.translate(active))
