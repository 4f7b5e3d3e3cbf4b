"""Pages a company's analysts add: a Markdown file in site/pages/, with the components and the results at hand.

Between the lines of Markdown it may use Jinja: `query("select … from metric_values")` reads the result files with
SQL, `metric("lead_follow_up_rate")` is a metric as every page shows it, and `chip`, `bullet`, `trend`, `table` … draw
it. A name that does not exist stops the build with the page's file and line.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from scorecard.errors import UsageError
from scorecard.load_files import nearest
from scorecard.pages import formats
from scorecard.pages.context import Context
from scorecard.pages.summary import Summary, shown_period, summarise
from scorecard.pages.trends import TrendView, metric_trend

FOLDER = "own"  # where their addresses begin
MAX_ROWS = 5_000  # of one query: a page is for reading
# What a page may draw with, by the file in site/components/ that holds it.
COMPONENTS = {
    "bullet": "bullet",
    "chip": "chip",
    "spark": "spark",
    "stacked_share": "stacked_share",
    "heat_grid": "heat_grid",
    "survival": "survival",
    "distribution": "distribution",
    "dumbbell": "dumbbell",
    "calibration": "calibration",
}


@dataclass(frozen=True)
class OwnPage:
    """One page: its address below own/, its title and its text with everything filled in."""

    stem: str
    title: str
    description: str
    body: Markup


def read(ctx: Context, folder: Path, results: Path, environment: jinja2.Environment) -> list[OwnPage]:
    """Fill in every `*.md` of `folder` (site/pages), by name. Raises UsageError naming file and line."""
    return [_page(ctx, path, results, environment) for path in sorted(folder.glob("*.md"))]


def _page(ctx: Context, path: Path, results: Path, environment: jinja2.Environment) -> OwnPage:
    text = path.read_text(encoding="utf-8")
    head, body, skipped = _front_matter(path, text)
    try:
        # blank lines keep the template's lines those of the file
        filled = environment.from_string("\n" * skipped + body).render(_names(ctx, results, environment))
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"{_where(path, error)}: {_said(error)}") from error
    title = str(head.get("title") or path.stem.replace("_", " ").replace("-", " ").capitalize())
    return OwnPage(path.stem, title, str(head.get("description") or title), Markup(filled.strip()))


def _front_matter(path: Path, text: str) -> tuple[dict[str, Any], str, int]:
    """What stands between the first two lines of `---`, the rest, and how many lines the first part takes."""
    found = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if not found:
        return {}, text, 0
    try:
        head = yaml.safe_load(found.group(1)) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise UsageError(f"site/pages/{path.name}, line {line}: not valid YAML ({error.problem}).") from None
    if not isinstance(head, dict):
        raise UsageError(f"site/pages/{path.name}, line 2: write `title: …` between the lines of ---.")
    return head, text[found.end() :], found.group(0).count("\n")


def _where(path: Path, error: Exception) -> str:
    """The page and the line of it an error comes from."""
    line = getattr(error, "lineno", None)
    if line is None:
        frames = [
            frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<template>"
        ]
        line = frames[-1].lineno if frames else 1
    return f"site/pages/{path.name}, line {line}"


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())[:300]
    missing = re.search(r"'(\w+)' is undefined", text)
    if missing:
        known = ["query", "metric", "history", "table", "value", "ctx", *COMPONENTS]
        guess = nearest(missing.group(1), known)
        return f"there is nothing called {missing.group(1)}; {_or(guess, known)}"
    # a database shows where in the query it stopped; the name it stopped at is enough
    return f"{text.partition(' LINE ')[0].rstrip('.? ')}."


def _or(guess: str | None, known: list[str]) -> str:
    return f"did you mean {guess}?" if guess else f"use one of {', '.join(known)}."


def _names(ctx: Context, results: Path, environment: jinja2.Environment) -> dict[str, Any]:
    """What a page may use beside the filters of every page."""

    def query(sql: str) -> list[dict[str, Any]]:
        return _query(results, sql)

    def metric(name: str) -> Summary:
        found = ctx.registry.metric(name)
        if found is None:
            ids = [one.id for one in ctx.registry.metrics]
            raise ValueError(f"there is no metric {name}; {_or(nearest(name, ids), ids[:5])}")
        return summarise(ctx, found, *shown_period(ctx, found))

    def history(name: str, grain: str = "quarter") -> TrendView | None:
        return metric_trend(ctx, metric(name).metric, grain)

    def trend(view: TrendView | None, id: str) -> Markup:  # noqa: A002 - as the component calls it
        if view is None:
            return Markup("<p>No period is old enough yet.</p>")
        drawn: Any = environment.get_template("components/trend.html.j2").module
        columns = ["Period", "Value", "95 % interval", "Records", "Note"]
        return Markup(drawn.trend(view.chart, id, view.title, view.description, columns, view.rows))

    drawing = {
        name: getattr(environment.get_template(f"components/{file}.html.j2").module, name)
        for name, file in COMPONENTS.items()
    }
    return {
        "ctx": ctx,
        "query": query,
        "metric": metric,
        "history": history,
        "trend": trend,
        "table": lambda rows, caption="": _table(rows, caption),
        "value": formats.value,
        **drawing,
    }


def _query(results: Path, sql: str) -> list[dict[str, Any]]:
    """The rows of a query over the result files, each of which is a table under its name."""
    import duckdb

    with duckdb.connect(config={"threads": 1}) as connection:
        for path in sorted(results.glob("*.parquet")):
            name = str(path).replace("'", "''")
            connection.execute(f"create view {path.stem} as select * from read_parquet('{name}')")
        # a page reads results and nothing else
        connection.execute(f"set allowed_directories = ['{str(results).replace(chr(39), chr(39) * 2)}']")
        connection.execute("set enable_external_access = false")
        answer = connection.execute(sql)
        names = [column[0] for column in answer.description or ()]
        rows = answer.fetchmany(MAX_ROWS + 1)
    if len(rows) > MAX_ROWS:
        raise ValueError(f"the query gives more than {MAX_ROWS:,} rows; add a where or a limit")
    return [dict(zip(names, row, strict=True)) for row in rows]


def _table(rows: list[dict[str, Any]], caption: str) -> Markup:
    """Rows of a query as a table: figures to the right, what is not known in words."""
    if not rows:
        return Markup("<p>No rows.</p>")
    heads = list(rows[0])
    numeric = {
        name for name in heads if all(isinstance(row[name], int | float | Decimal | None) for row in rows)
    }
    said = caption or "Table"
    opening = Markup('<div class="scroll" tabindex="0" role="region" aria-label="{}">').format(said)
    opening += Markup('<table class="table table--rows"><caption class="vh">{}</caption>').format(said)
    headings = [
        Markup('<th scope="col"{}>{}</th>').format(_right(name in numeric), name.replace("_", " "))
        for name in heads
    ]
    closing = Markup("</tbody></table></div>")
    return Markup("").join(
        [opening, Markup("<thead><tr>"), *headings, Markup("</tr></thead><tbody>"),
         *_cells(rows, heads, numeric), closing]
    )  # fmt: skip


def _cells(rows: list[dict[str, Any]], heads: list[str], numeric: set[str]) -> Iterator[Markup]:
    for row in rows:
        yield Markup("<tr>")
        for name in heads:
            yield Markup("<td{}>{}</td>").format(_right(name in numeric), _cell(row[name]))
        yield Markup("</tr>")


def _right(is_number: bool) -> Markup:
    return Markup(' class="num"') if is_number else Markup("")


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and not formats.known(value)):
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return formats.plain(float(value), 0 if value == int(value) else 2)
    return formats.clean(str(value))
