"""Pieces of SQL that several suites share. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import jinja2

from scorecard.contract import Table


def timestamp(instant: datetime) -> str:
    return f"timestamp '{instant:%Y-%m-%d %H:%M:%S}'"


def after(later: str, earlier: str) -> str:
    """SQL: one time lies after another; by day where either is a bare date (metrics.md, rule 108)."""
    by_day = f"cast({later} as date) > cast({earlier} as date)"
    both_clocked = " and ".join(f"cast({side} as time) <> time '00:00:00'" for side in (later, earlier))
    return f"({later} > {earlier} and ({by_day} or ({both_clocked})))"


def currency_without_rate(
    table: Table | None,
    reporting_currency: str,
    has_rates: bool,
    on: str,
    where: str,
    max_age_days: int | None,
) -> str:
    """SQL: the keys of staged records whose amount has no exchange rate on its day.

    `on` is SQL for that day, `where` says which records have an amount. Without any rates at all everything is taken
    to be in the reporting currency (metrics.md, rule 101), which two currencies side by side contradict.
    """
    if table is None:
        raise jinja2.TemplateRuntimeError("currency_without_rate needs a canonical table")
    key = ", ".join(f"records.{name}" for name in table.key)
    own = quoted(reporting_currency)
    chosen = f"_set_aside_reason is null and currency_code is not null and ({where})"
    foreign = f"(select *, {on} as _converted_at from {{batch}} where {chosen}) as records"
    if not has_rates:
        return (
            f"select {key} from {foreign} where records.currency_code <> {own}"
            f" and (select count(distinct currency_code) from {{batch}} where {chosen}) > 1"
        )
    too_old = (
        f" or cast(records._converted_at as date) - rates.valid_from > {max_age_days}" if max_age_days else ""
    )
    return (
        f"select {key} from {foreign} left join core.fx_rates as rates"
        " on records.currency_code = rates.currency_code"
        " and cast(records._converted_at as date) >= rates.valid_from"
        " and cast(records._converted_at as date) < rates.valid_until"
        f" where records.currency_code <> {own} and (rates.currency_code is null{too_old})"
    )


def quoted(value: Any) -> str:
    return "'" + str(value).replace("'", "''") + "'"
