"""What the teams do together, what they say of each other, and what customers went on to pay."""

from __future__ import annotations

import numpy as np

from scorecard.demo import tables
from scorecard.demo.chance import Ints, choose, even, in_order, stream
from scorecard.demo.clock import DAY, Span, to_date
from scorecard.demo.deals import Deals
from scorecard.demo.market import FAMILIES, THEMES
from scorecard.demo.people import SALES_TEAMS, TEAMS, People
from scorecard.demo.tables import NEVER, Column
from scorecard.demo.worlds import Params

JOINT_TYPES = ("planning", "training", "retro", "ride_along", "liaison")
READINESS = ("training", "pricing", "collateral", "demo", "comp_plan", "briefing")
PAIRED_ITEMS = (
    "lead_quality",
    "follow_up",
    "credibility",
    "feedback",
    "recognition",
    "market_knowledge",
    "trust",
)
HOPE_ITEMS = ("goal_confidence", "goal_commitment", "org_commitment", "goals_compatible")
SCALE = 5
RESPONSE_SHARE = 0.72
CONTENT_TYPES = ("case_study", "datasheet", "calculator", "slides", "video")
CONTENT_STAGES = ("awareness", "consideration", "decision")
PERSONAS = ("plant_manager", "maintenance_lead", "procurement")
ACTIONS = ("sales_viewed", "sent", "buyer_opened")
ASSETS = 150
USE_EVERY_DAYS = 50.0  # a used asset is used at least so often, so that every 180 days see it


def joint_table(seed: int, params: Params, span: Span) -> dict[str, Column]:
    """Return `joint_activities`: in each selling team and month one both functions attend, or one only sales does."""
    rng = stream(seed, "joint_activities")
    month, team = (
        grid.ravel() for grid in np.meshgrid(np.arange(span.months), np.arange(SALES_TEAMS), indexing="ij")
    )
    together = even(rng, month.size, 1, 12)[0] < params.joint_months[month]
    again = np.repeat(np.arange(month.size), np.where(together & (rng.random(month.size) < 0.4), 2, 1))
    month, team, together = month[again], team[again], together[again]
    length = np.diff(span.month_starts)[month]
    day = span.month_starts[month] + (rng.random(month.size) * length).astype(np.int64)
    attend = rng.integers(2, 9, month.size)
    return {
        "joint_activity_id": tables.key("J", np.arange(month.size), 5),
        "activity_type": tables.code(JOINT_TYPES, rng.integers(0, len(JOINT_TYPES), month.size)),
        "occurred_at": tables.instant(day * DAY + rng.integers(13 * 3600, 20 * 3600, month.size)),
        "team_id": tables.code([item[0] for item in TEAMS], team),
        "sales_attendees": tables.count(attend),
        "marketing_attendees": tables.count(np.where(together, rng.integers(1, 5, month.size), 0)),
        "duration_minutes": tables.count(rng.integers(2, 9, month.size) * 15),
    }


