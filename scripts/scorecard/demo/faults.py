"""Faults that can be put into an otherwise sound demo company, one at a time, to see the right check fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Ints, normal_quantile
from scorecard.demo.clock import DAY, Span
from scorecard.demo.tables import NEVER, Column

RECENT_DAYS = 30
FAR = 4_070_908_800  # 2099-01-01
ADDRESS = "Spring offer, ask jan.novak@example.com"

Table = dict[str, Column]


@dataclass(frozen=True)
class Fault:
    """One fault: the table it spoils, the check that must fail and how gravely, and what it does to the columns."""

    table: str
    check: str
    severity: str
    spoil: Callable[[Table, Span], Table]


def spoiled(fault: str | None, name: str, columns: Table, span: Span) -> Table:
    """Return the columns of a table with the fault in them, where it is that table's."""
    if fault is None or FAULTS[fault].table != name:
        return columns
    return FAULTS[fault].spoil(columns, span)


def _recent(column: Column, span: Span) -> np.ndarray:
    return np.asarray(column.values > span.end - RECENT_DAYS * DAY)


def _rows(columns: Mapping[str, Column], places: Ints) -> Table:
    return {name: replace(column, values=column.values[places]) for name, column in columns.items()}


def _duplicate_keys(columns: Table, _: Span) -> Table:
    """Write every fiftieth lead a second time with another score."""
    size = columns["lead_id"].values.size
    again = _rows(columns, np.concatenate([np.arange(size), np.arange(0, size, 50)]))
    scores = again["lead_score"].values.copy()
    scores[size:] = np.clip(scores[size:] + 3, 0, 100)
    return {**again, "lead_score": replace(again["lead_score"], values=scores)}


def _orphans(columns: Table, _: Span) -> Table:
    """Let every hundredth status event name a lead that does not exist."""
    leads = columns["lead_id"].values.copy()
    leads[::100] += 5_000_000
    return {**columns, "lead_id": replace(columns["lead_id"], values=leads)}


def _future_dates(columns: Table, _: Span) -> Table:
    """Date three activities in 2099."""
    at = columns["occurred_at"].values.copy()
    at[[10, 20, 30]] = FAR
    return {**columns, "occurred_at": tables.instant(at)}


def _timezone_shift(columns: Table, span: Span) -> Table:
    """Write the activities of the last 30 days five hours late, as a local clock would."""
    at = columns["occurred_at"].values
    moved = at + 5 * 3600
    return {
        **columns,
        "occurred_at": tables.instant(
            np.where(_recent(columns["occurred_at"], span) & (moved < span.end), moved, at)
        ),
    }


def _currency_swap(columns: Table, _: Span) -> Table:
    """Tag every tenth deal with another currency, its amount unchanged."""
    size = columns["currency_code"].values.size
    return {**columns, "currency_code": tables.code(("USD", "EUR"), np.arange(size) % 10 == 7)}


def _volume_drop(columns: Table, span: Span) -> Table:
    """Lose four of five touchpoints of the last 30 days."""
    places = np.arange(columns["occurred_at"].values.size)
    return _rows(columns, places[~_recent(columns["occurred_at"], span) | (places % 5 == 0)])


def _score_drift(columns: Table, span: Span) -> Table:
    """Raise the scores of the last 30 days by ten points, and their bands with them."""
    recent = _recent(columns["created_at"], span)
    scores = np.where(
        recent, np.clip(columns["lead_score"].values + 10, 0, 100), columns["lead_score"].values
    )
    edges = 50 + 15 * normal_quantile(np.array([0.25, 0.5, 0.75]))
    bands = np.where(recent, 3 - np.searchsorted(edges, scores), columns["lead_score_band"].values)
    return {**columns, "lead_score": tables.number(scores, 3), "lead_score_band": tables.code("ABCD", bands)}


def _stale_load(columns: Table, span: Span) -> Table:
    """Say that the leads were last loaded five days before as_of."""
    size = columns["lead_id"].values.size
    loaded = np.minimum(columns["created_at"].values, span.end - 5 * DAY)
    return {**columns, "loaded_at": tables.instant(np.where(np.arange(size) >= 0, loaded, NEVER))}


def _email_in_text(columns: Table, _: Span) -> Table:
    """Put an address into the name of one campaign."""
    names = columns["campaign_name"]
    return {
        **columns,
        "campaign_name": replace(names, sql=f"case when {{}} = 4 then '{ADDRESS}' else {names.sql} end"),
    }


FAULTS: dict[str, Fault] = {
    "duplicate_keys": Fault("leads", "leads.key_is_unique", "critical", _duplicate_keys),
    "orphans": Fault("lead_status_events", "lead_status_events.lead_exists", "critical", _orphans),
    "future_dates": Fault(
        "sales_activities", "sales_activities.dates_are_not_in_the_future", "critical", _future_dates
    ),
    "timezone_shift": Fault(
        "sales_activities", "sales_activities.hours_of_day_are_steady", "warning", _timezone_shift
    ),
    "currency_swap": Fault(
        "opportunities", "opportunities.currency_is_the_accounts", "warning", _currency_swap
    ),
    "volume_drop": Fault("touchpoints", "touchpoints.recent_volume_is_usual", "warning", _volume_drop),
    "score_drift": Fault("leads", "leads.score_distribution_is_steady", "warning", _score_drift),
    "stale_load": Fault("leads", "leads.loaded_recently", "warning", _stale_load),
    "email_in_text": Fault("campaigns", "campaigns.no_personal_data", "critical", _email_in_text),
}
