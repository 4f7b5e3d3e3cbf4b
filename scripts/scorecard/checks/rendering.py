"""Fills a rule in for one relation: Jinja in its texts sees the contract, the clocks and which tables hold rows."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

import jinja2

from scorecard import withheld
from scorecard.checks.model import EVERY_TABLE, Among, Layer, Rule
from scorecard.checks.snippets import after, currency_without_rate, quoted, timestamp
from scorecard.contract import Column, Table
from scorecard.errors import UsageError


class CannotJudgeError(Exception):
    """A rule cannot be judged on this data; the message says why in a reader's words."""


class NotForThisTableError(Exception):
    """A rule of every table has nothing to say about this one."""


@dataclass(frozen=True)
class World:
    """What rendering may know: the contract, the two clocks, a company's variables, and rows per relation.

    `rows(relation)` returns the number of rows of `schema.name`, or None when it has not been built; `name(relation)`
    where to read it; `earlier_rows` are those of
    earlier builds, by canonical table.
    """

    tables: Mapping[str, Table]
    as_of: datetime
    as_of_given: bool
    build_clock: datetime
    variables: Mapping[str, Any]
    rows: Callable[[str], int | None]
    name: Callable[[str], str]
    earlier_rows: Mapping[str, Sequence[int]]


def relation_of(layer: Layer, name: str) -> str:
    """Where a canonical table (or an output) lives in the warehouse, as `schema.name`."""
    return f"staging.stg_csv__{name}" if layer == "staging" else f"{layer}.{name}"


def expand(rules: list[Rule], tables: Mapping[str, Table]) -> list[Rule]:
    """Return the rules with those of every table written out per table, and per column where they say so.

    A rule a relation's own suite gives under the same name takes the place of the common one.
    """
    own = {rule.check for rule in rules if rule.relation != EVERY_TABLE}
    expanded: list[Rule] = []
    for rule in rules:
        if rule.relation != EVERY_TABLE:
            expanded.append(rule)
            continue
        called = {other.relation: other.rows_called for other in rules}
        for table in tables.values():
            copies = _for_table(rule, table, called.get(table.name, table.name.replace("_", " ")))
            expanded.extend(copy for copy in copies if copy.check not in own)
    return expanded


def _for_table(rule: Rule, table: Table, rows_called: str) -> Iterator[Rule]:
    named = dataclasses.replace(rule, relation=table.name, rows_called=rows_called, for_each=None)
    if rule.for_each is None:
        yield named
        return
    for column in table.columns:
        chosen = {
            "coded column": bool(column.values),
            "required column": column.required,
            "reference": column.references is not None,
        }[rule.for_each]
        if chosen:
            yield dataclasses.replace(
                named, rule=rule.rule.replace("{column}", column.name), for_each=column.name
            )


def fill(rule: Rule, world: World) -> tuple[dict[str, Any], Among | None, str | None]:
    """Return the rule's kwargs, `among` and threshold with every Jinja expression replaced.

    Raises CannotJudgeError or NotForThisTableError when the rule says so itself, UsageError for a mistake in it.
    """
    context = _context(rule, world)
    kwargs = {key: _render(value, rule, context) for key, value in rule.kwargs.items()}
    among = rule.among
    if among is not None:
        among = Among(where=_render(among.where, rule, context), called=_render(among.called, rule, context))
    threshold = None if rule.threshold is None else str(_render(rule.threshold, rule, context))
    return kwargs, among, threshold


def fill_text(rule: Rule, text: str, world: World) -> str:
    """Return one text of the rule with its Jinja replaced. Raises as `fill` does."""
    return str(_render(text, rule, _context(rule, world)))


def _context(rule: Rule, world: World) -> dict[str, Any]:
    table = world.tables.get(rule.relation)
    column = _column(table, rule.for_each)

    def there(relation: str, may_be_empty: bool) -> str:
        rows = world.rows(relation)
        said = relation.split(".")[1].removeprefix("stg_csv__").replace("_", " ")
        if rows is None:
            raise CannotJudgeError(f"{relation} has not been built")
        if not rows and not may_be_empty:
            raise CannotJudgeError(f"{said} is empty, there is nothing to compare with")
        return world.name(relation)

    def known(layer: Layer) -> Callable[..., str]:
        def name_of(name: str, may_be_empty: bool = False) -> str:
            if layer != "scorecard" and name not in world.tables:
                raise jinja2.TemplateRuntimeError(f"there is no table {name!r}")
            return there(relation_of(layer, name), may_be_empty)

        return name_of

    def skip(reason: str) -> NoReturn:
        raise CannotJudgeError(reason)

    def not_applicable() -> NoReturn:
        raise NotForThisTableError

    def var(name: str) -> Any:
        if name not in world.variables:
            raise jinja2.TemplateRuntimeError(f"there is no variable {name!r} in dbt_project.yml")
        return world.variables[name]

    has_rates = bool(world.rows("core.fx_rates"))
    return {
        "relation": rule.relation,
        "table": table,
        "column": column,
        "raw": lambda name: there(f"raw.{name}", True),
        "staged": known("staging"),
        "core": known("core"),
        "scored": known("scorecard"),
        "has_rows": lambda name: bool(world.rows(relation_of("core", name))),
        "earlier_row_counts": list(world.earlier_rows.get(rule.relation, ())),
        "as_of": timestamp(world.as_of),
        "build_clock": timestamp(world.build_clock),
        "as_of_given": world.as_of_given,
        "var": var,
        "after": after,
        "quoted": quoted,
        "tells_a_person": withheld.found,
        "currency_without_rate": lambda on, where="true", max_age_days=None: currency_without_rate(
            table, world.variables["reporting_currency"], has_rates, on, where, max_age_days
        ),
        "skip": skip,
        "not_applicable": not_applicable,
    }


def _column(table: Table | None, name: str | None) -> Column | None:
    if table is None or name is None:
        return None
    return next(column for column in table.columns if column.name == name)


def _render(value: Any, rule: Rule, context: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_render(item, rule, context) for item in value]
    if isinstance(value, dict):
        return {key: _render(item, rule, context) for key, item in value.items()}
    if not isinstance(value, str):
        return value
    try:
        return _template(value).render(context)
    except jinja2.TemplateError as error:
        raise UsageError(f"{rule.where}: the rule {rule.check} cannot be filled in: {error}.") from error


@functools.cache
def _template(text: str) -> jinja2.Template:
    """Rules of every table are the same text for each of them: compiled once."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, autoescape=False, extensions=["jinja2.ext.do"]
    )
    return environment.from_string(text)
