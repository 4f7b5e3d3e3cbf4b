"""The hand-off ledger as the pages show it, its sums and shares added in SQL over the result file."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from scorecard.pages.published import queried


@dataclass(frozen=True)
class Entry:
    """Leads of one period that met one end; `reason_family` None is the outcome as a whole.

    `sent` are all leads of the period, `share` the part of them that met this end.
    """

    period_grain: str
    period_start: date
    outcome: str
    reason_family: str | None
    leads: int
    sent: int
    share: float


def read(results: Path) -> tuple[Entry, ...]:
    """The company's ledger by month and quarter: each outcome, and each reason given for it."""
    query = """
        with entries as (
            select period_grain, period_start, outcome, reason_family, sum(leads) as leads
            from read_parquet(?)
            where segment_by = 'all'
            group by grouping sets (
                (period_grain, period_start, outcome),
                (period_grain, period_start, outcome, reason_family)
            )
            having grouping(reason_family) = 1 or reason_family is not null
        )
        select
            *,
            sum(case when reason_family is null then leads else 0 end) over in_period as sent,
            leads / nullif(sum(case when reason_family is null then leads else 0 end) over in_period, 0) as share
        from entries
        window in_period as (partition by period_grain, period_start)
        order by period_grain, period_start, outcome, reason_family nulls first
    """
    names = [one.name for one in fields(Entry)]
    return tuple(
        Entry(**{name: record[name] for name in names})
        for record in queried(results, "handoff_ledger", query)
    )