def launch_tables(seed: int, params: Params, span: Span, people: People) -> dict[str, dict[str, Column]]:
    """Return `launches`, `launch_readiness_items` and `enablement_events`: two a quarter, twelve items each."""
    rng = stream(seed, "launches")
    days = [int(day) + offset for day in span.month_starts[2:-1:3] for offset in (9, 51)]
    announced = np.array([day for day in days if day < span.month_starts[-1] - 3], dtype=np.int64)
    announced_at = announced * DAY + 15 * 3600
    launch = np.repeat(np.arange(announced.size), 2 * len(READINESS))
    kind = np.tile(np.arange(2 * len(READINESS)) % len(READINESS), announced.size)
    month = span.month_of(announced_at[launch])
    on_time = even(rng, launch.size, 1, 24)[0] < params.launch_ready[month]
    added = announced_at[launch] - rng.integers(30 * DAY, 60 * DAY, launch.size)
    early = announced_at[launch] - rng.integers(DAY, 25 * DAY, launch.size)
    late = announced_at[launch] + rng.integers(2 * DAY, 40 * DAY, launch.size)
    done = np.where(on_time, early, np.where(rng.random(launch.size) < 0.7, late, NEVER))
    done = np.where(done < span.end, done, NEVER)
    seller = people.of_function("sales")
    who = np.repeat(np.arange(announced.size), 12)
    finished = announced_at[who] - rng.integers(-20 * DAY, 20 * DAY, who.size)
    kept = np.flatnonzero(finished < span.end)
    return {
        "launches": {
            "launch_id": tables.key("N", np.arange(announced.size), 3),
            "product_family": tables.code(FAMILIES, np.arange(announced.size) % len(FAMILIES)),
            "announced_at": tables.instant(announced_at),
        },
        "launch_readiness_items": {
            "item_id": tables.key("R", np.arange(launch.size), 5),
            "launch_id": tables.key("N", launch, 3),
            "team_id": tables.code([item[0] for item in TEAMS], np.where(kind == 5, 6, launch % SALES_TEAMS)),
            "item_type": tables.code(READINESS, kind),
            "required": tables.flag(np.ones(launch.size, bool)),
            "added_at": tables.instant(added),
            "completed_at": tables.instant(done),
        },
        "enablement_events": {
            "event_id": tables.key("Z", np.arange(kept.size), 6),
            "user_id": tables.key("U", seller[rng.integers(0, seller.size, kept.size)], 5),
            "course": tables.words(
                [f"{FAMILIES[item % len(FAMILIES)]} release training" for item in who[kept]]
            ),
            "launch_id": tables.key("N", who[kept], 3),
            "completed_at": tables.instant(finished[kept]),
            "score": tables.number(rng.integers(60, 101, kept.size).astype(float), 0),
        },
    }


def content_tables(
    seed: int, params: Params, span: Span, deals: Deals, deal_owner: Ints
) -> dict[str, dict[str, Column]]:
    """Return `content_assets` and `content_usage`: some are sent every few weeks, Zipf-like, the rest only read."""
    rng = stream(seed, "content_assets")
    months = (span.end - span.start) / DAY
    published = span.start + (rng.random(ASSETS) ** 1.5 * max(1.0, months - 60) * DAY).astype(np.int64)
    life = (rng.uniform(400, 900, ASSETS) * DAY).astype(np.int64)
    retired = np.where((rng.random(ASSETS) < 0.3) & (published + life < span.end), published + life, NEVER)
    used_below = rng.permutation((np.arange(ASSETS) + 0.5) / ASSETS)
    rank = np.argsort(np.argsort(used_below)) + 1
    asset, at, action = [], [], []
    stop = np.where(retired > NEVER, retired, span.end)
    for place in range(ASSETS):
        often = max(3.0, USE_EVERY_DAYS * min(1.0, rank[place] / 25))
        moments = np.arange(published[place] + 3 * DAY, stop[place], int(often * DAY))
        moments = moments + (rng.random(moments.size) * often * 0.4 * DAY).astype(np.int64)
        moments = moments[moments < stop[place]]
        sent = used_below[place] < params.content_used[span.month_of(moments)]
        asset.append(np.full(moments.size, place))
        at.append(moments)
        action.append(np.where(sent, np.where(rng.random(moments.size) < 0.35, 2, 1), 0))
    assets, moments, actions = (np.concatenate(parts) for parts in (asset, at, action))
    near = np.searchsorted(deals.created_at, moments, side="right") - 1 - rng.integers(0, 12, moments.size)
    deal = np.where(actions > 0, np.clip(near, 0, deals.created_at.size - 1), -1)
    order = np.argsort(moments, kind="stable")
    assets, moments, actions, deal = assets[order], moments[order], actions[order], deal[order]
    return {
        "content_assets": {
            "content_id": tables.key("D", np.arange(ASSETS), 4),
            "content_type": tables.code(CONTENT_TYPES, rng.integers(0, len(CONTENT_TYPES), ASSETS)),
            "stage": tables.code(CONTENT_STAGES, rng.integers(0, len(CONTENT_STAGES), ASSETS)),
            "persona": tables.code(PERSONAS, rng.integers(0, len(PERSONAS), ASSETS)),
            "message_theme": tables.code(THEMES, rng.integers(0, len(THEMES), ASSETS)),
            "published_at": tables.instant(published),
            "retired_at": tables.instant(retired),
            "production_cost": tables.money(rng.integers(8, 90, ASSETS) * 100.0),
        },
        "content_usage": {
            "usage_id": tables.key("V", np.arange(moments.size), 6),
            "content_id": tables.key("D", assets, 4),
            "user_id": tables.key("U", np.where(deal >= 0, deal_owner[deal], -1), 5),
            "opportunity_id": tables.key("O", deal),
            "action": tables.code(ACTIONS, actions),
            "used_at": tables.instant(moments),
        },
    }


