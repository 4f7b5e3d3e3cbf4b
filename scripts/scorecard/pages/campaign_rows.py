"""The campaigns a page lists, and the sums it says of them, added in SQL over the result file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from scorecard.pages.published import queried

NO_CAMPAIGN = "(none)"
LISTED = 1000  # a longer table is for a spreadsheet; what is beyond stands in one row

_ORDER = "order by coalesce(spend_amount, 0) desc, coalesce(credit_linear, 0) desc, campaign_id"
_SUMMED = (
    "spend_amount",
    "leads",
    "handed_off",
    "accepted",
    "undecided",
    "followed_up",
    "opportunities",
    "pipeline_amount",
    "won_deals",
    "won_amount",
    "credit_linear",
)
# of the leads sales has answered, or had its time to; the young ones are in neither part
_SHARES = """
    accepted / nullif(handed_off - undecided, 0) as accepted_share,
    followed_up / nullif(handed_off, 0) as followed_up_share
"""


@dataclass(frozen=True)
class Campaign:
    """One campaign to date, or several in one row; a figure is None where it cannot be known."""

    campaign_id: str
    campaigns: int
    spend_amount: float | None
    leads: float | None
    handed_off: float | None
    accepted: float | None
    undecided: float | None
    followed_up: float | None
    accepted_share: float | None
    followed_up_share: float | None
    cost_per_accepted_lead: float | None
    opportunities: float | None
    pipeline_amount: float | None
    won_deals: float | None
    won_amount: float | None
    credit_linear: float | None
    credit_low: float | None = None
    credit_high: float | None = None
    credit_markov: float | None = None
    credit_shapley: float | None = None
    credit_first_touch: float | None = None
    credit_last_touch: float | None = None
    credit_time_decay: float | None = None
    credit_u_shaped: float | None = None
    credit_w_shaped: float | None = None
    campaign_name: str | None = None
    channel: str | None = None
    campaign_type: str | None = None
    started_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Campaigns:
    """The dearest campaigns, dearest first, and rows that stand for many.

    `sums` holds `all`, `none` (no campaign), `rest` (beyond those listed) and `fruitless` (with spend, not for the
    brand, without an accepted lead or one that may still become it); a kind without a campaign has no row.
    """

    listed: tuple[Campaign, ...] = ()
    sums: Mapping[str, Campaign] = field(default_factory=dict)


def read(results: Path) -> Campaigns:
    """The campaigns of the result files; nothing listed where there are none."""
    return Campaigns(_listed(results), _sums(results))


def _listed(results: Path) -> tuple[Campaign, ...]:
    query = f"""
        select *, 1 as campaigns, {_SHARES}
        from read_parquet(?)
        where campaign_id <> '{NO_CAMPAIGN}'
        qualify row_number() over ({_ORDER}) <= {LISTED}
        {_ORDER}
    """
    return tuple(_campaign(record) for record in queried(results, "campaigns", query))


def _sums(results: Path) -> dict[str, Campaign]:
    summed = ", ".join(f"sum({name}) as {name}" for name in _SUMMED)
    query = f"""
        with ranked as (
            select
                *,
                campaign_id <> '{NO_CAMPAIGN}' as is_campaign,
                row_number() over (partition by campaign_id = '{NO_CAMPAIGN}' {_ORDER}) as position
            from read_parquet(?)
        ),
        kinds as (
            select 'all' as kind, * from ranked
            union all
            select 'none' as kind, * from ranked where not is_campaign
            union all
            select 'rest' as kind, * from ranked where is_campaign and position > {LISTED}
            union all
            select 'fruitless' as kind, * from ranked
            where is_campaign
                and spend_amount > 0
                and accepted = 0
                and undecided = 0
                and coalesce(objective, '') <> 'brand'
        ),
        summed as (
            select
                kind as campaign_id,
                {summed},
                sum(spend_amount) / nullif(sum(accepted), 0) as cost_per_accepted_lead,
                sum(case when is_campaign then 1 else 0 end) as campaigns
            from kinds
            group by kind
        )
        select *, {_SHARES} from summed order by campaign_id
    """
    return {record["campaign_id"]: _campaign(record) for record in queried(results, "campaigns", query)}


def _campaign(record: Mapping[str, Any]) -> Campaign:
    return Campaign(**{one.name: record.get(one.name) for one in fields(Campaign)})  # type: ignore[arg-type]
