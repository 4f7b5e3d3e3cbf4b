"""One demo company from its parameters to its files."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from scorecard.demo import (
    activity_tables,
    deal_tables,
    faults,
    handling,
    joint_tables,
    lead_tables,
    leads,
    market,
    people,
    policy_tables,
    tables,
    truth,
)
from scorecard.demo import deals as dealing
from scorecard.demo.chance import Ints, stream
from scorecard.demo.clock import DAY, span
from scorecard.demo.tables import NEVER, Column
from scorecard.demo.worlds import over_months


def draw_and_write(
    folder: Path,
    world: str,
    size: int,
    months: int,
    seed: int,
    touches: float,
    fault: str | None,
    report: Callable[[str], None],
) -> None:
    """Draw the company and write every table, then the truth, into `folder`."""
    calendar = span(months)
    params = over_months(world, calendar)
    parquet = size >= tables.PARQUET_FROM_LEADS

    def write(name: str, columns: dict[str, Column]) -> None:
        report(f"writing {name}")
        tables.write(folder, name, faults.spoiled(fault, name, columns, calendar), parquet=parquet)

    report("drawing leads")
    crowd = leads.draw(seed, params, calendar, size)
    staff = people.draw(seed, calendar, size)
    plan = market.campaigns(seed, calendar)
    book = market.accounts(size)
    rng = stream(seed, "links")
    lead_account = book.draw(rng, crowd.segment, crowd.region)
    campaign = market.campaign_of(calendar, crowd.channel, rng.integers(0, 2, size), crowd.created_at)
    campaign = np.where(~crowd.is_handed & (rng.random(size) < 0.15), plan.barren, campaign)
    owner = staff.owner(
        staff.seats(crowd.region, (crowd.segment == 2).astype(np.int64), rng.random(size)),
        crowd.handed_off_at,
    )

    answers = lead_tables.rejections(seed, params, calendar, crowd)
    converted_at = _conversions(crowd, answers, calendar.end)
    deals = dealing.draw(seed, params, calendar, crowd, converted_at, lead_account, book)
    crowd = handling.settle(seed, params, crowd, deals)
    deal_owner = staff.owner(
        staff.seats(deals.region, (deals.segment == 2).astype(np.int64), deals.luck), deals.created_at
    )
    ratio = deal_tables.quota_met(seed, params, calendar, staff)
    planned = deal_tables.planned_days(seed, deals, calendar)

    write("teams", people.team_table())
    write("users", people.user_table(staff))
    write("accounts", market.account_table(seed, book, _first_won(deals, book.segment.size)))
    spend, totals = market.spend(seed, params, calendar, plan, size)
    write("campaigns", market.campaign_table(plan, staff.of_function("marketing"), totals))
    write("campaign_spend", spend)
    write("fx_rates", policy_tables.rate_table(calendar))
    write("products", market.product_table())
    told = lead_tables.events(seed, calendar, crowd, answers, converted_at, owner, staff)
    write(
        "leads", lead_tables.lead_table(seed, crowd, told, lead_account, campaign, owner, deals, converted_at)
    )
    write("lead_status_events", lead_tables.event_table(told))
    del told
    write(
        "sales_activities",
        activity_tables.activity_table(seed, params, calendar, crowd, converted_at, owner, deals, deal_owner),
    )
    theme = activity_tables.last_themes(plan, campaign)
    write(
        "opportunities",
        deal_tables.opportunity_table(seed, params, calendar, deals, campaign, theme, deal_owner, planned),
    )
    write("opportunity_history", deal_tables.history_table(seed, params, calendar, deals, planned))
    write("opportunity_line_items", deal_tables.line_item_table(seed, params, calendar, deals))
    bosses = staff.seat_user[np.unique(staff.seat_team, return_index=True)[1]]
    write(
        "concessions", deal_tables.concession_table(seed, params, calendar, deals, deal_owner, ratio, bosses)
    )
    write("quotas", deal_tables.quota_table(calendar, deals, deal_owner, staff, ratio))
    write("goals", policy_tables.goal_table(seed, params, calendar))
    write("sla_rules", policy_tables.sla_table(calendar))
    write("lead_definitions", policy_tables.definition_table(params, calendar))
    write("joint_activities", joint_tables.joint_table(seed, params, calendar))
    for name, columns in joint_tables.launch_tables(seed, params, calendar, staff).items():
        write(name, columns)
    for name, columns in joint_tables.content_tables(seed, params, calendar, deals, deal_owner).items():
        write(name, columns)
    write("survey_responses", joint_tables.survey_table(seed, params, calendar, staff))
    write("customer_revenue", joint_tables.revenue_table(seed, params, calendar, deals))
    write("control_totals", policy_tables.control_table(calendar, crowd, deals))
    write(
        "touchpoints",
        activity_tables.touchpoint_table(seed, calendar, crowd, plan, campaign, lead_account, touches),
    )
    stated = truth.state(world, seed, size, months, fault)
    (folder / "truth.json").write_text(json.dumps(stated, indent=2) + "\n", encoding="utf-8")


def _conversions(crowd: leads.Leads, answers: lead_tables.Rejections, end: int) -> Ints:
    """Return when each lead became a deal, NEVER where it did not by as_of: straight away, or after a rejection."""
    eligible = crowd.is_handed & (crowd.exclusion < 0)
    at = np.where(crowd.is_converted, crowd.converted_at, answers.revived_at)
    return np.where(eligible & (at < end), at, NEVER)


def _first_won(deals: dealing.Deals, accounts: int) -> Ints:
    first = np.full(accounts, np.iinfo(np.int64).max)
    won = np.flatnonzero(deals.is_won)
    np.minimum.at(first, deals.account[won], deals.closed_at[won] // DAY)
    return np.where(first == np.iinfo(np.int64).max, NEVER, first)