def survey_table(seed: int, params: Params, span: Span, people: People) -> dict[str, Column]:
    """Return `survey_responses`: a wave in the last month of each quarter, answers 1 to 5 with the world's means.

    An answer is one plus a binomial of four trials, so its mean is exact.
    """
    rng = stream(seed, "survey_responses")
    parts: list[tuple[Ints, ...]] = []
    waves: list[str] = []
    respondent = 0
    items = len(PAIRED_ITEMS) + len(HOPE_ITEMS) + 1
    for month in range(2, span.months, 3):
        first = to_date(int(span.month_starts[month]))
        waves.append(f"{first.year}-{first.month:02d}")
        for function, mean in ((0, params.survey_sales[month]), (1, params.survey_marketing[month])):
            asked = people.of_function(("sales", "marketing")[function]).size
            answering = max(6, round(asked * RESPONSE_SHARE))
            who = np.repeat(respondent + np.arange(answering), items)
            item = np.tile(np.arange(items), answering)
            draws = in_order(np.argsort(item, kind="stable"), even(rng, item.size, 1, answering)[0])
            score = 1 + choose(_binomial((mean - 1) / (SCALE - 1)), draws)
            day = span.month_starts[month] + 6 + rng.integers(0, 12, answering)
            at = day * DAY + rng.integers(8 * 3600, 18 * 3600, answering)
            parts.append(
                (
                    who,
                    item,
                    score,
                    np.full(item.size, function),
                    np.repeat(at, items),
                    np.full(item.size, len(waves) - 1),
                )
            )
            respondent += answering
    person, items_asked, scores, functions, times, wave = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    return {
        "response_id": tables.key("Q", np.arange(person.size), 7),
        "survey_wave": tables.code(waves, wave),
        "respondent_key": tables.key("W", person, 6),
        "function": tables.code(("sales", "marketing"), functions),
        "question_code": tables.code((*PAIRED_ITEMS, *HOPE_ITEMS, "self_rated_alignment"), items_asked),
        "score": tables.number(scores.astype(float), 0),
        "scale_max": tables.number(np.full(person.size, float(SCALE)), 0),
        "submitted_at": tables.instant(times),
    }


def _binomial(share: float) -> list[float]:
    ways = (1, 4, 6, 4, 1)
    return [ways[hits] * share**hits * (1 - share) ** (SCALE - 1 - hits) for hits in range(SCALE)]


def revenue_table(seed: int, params: Params, span: Span, deals: Deals) -> dict[str, Column]:
    """Return `customer_revenue`: per month, from the one after the first deal until the customer leaves."""
    rng = stream(seed, "customer_revenue")
    won = np.flatnonzero(deals.is_won)
    won = won[np.argsort(deals.closed_at[won], kind="stable")]
    account, first = np.unique(deals.account[won], return_index=True)
    begins = span.month_of(deals.closed_at[won[first]]) + 1
    amount = deals.amount[won[first]] * rng.uniform(0.10, 0.16, account.size) / 12
    growth = np.concatenate([[0.0], np.cumsum(np.log1p(params.upsell))])
    hazard = np.concatenate([[0.0], np.cumsum(-np.log1p(-params.churn))])
    lasts = -np.log(
        even(rng, account.size, 1, 64)[0]
    )  # leaves once the hazard gathered since the start exceeds this
    rows, months = [], []
    for month in range(span.months):
        there = np.flatnonzero(
            (begins <= month) & (hazard[month] - hazard[begins.clip(max=span.months)] < lasts)
        )
        rows.append(there)
        months.append(np.full(there.size, month))
    row, when = np.concatenate(rows), np.concatenate(months)
    paid = amount[row] * np.exp(growth[when] - growth[begins[row]])
    order = np.lexsort((when, row))
    return {
        "account_id": tables.key("A", account[row][order]),
        "month": tables.day(span.month_starts[when][order]),
        "recurring_amount": tables.money(np.maximum(np.round(paid[order], 2), 1.0)),
        "currency_code": tables.code(("USD",), np.zeros(row.size)),
    }
