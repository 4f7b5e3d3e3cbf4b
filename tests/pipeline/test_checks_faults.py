"""Each fault the checks look for, planted alone in a healthy company: the named check fails, and no other.

The company lies in a scratch warehouse whose relations are made from the contract; a fault is SQL on the staged
records, after which core is filled again from the usable ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from scorecard import contract
from scorecard.checks import running, store, suites
from scorecard.checks.model import OUTPUTS, CheckResult, Rule
from scorecard.checks.rendering import expand
from scorecard.errors import ScorecardError, UsageError
from scorecard.registry import Registry
from scorecard.settings import Settings, make

PROJECT = Path(__file__).resolve().parents[2]
TABLES = contract.tables(PROJECT)
CLOCK = "timestamp '2026-04-01 12:00:00'"
EPOCH = "1775044800"  # the same instant
VOLUMES = ("row_count_is_usual", "rows_have_not_vanished")
NO_METRICS = Registry(metrics=(), dimensions=())

# One select per table; columns left out are null. Every rule holds on it.
COMPANY = {
    "teams": """
        select 'T' || n as team_id, ['sales', 'marketing', 'sdr'][n] as function, 'north' as region
        from range(1, 4) as numbers(n)""",
    "users": """
        select 'U' || n as user_id, 'T' || (n % 3 + 1) as team_id, ['sales', 'marketing', 'sdr'][n % 3 + 1] as function,
            date '2020-01-01' as hired_on
        from range(18) as numbers(n)""",
    "accounts": "select 'A' || n as account_id, 'mid' as segment, 'DE' as country_code from range(300) as numbers(n)",
    "campaigns": """
        select 'C' || n as campaign_id, 'Campaign ' || n as campaign_name, ['web', 'event'][n % 2 + 1] as channel,
            'demand' as objective, date '2025-01-01' as started_on, date '2026-12-31' as ended_on, 100 as actual_cost
        from range(8) as numbers(n)""",
    "campaign_spend": """
        select 'S' || week || '-' || n as spend_id, case when n < 8 then 'C' || n end as campaign_id, 'media' as cost_type,
            cast({clock} - to_days(cast(7 * week as integer)) as date) as spent_on, 1000 + 10 * n + week as amount,
            case when n = 3 then 'EUR' else 'USD' end as currency_code
        from range(43) as weeks(week), range(9) as numbers(n)""",
    "leads": """
        select 'L' || n as lead_id, 'p' || n as person_key, 'A' || (n % 300) as account_id, created_at,
            created_at + interval 1 hour as mql_at, created_at + interval 2 hours as handed_off_at, 'web' as lead_source,
            'C' || (n % 8) as source_campaign_id, (n * 37) % 100 as lead_score,
            ['D', 'C', 'B', 'A'][cast(floor(((n * 37) % 100) / 25) as integer) + 1] as lead_score_band, 'v1' as score_model_version,
            0.1 as predicted_conversion_probability, 'scored' as lead_class, 'U' || (n % 18) as owner_user_id,
            case when n % 6 = 0 and n > 300 then 'O' || (n // 6) end as converted_opportunity_id,
            case when n % 6 = 0 and n > 300 then created_at + interval 20 days end as converted_at
        from (select n, {clock} - to_hours(cast(3 * n + 4 as integer)) as created_at from range(2400) as numbers(n)) as leads""",
    "lead_status_events": """
        select 'E' || n || '-' || step as event_id, 'L' || n as lead_id,
            {clock} - to_hours(cast(3 * n + 2 as integer)) + to_minutes(cast(60 * step as integer)) as changed_at,
            case when step = 0 then 'assigned' when n % 3 = 0 then 'rejected' else 'accepted' end as to_status,
            case when step = 1 and n % 3 = 0 then ['no_contact', 'wrong_fit_size', 'not_ready_budget'][(n // 3) % 3 + 1] end as reason_code,
            'sales' as changed_by_function
        from range(2400) as numbers(n), range(2) as steps(step)""",
    "sales_activities": """
        select 'V' || n as activity_id, 'L' || n as lead_id, 'U' || (n % 18) as user_id, 'call' as activity_type,
            'outbound' as direction, false as is_automated,
            date_trunc('day', {clock} - to_hours(cast(3 * n as integer))) + interval 33 hours
                + to_minutes(cast((n * 7) % 480 as integer)) as occurred_at, 'connected' as outcome, false as occurred_at_is_day
        from range(12, 2400) as numbers(n)""",
    "touchpoints": """
        select 'P' || n as touchpoint_id, 'p' || n as person_key, 'L' || n as lead_id, 'C' || (n % 8) as campaign_id,
            case when n < 800 then 'O' || n end as opportunity_id,
            ['web', 'event', 'mail'][n % 3 + 1] as channel, 'click' as touch_type, 'marketing' as function,
            {clock} - to_hours(cast(9 * n + 160 as integer)) as occurred_at,
            {clock} - to_hours(cast(9 * n + 159 as integer)) as recorded_at
        from range(900) as numbers(n)""",
    "opportunities": """
        select 'O' || n as opportunity_id, 'A' || (n % 300) as account_id, 'L' || n as primary_lead_id, 'U' || (n % 18) as owner_user_id,
            'new' as opportunity_type, created_at,
            cast(case when is_closed then created_at + cycle else {clock} + to_days(cast(n % 19 + 1 as integer)) end as date) as close_date,
            case when is_closed then created_at + cycle end as closed_at,
            case when is_closed then 'closed' else 'open' end as stage, is_closed, is_closed and n % 3 = 0 as is_won,
            1000 * (1 + n % 7) as amount, 1100 * (1 + n % 7) as list_amount,
            case when n % 5 = 0 then 'EUR' else 'USD' end as currency_code, 'mid' as segment
        from (
            select n, {clock} - to_hours(cast(9 * n + 6 as integer)) as created_at, n > 80 as is_closed,
                to_days(case when n = 799 then 45 else 25 end) as cycle
            from range(800) as numbers(n)
        ) as deals""",
    "opportunity_history": """
        select 'H' || n || '-' || step as history_id, 'O' || n as opportunity_id,
            {clock} - to_hours(cast(9 * n + 6 as integer)) + to_days(cast(25 * step as integer)) as valid_from,
            ['open', 'closed'][step + 1] as stage
        from range(800) as numbers(n), range(2) as steps(step)
        where step = 0 or n > 80""",
    "fiscal_periods": """
        select 'Q' || n as period_id, 'quarter' as period_type,
            cast(date '2025-01-01' + to_months(cast(3 * n as integer)) as date) as period_start,
            cast(date '2025-01-01' + to_months(cast(3 * n + 3 as integer)) - interval 1 day as date) as period_end
        from range(8) as numbers(n)""",
    "fx_rates": """
        select 'EUR' as currency_code, cast(date '2025-04-01' + to_days(cast(n as integer)) as date) as rate_date, 1.1 as rate_to_reporting
        from range(366) as numbers(n)""",
    "opportunity_line_items": """
        select 'I' || n as line_item_id, 'O' || n as opportunity_id, 'R1' as product_id, 1 as quantity,
            1100 * (1 + n % 7) as list_unit_price, 1000 * (1 + n % 7) as sold_unit_price, 'B1' as bundle_id,
            true as was_quoted, true as is_in_final_order
        from range(800) as numbers(n)
        where n % 3 = 0""",
    "concessions": """
        select 'N' || n as concession_id, 'O' || n as opportunity_id, 'rebate' as concession_type, 100 as list_value_amount,
            40 as cost_amount, {clock} - interval 1 day as granted_at, 'USD' as currency_code
        from range(800) as numbers(n)
        where n % 15 = 0""",
    "goals": """
        select 'G' || n as goal_id, 'function' as owner_type, ['sales', 'marketing'][n % 2 + 1] as owner_id,
            ['sales', 'marketing'][n % 2 + 1] as function, ['bookings', 'price_realization'][n // 2 + 1] as goal_metric,
            date '2026-01-01' as period_start, date '2026-03-31' as period_end, 1 as target_value, 1 as actual_value, 0.5 as weight
        from range(4) as numbers(n)""",
    "quotas": """
        select 'U' || n as user_id, date '2026-01-01' + to_months(cast(3 * quarter as integer)) as period_start,
            cast(date '2026-01-01' + to_months(cast(3 * quarter + 3 as integer)) - interval 1 day as date) as period_end,
            10000 as quota_amount
        from range(18) as numbers(n), range(2) as quarters(quarter)""",
    "control_totals": """
        select 'leads_handed_off' as control, date '2026-01-01' as period_start, date '2026-01-31' as period_end, 248 as value""",
    "products": "select 'R1' as product_id, 'Product' as product_name, 100 as list_price",
    "lead_definitions": """
        select 'F' || n as definition_id, ['sales', 'marketing'][n] as function, 'lead' as term, 'lead_score > 50' as predicate,
            date '2025-01-01' as effective_from
        from range(1, 3) as numbers(n)""",
    "sla_rules": "select 'scored' as lead_class, 'v1' as version, 24 as hours, 3 as attempts",
    "forecast_snapshots": """
        select date '2026-01-01' as snapshot_date, date '2026-01-01' as period_start, 'mid' as segment,
            'commit' as forecast_category, 1000 as forecast_amount""",
    "launches": "select 'X1' as launch_id, timestamp '2026-06-01' as announced_at, 'C1' as campaign_id",
    "launch_readiness_items": """
        select 'Y' || n as item_id, 'X1' as launch_id, 'U' || n as user_id, timestamp '2026-01-01' as added_at,
            timestamp '2026-02-01' as completed_at
        from range(5) as numbers(n)""",
    "enablement_events": """
        select 'Z' || n as event_id, 'U' || n as user_id, 'X1' as launch_id, timestamp '2026-02-01' as completed_at
        from range(5) as numbers(n)""",
    "content_assets": """
        select 'K' || n as content_id, timestamp '2025-06-01' as published_at, timestamp '2026-12-01' as retired_at, 50 as production_cost
        from range(5) as numbers(n)""",
    "content_usage": """
        select 'W' || n as usage_id, 'K' || (n % 5) as content_id, 'sent' as action, timestamp '2026-02-01' as used_at
        from range(50) as numbers(n)""",
    "joint_activities": """
        select 'J' || n as joint_activity_id, 'T1' as team_id, timestamp '2026-02-01' as occurred_at, 3 as sales_attendees,
            3 as marketing_attendees
        from range(5) as numbers(n)""",
    "survey_responses": """
        select 'Q' || n || '-' || side as response_id, 'w1' as survey_wave, 'r' || n || side as respondent_key,
            ['sales', 'marketing'][side] as function, 'trust' as question_code, 4 as score, 5 as scale_max,
            timestamp '2026-02-01' as submitted_at
        from range(5) as numbers(n), range(1, 3) as sides(side)""",
    "attribution_claims": """
        select 'O' || n as opportunity_id, 'sales' as claiming_function, 'outbound' as claimed_source, {clock} - interval 1 day as claimed_at
        from range(50) as numbers(n)""",
    "customer_revenue": """
        select 'A' || n as account_id, date '2026-02-01' as month, 100 as recurring_amount, 'USD' as currency_code
        from range(50) as numbers(n)""",
}  # fmt: skip


@dataclass(frozen=True)
class Company:
    """The open scratch warehouse, the settings checks run with, and every rule."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    rules: list[Rule]

    def judge(self, relation: str) -> list[CheckResult]:
        rules = [rule for rule in self.rules if rule.relation == relation]
        return running.evaluate(rules, self.settings, NO_METRICS, self.connection)

    def fill_core(self, table: str) -> None:
        """Fill core from the usable staged records, one per key."""
        key = ", ".join(TABLES[table].key)
        extra = ", rate_date as valid_from, coalesce(lead(rate_date) over (partition by currency_code order by rate_date), date '9999-12-31') as valid_until"
        self.connection.execute(f"delete from core.{table}")
        self.connection.execute(
            f"""
            insert into core.{table} by name
            select distinct on ({key}) * exclude (is_deleted, _reason_column, _set_aside_reason)
                {", amount as original_amount" if table in ("opportunities", "campaign_spend") else ""}
                {extra if table == "fx_rates" else ""}
            from staging.stg_csv__{table}
            where _set_aside_reason is null
            """
        )


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    target = tmp_path_factory.mktemp("checks") / "target"
    settings = make(project=PROJECT, target=target, environment={"SOURCE_DATE_EPOCH": EPOCH})
    connection = duckdb.connect()
    for schema in ("raw", "staging", "core", "scorecard"):
        connection.execute(f"create schema {schema}")
    connection.execute(
        "create table raw._files (source varchar, table_name varchar, file varchar, rows_read bigint, rows_rejected bigint)"
    )
    rules = expand(
        suites.read_all(PROJECT / "checks", {name: table.column_names for name, table in TABLES.items()}),
        TABLES,
    )
    made = Company(connection, settings, rules)
    for table in TABLES.values():
        columns = []
        for column in table.columns:
            columns.append(f"{column.name} {column.type}")
            if column.day_flag:
                columns.append(f"{column.name}_is_day boolean")
        own = ", ".join([*columns, "_source varchar, _file varchar, _line bigint"])
        connection.execute(
            f"create table staging.stg_csv__{table.name} ({own}, _reason_column varchar, _set_aside_reason varchar)"
        )
        more = {
            "fx_rates": ", valid_from date, valid_until date",
            "opportunities": ", original_amount decimal(18, 2)",
            "campaign_spend": ", original_amount decimal(18, 2)",
        }.get(table.name, "")
        connection.execute(
            f"create table core.{table.name} ({own.replace(', is_deleted boolean', '')}{more})"
        )
        connection.execute(
            f"""
            insert into staging.stg_csv__{table.name} by name
            select *, {CLOCK} - interval 2 hours as loaded_at, '{table.name}.csv' as _file, row_number() over () as _line
            from ({COMPANY[table.name].replace("{clock}", CLOCK)}) as records
            """
        )
        connection.execute(f"insert into raw._files values ('csv', '{table.name}', '{table.name}.csv', 1, 0)")
    for table in TABLES.values():
        made.fill_core(table.name)
    yield made
    connection.close()


def failures(results: list[CheckResult]) -> dict[str, str]:
    return {result.check: result.severity for result in results if result.success is False}


@pytest.mark.parametrize("relation", sorted(TABLES))
def test_a_healthy_company_trips_nothing(company: Company, relation: str) -> None:
    results = company.judge(relation)
    assert failures(results) == {}
    unjudged = {result.check.split(".")[1]: result.observed for result in results if result.success is None}
    assert unjudged == (
        {} if TABLES[relation].optional else dict.fromkeys(VOLUMES, "no earlier build to compare with yet")
    )


LEAD = "update staging.stg_csv__leads set "
DEAL = "update staging.stg_csv__opportunities set "
SPEND = "update staging.stg_csv__campaign_spend set "
EVENT = "update staging.stg_csv__lead_status_events set "
ACTIVITY = "update staging.stg_csv__sales_activities set "
TOUCH = "update staging.stg_csv__touchpoints set "
RECENT = f"{CLOCK} - interval 30 days"

# (what is planted, the checks of the relation that must fail, each with its severity)
FAULTS = [
    # every table
    ("insert into staging.stg_csv__leads by name select * replace ('U2' as owner_user_id) from staging.stg_csv__leads where lead_id in ('L7', 'L8')", "leads.key_is_unique critical"),
    (LEAD + "_reason_column = 'created_at', _set_aside_reason = 'created_at is not a timestamp' where _line <= 30", "leads.rows_can_be_read warning"),
    (LEAD + "_reason_column = 'created_at', _set_aside_reason = 'created_at is not a timestamp' where _line > 2270", "leads.rows_can_be_read critical"),
    ("delete from staging.stg_csv__leads", "leads.file_has_rows critical"),
    (LEAD + "first_response_at = timestamp '2099-01-01' where lead_id = 'L9'", "leads.dates_are_not_in_the_future critical"),
    (SPEND + "spent_on = date '2099-01-01', currency_code = null where spend_id = 'S3-1'", "campaign_spend.dates_are_not_in_the_future critical"),
    (LEAD + f"first_response_at = {CLOCK} + interval 5 hours where lead_id = 'L9'", "leads.clock_is_not_ahead warning"),
    (LEAD + "lead_class = 'mystery' where lead_id in ('L1', 'L2')", "leads.lead_class_is_known warning"),
    (LEAD + "lead_class = 'mystery' where _line <= 200", "leads.lead_class_is_known critical"),
    (DEAL + "lost_reason = 'talk to ann.smith@example.com first' where opportunity_id = 'O5'", "opportunities.no_personal_data critical"),
    (DEAL + "lost_reason = 'call +49 30 1234 5678' where opportunity_id = 'O5'", "opportunities.no_personal_data critical"),
    (DEAL + "lost_reason = 'call (415) 555-0132 back' where opportunity_id = 'O5'", "opportunities.no_personal_data critical"),
    # what load leaves where it withheld one
    (DEAL + "lost_reason = 'talk to [e-mail withheld] first' where opportunity_id = 'O5'", "opportunities.no_personal_data critical"),
    (DEAL + "opportunity_id = '[e-mail withheld] 5f2a' where opportunity_id = 'O98' and not is_won", "opportunities.no_personal_data critical"),
    ("update staging.stg_csv__teams set loaded_at = timestamp '2026-03-01'", "teams.loaded_recently warning"),
    (TOUCH + "occurred_at = occurred_at - interval 15 days, recorded_at = null", "touchpoints.events_are_recent warning"),
    (TOUCH + "occurred_at = occurred_at - interval 60 days, recorded_at = null", "touchpoints.events_are_recent warning, touchpoints.events_have_not_stopped critical"),
    (f"delete from staging.stg_csv__leads where created_at > {RECENT} and _line % 5 > 0", "leads.recent_volume_is_usual warning"),
    (TOUCH + "channel = 'Web' where touchpoint_id = 'P30'", "touchpoints.names_are_spelled_one_way warning"),
    # people and campaigns
    ("update staging.stg_csv__teams set function = 'selling' where team_id = 'T1'", "teams.function_is_known critical"),
    ("update staging.stg_csv__teams set parent_team_id = 'T9' where team_id = 'T1'", "teams.parent_team_exists warning"),
    ("update staging.stg_csv__users set function = 'selling' where user_id = 'U1'", "users.function_is_known critical"),
    ("update staging.stg_csv__users set team_id = 'T9' where user_id = 'U1'", "users.team_exists warning"),
    ("update staging.stg_csv__users set team_id = null where user_id = 'U1'", "users.owners_have_a_team warning"),
    ("update staging.stg_csv__users set left_on = date '2019-01-01' where user_id = 'U1'", "users.hired_before_left warning"),
    ("update staging.stg_csv__campaigns set ended_on = date '2024-01-01' where campaign_id = 'C1'", "campaigns.starts_before_it_ends critical, campaigns.spend_lies_within_its_dates warning"),
    ("update staging.stg_csv__campaigns set channel = null where campaign_id = 'C1'", "campaigns.channel_is_filled warning"),
    ("update staging.stg_csv__campaigns set actual_cost = -1 where campaign_id = 'C1'", "campaigns.costs_are_not_negative critical"),
    ("update staging.stg_csv__campaigns set currency_code = 'QQQ' where campaign_id = 'C1'", "campaigns.currency_has_a_rate critical"),
    (SPEND + "amount = 90000 where spend_id = 'S3-1'", "campaigns.no_campaign_takes_most_of_the_money warning"),
    (SPEND + "amount = -5 where spend_id = 'S3-1'", "campaign_spend.amount_is_not_negative critical"),
    (SPEND + "currency_code = 'QQQ' where spend_id = 'S3-1'", "campaign_spend.currency_has_a_rate critical"),
    ("delete from staging.stg_csv__fx_rates where rate_date > date '2026-02-01'", "campaign_spend.currency_has_a_rate critical"),
    (SPEND + "campaign_id = 'C99' where spend_id = 'S3-1'", "campaign_spend.campaign_exists critical"),
    (SPEND + "campaign_id = null where spent_on >= date '2026-03-01' and campaign_id in ('C1', 'C2', 'C3')", "campaign_spend.untraceable_share_is_steady warning"),
    ("insert into staging.stg_csv__campaign_spend by name select * replace ('again' as spend_id) from staging.stg_csv__campaign_spend where spend_id = 'S3-1'", "campaign_spend.no_amount_twice warning"),
    (SPEND + "amount = 100 * amount where spent_on between date '2025-10-01' and date '2025-10-31'", "campaign_spend.monthly_total_is_usual warning"),
    # touches, leads, events, activities
    (TOUCH + "campaign_id = 'C99' where _line <= 20", "touchpoints.campaign_exists warning"),
    (TOUCH + "campaign_id = 'C99' where _line <= 100", "touchpoints.campaign_exists critical"),
    (TOUCH + "recorded_at = occurred_at + interval 8 days where _line between 100 and 200", "touchpoints.recorded_when_it_happened warning"),
    (TOUCH + f"occurred_at = {CLOCK} - interval 1 hour, recorded_at = null where _line between 500 and 520", "touchpoints.happened_before_the_close warning"),
    (TOUCH + f"person_key = 'p1', opportunity_id = null, occurred_at = {CLOCK} - interval 1 hour, recorded_at = null where _line <= 250", "touchpoints.nobody_is_touched_all_day warning"),
    (TOUCH + "channel = 'Converted' where lead_id in (select lead_id from core.leads where converted_at is not null)", "touchpoints.channels_are_not_markers warning"),
    (LEAD + "mql_at = null, created_at = handed_off_at + interval 1 hour where lead_id in ('L1', 'L2')", "leads.created_before_handed_off warning"),
    (LEAD + "mql_at = null, created_at = handed_off_at + interval 1 hour where converted_at is null and _line <= 60", "leads.created_before_handed_off critical"),
    (LEAD + "mql_at = created_at - interval 3 hours where lead_id = 'L1'", "leads.created_before_mql warning"),
    (LEAD + "mql_at = handed_off_at + interval 1 hour where lead_id = 'L1'", "leads.mql_before_handed_off warning"),
    (LEAD + "converted_at = handed_off_at - interval 1 hour where lead_id = 'L600'", "leads.handed_off_before_converted warning"),
    (LEAD + "handed_off_at = null, mql_at = null, converted_at = created_at - interval 2 days where lead_id = 'L600'", "leads.created_before_converted warning"),
    (LEAD + "lead_score = null, lead_score_band = null where _line <= 200", "leads.is_scored_at_hand_off warning"),
    (LEAD + "predicted_conversion_probability = 45 where lead_id = 'L1'", "leads.probability_is_a_share critical"),
    (LEAD + "lead_score_band = 'A' where lead_score < 20", "leads.band_follows_score warning"),
    (LEAD + "person_key = 'p' || (_line // 2) where _line <= 400", "leads.nobody_is_handed_off_twice warning"),
    (LEAD + f"lead_score = lead_score + 40 where created_at > {RECENT}", "leads.score_distribution_is_steady warning"),
    (LEAD + f"score_model_version = 'v2' where created_at > {RECENT}", "leads.one_score_model_in_the_window warning"),
    (LEAD + "converted_opportunity_id = 'O9999' where lead_id = 'L600'", "leads.opportunity_exists critical"),
    (LEAD + "source_campaign_id = 'C99' where _line <= 100", "leads.campaign_exists warning"),
    (LEAD + f"created_at = date_trunc('day', {CLOCK}) - interval 400 days where _line % 5 > 0", "leads.created_on_many_days warning"),
    ("update staging.stg_csv__control_totals set value = 300", "leads.handed_off_leads_match_control_totals warning"),
    (EVENT + "lead_id = 'L99999' where event_id = 'E7-0'", "lead_status_events.lead_exists critical"),
    (EVENT + "changed_at = timestamp '2024-01-01' where event_id = 'E7-0'", "lead_status_events.happened_after_the_lead_was_created warning"),
    (EVENT + "changed_at = timestamp '2024-01-01' where event_id like 'E1%-0'", "lead_status_events.happened_after_the_lead_was_created critical"),
    ("insert into staging.stg_csv__lead_status_events by name select * replace (event_id || 'x' as event_id, 'qualified' as to_status, changed_at + interval 1 minute as changed_at) from staging.stg_csv__lead_status_events where to_status = 'rejected'", "lead_status_events.rejected_leads_return_by_recycling warning"),
    (EVENT + "reason_code = null where to_status = 'rejected' and _line % 3 = 0", "lead_status_events.rejections_give_a_reason warning"),
    (EVENT + "reason_code = 'other' where reason_code is not null", "lead_status_events.reasons_differ warning"),
    (EVENT + "changed_at = timestamp '2026-03-30 09:00:00' where to_status in ('accepted', 'rejected') and _line % 2 = 0 and changed_at < timestamp '2026-03-30'", "lead_status_events.dispositions_are_not_saved_up warning"),
    ("delete from staging.stg_csv__lead_status_events where lead_id like 'L1_'or lead_id like 'L2__'", "lead_status_events.handed_off_leads_have_events warning"),
    (EVENT + "to_status = 'disqualified', reason_code = 'bad_data' where event_id = 'E600-1'", "lead_status_events.junk_is_not_converted warning"),
    (ACTIVITY + "user_id = 'U99' where activity_id = 'V30'", "sales_activities.user_exists warning"),
    (ACTIVITY + "user_id = 'U99' where _line <= 100", "sales_activities.user_exists critical"),
    (ACTIVITY + "lead_id = null where _line % 5 = 0", "sales_activities.names_a_lead_or_a_deal warning"),
    (ACTIVITY + "occurred_at = occurred_at - interval 4 days where _line % 10 = 0", "sales_activities.first_touch_follows_the_hand_off warning"),
    (ACTIVITY + f"occurred_at = occurred_at - interval 5 hours where occurred_at > {RECENT}", "sales_activities.hours_of_day_are_steady warning"),
    (ACTIVITY + "occurred_at = date_trunc('day', occurred_at), occurred_at_is_day = true", "sales_activities.times_are_not_dates_only warning"),
    (ACTIVITY + "is_automated = null where activity_id = 'V30'", "sales_activities.automation_is_marked warning"),
    ("insert into staging.stg_csv__sales_activities by name select * replace (activity_id || 'x' as activity_id) from staging.stg_csv__sales_activities where _line <= 100", "sales_activities.nothing_is_logged_twice warning"),
    # deals
    (DEAL + "is_closed = false where opportunity_id = 'O99'", "opportunities.won_deals_are_closed critical"),
    (DEAL + "closed_at = null where opportunity_id = 'O98'", "opportunities.closed_deals_have_a_date critical"),
    (DEAL + "created_at = closed_at + interval 2 days where opportunity_id = 'O98'", "opportunities.created_before_closed critical"),
    (DEAL + "created_at = null where opportunity_id = 'O98'", "opportunities.opened_when_is_known info"),
    (DEAL + "amount = -1 where opportunity_id = 'O98'", "opportunities.amounts_are_not_negative critical"),
    (DEAL + "amount = 0 where is_won and _line % 7 = 1", "opportunities.won_deals_have_an_amount warning"),
    (DEAL + "currency_code = 'QQQ' where opportunity_id = 'O98'", "opportunities.currency_has_a_rate critical"),
    (DEAL + f"currency_code = case currency_code when 'USD' then 'EUR' else 'USD' end where closed_at > {CLOCK} - interval 91 days and _line % 3 = 0", "opportunities.currency_mix_is_steady warning"),
    ("update staging.stg_csv__accounts set currency_code = 'CHF'", "opportunities.currency_is_the_accounts warning"),
    (DEAL + "list_amount = amount / 2 where is_won and _line % 7 = 1", "opportunities.list_is_at_least_the_amount warning"),
    (DEAL + "list_amount = null where _line % 3 = 1", "opportunities.list_amount_is_filled warning"),
    (DEAL + "amount = 1000 * amount, list_amount = 1000 * list_amount where is_won and _line % 50 = 1", "opportunities.amounts_are_of_one_size warning"),
    (DEAL + "close_date = date '2026-01-01' where not is_closed and _line % 5 = 0", "opportunities.open_deals_close_in_the_future warning"),
    (DEAL + "close_date = date '2026-04-30' where not is_closed and _line % 3 <> 0", "opportunities.close_dates_are_not_placeholders warning"),
    (DEAL + f"created_at = date_trunc('day', {CLOCK}) - interval 400 days where is_closed or _line % 30 = 0", "opportunities.created_on_many_days warning"),
    (DEAL + f"created_at = {CLOCK} - interval 400 days where not is_closed and _line % 5 = 0", "opportunities.open_deals_are_no_older_than_closed_ones warning"),
    (DEAL + "is_won = true where is_closed", "opportunities.lost_deals_are_recorded warning"),
    (DEAL + "product_id = 'GTXPro' where opportunity_id = 'O98'", "opportunities.product_exists warning"),
    (DEAL + "account_id = 'A999' where opportunity_id = 'O98'", "opportunities.account_exists critical"),
    (DEAL + f"primary_lead_id = null where created_at > {CLOCK} - interval 90 days and _line % 3 = 0", "opportunities.lead_links_are_steady warning"),
    ("insert into staging.stg_csv__control_totals by name select 'won_amount' as control, date '2026-01-01' as period_start, date '2026-01-31' as period_end, 1 as value", "opportunities.won_amount_matches_control_totals warning"),
    ("update staging.stg_csv__opportunity_history set opportunity_id = 'O9999' where history_id = 'H400-1'", "opportunity_history.opportunity_exists critical"),
    ("update staging.stg_csv__opportunity_history set valid_from = valid_from + interval 3 days where history_id like '%-0' and _line % 10 = 0", "opportunity_history.history_begins_with_the_deal critical"),
    ("update staging.stg_csv__opportunity_history set stage = 'lost' where _line % 10 = 0", "opportunity_history.history_ends_with_the_deal_as_it_is critical"),
    ("delete from staging.stg_csv__opportunity_history where history_id like 'H25_-%' or history_id like 'H26_-%'", "opportunity_history.quarter_starts_can_be_rebuilt warning"),
    ("update staging.stg_csv__opportunity_history set probability = 0.57", "opportunity_history.probability_moves_with_the_stage warning"),
    # policy and optional tables
    ("update staging.stg_csv__fiscal_periods set period_end = period_start - 1 where period_id = 'Q2'", "fiscal_periods.starts_before_it_ends critical, fiscal_periods.no_gap_and_no_overlap critical"),
    ("update staging.stg_csv__fiscal_periods set period_start = period_start + 1 where period_id = 'Q2'", "fiscal_periods.no_gap_and_no_overlap critical"),
    ("delete from staging.stg_csv__fiscal_periods where period_end >= date '2026-01-01'", "fiscal_periods.reaches_to_the_newest_data warning"),
    ("update staging.stg_csv__fx_rates set rate_to_reporting = 0 where rate_date = date '2026-02-02'", "fx_rates.rate_is_positive critical, fx_rates.rate_moves_slowly warning"),
    ("update staging.stg_csv__fx_rates set rate_to_reporting = 0.9 where rate_date = date '2026-02-02'", "fx_rates.rate_moves_slowly warning"),
    ("update staging.stg_csv__opportunity_line_items set opportunity_id = 'O9999' where line_item_id = 'I99'", "opportunity_line_items.opportunity_exists critical"),
    ("update staging.stg_csv__opportunity_line_items set list_unit_price = -1 where line_item_id = 'I99'", "opportunity_line_items.prices_are_not_negative critical"),
    ("update staging.stg_csv__opportunity_line_items set sold_unit_price = 1 where line_item_id = 'I99'", "opportunity_line_items.lines_add_up_to_the_deal warning"),
    ("update staging.stg_csv__opportunity_line_items set was_quoted = null where line_item_id = 'I99'", "opportunity_line_items.bundles_say_whether_they_were_ordered warning"),
    ("update staging.stg_csv__concessions set opportunity_id = 'O9999' where concession_id = 'N105'", "concessions.opportunity_exists critical"),
    ("update staging.stg_csv__concessions set list_value_amount = -1, cost_amount = null where concession_id = 'N105'", "concessions.value_is_not_negative critical"),
    ("update staging.stg_csv__concessions set cost_amount = 1000 where concession_id = 'N105'", "concessions.cost_is_below_list_value warning"),
    ("delete from staging.stg_csv__concessions where concession_id <> 'N105'", "concessions.concessions_are_recorded warning"),
    ("update staging.stg_csv__concessions set currency_code = 'QQQ' where concession_id = 'N105'", "concessions.currency_has_a_rate critical"),
    ("update staging.stg_csv__goals set period_end = period_start where goal_id = 'G0'", "goals.starts_before_it_ends critical, goals.weights_add_up_to_one warning"),
    ("update staging.stg_csv__goals set weight = 0.9 where goal_id = 'G0'", "goals.weights_add_up_to_one warning"),
    ("update staging.stg_csv__goals set goal_metric = 'bookings'", "goals.no_goal_twice warning"),
    ("update staging.stg_csv__goals set actual_value = null where goal_id = 'G0'", "goals.closed_periods_have_results warning"),
    ("update staging.stg_csv__quotas set quota_amount = 0 where user_id = 'U3'", "quotas.quota_is_positive critical"),
    ("update staging.stg_csv__quotas set period_end = period_start where user_id = 'U3'", "quotas.starts_before_it_ends critical"),
    ("update staging.stg_csv__quotas set period_end = date '2026-12-31' where user_id = 'U3'", "quotas.one_quota_at_a_time warning"),
    ("update staging.stg_csv__quotas set user_id = 'U99' where user_id = 'U4'", "quotas.user_exists warning"),
    ("delete from staging.stg_csv__quotas where user_id in ('U3', 'U4', 'U5')", "quotas.sellers_have_a_quota warning"),
    ("update staging.stg_csv__control_totals set period_end = date '2025-01-01'", "control_totals.starts_before_it_ends critical"),
    ("update staging.stg_csv__products set list_price = -1", "products.list_price_is_not_negative critical"),
    ("update staging.stg_csv__lead_definitions set function = 'sales', predicate = predicate || ' or true' where definition_id = 'F1'", ""),
    ("insert into staging.stg_csv__lead_definitions by name select * replace ('F9' as definition_id, 'true' as predicate) from staging.stg_csv__lead_definitions where definition_id = 'F1'", "lead_definitions.one_definition_at_a_time warning"),
    ("update staging.stg_csv__sla_rules set hours = 0", "sla_rules.hours_are_positive critical"),
    ("update staging.stg_csv__sla_rules set attempts = 0", "sla_rules.attempts_are_positive warning"),
    ("update staging.stg_csv__forecast_snapshots set forecast_amount = -1", "forecast_snapshots.amount_is_not_negative critical"),
    ("update staging.stg_csv__launches set campaign_id = 'C99'", "launches.campaign_exists critical"),
    ("update staging.stg_csv__launch_readiness_items set launch_id = 'X9' where item_id = 'Y1'", "launch_readiness_items.launch_exists critical"),
    ("update staging.stg_csv__launch_readiness_items set completed_at = timestamp '2025-12-01' where item_id = 'Y1'", "launch_readiness_items.added_before_completed warning"),
    ("update staging.stg_csv__enablement_events set user_id = 'U99' where event_id = 'Z1'", "enablement_events.user_exists critical"),
    ("update staging.stg_csv__enablement_events set launch_id = 'X9' where event_id = 'Z1'", "enablement_events.launch_exists critical"),
    ("update staging.stg_csv__content_assets set retired_at = timestamp '2025-01-01' where content_id = 'K1'", "content_assets.published_before_retired warning"),
    ("update staging.stg_csv__content_assets set production_cost = -1 where content_id = 'K1'", "content_assets.cost_is_not_negative critical"),
    ("update staging.stg_csv__content_usage set content_id = 'K9' where usage_id = 'W1'", "content_usage.content_exists critical"),
    ("update staging.stg_csv__content_usage set used_at = timestamp '2025-01-01' where usage_id = 'W1'", "content_usage.published_before_used warning"),
    ("update staging.stg_csv__joint_activities set team_id = 'T9' where joint_activity_id = 'J1'", "joint_activities.team_exists critical"),
    ("update staging.stg_csv__joint_activities set sales_attendees = -1 where joint_activity_id = 'J1'", "joint_activities.attendance_is_not_negative critical"),
    ("update staging.stg_csv__survey_responses set score = 6 where response_id = 'Q1-1'", "survey_responses.score_is_on_its_scale critical"),
    ("delete from staging.stg_csv__survey_responses where response_id = 'Q1-1'", "survey_responses.enough_people_answered critical"),
    ("insert into staging.stg_csv__users by name select 'U9' || n as user_id, 'T1' as team_id, 'sales' as function from range(20) as numbers(n)", "survey_responses.half_of_the_people_answered warning"),
    ("insert into staging.stg_csv__survey_responses by name select * replace ('again' as response_id) from staging.stg_csv__survey_responses where response_id = 'Q1-1'", "survey_responses.nobody_answers_twice warning"),
    ("update staging.stg_csv__attribution_claims set opportunity_id = 'O9999' where opportunity_id = 'O9'", "attribution_claims.opportunity_exists critical"),
    ("update staging.stg_csv__attribution_claims set claiming_function = 'ceo' where opportunity_id = 'O9'", "attribution_claims.claimed_by_sales_or_marketing warning"),
    ("update staging.stg_csv__customer_revenue set account_id = 'A999' where account_id = 'A9'", "customer_revenue.account_exists critical"),
    ("update staging.stg_csv__customer_revenue set recurring_amount = -1 where account_id = 'A9'", "customer_revenue.amount_is_not_negative critical"),
    ("update staging.stg_csv__customer_revenue set currency_code = 'QQQ' where account_id = 'A9'", "customer_revenue.currency_has_a_rate critical"),
    ("update staging.stg_csv__accounts set country_code = 'Germany' where account_id = 'A9'", "accounts.country_has_two_letters info"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "expected"),
    FAULTS,
    ids=[f"{number}-{says.split(' ')[0]}" for number, (_, says) in enumerate(FAULTS)],
)
def test_a_planted_fault_fails_the_named_check_and_no_other(
    company: Company, fault: str, expected: str
) -> None:
    changed = re.findall(r"staging\.stg_csv__(\w+)", fault)[0]
    named = dict(word.split(" ") for word in expected.split(", ")) if expected else {}
    relation = next(iter(named)).split(".")[0] if named else changed
    company.connection.begin()
    try:
        company.connection.execute(fault)
        company.fill_core(changed)
        results = company.judge(relation)
    finally:
        company.connection.rollback()
    assert failures(results) == named
    for result in results:
        if result.success is False:
            assert result.unexpected_rows
            assert result.observed
            assert "@" not in result.sample_keys


def test_every_rule_has_a_planted_fault(company: Company) -> None:
    named = {word.split(" ")[0] for _, expected in FAULTS for word in expected.split(", ") if word}
    planted = {name.split(".")[1] for name in named}
    common = {
        rule.rule for rule in company.rules if rule.file.name == "every_table.yml" and not rule.for_each
    }
    lacking = [
        rule.check
        for rule in company.rules
        if rule.relation not in OUTPUTS and rule.file.name != "every_table.yml" and rule.check not in named
    ]
    assert lacking == []
    # one table stands for all; volume is compared with earlier builds, in a test of its own
    assert common - planted == set(VOLUMES)


def test_a_critical_failure_names_a_file_and_record(company: Company) -> None:
    company.connection.begin()
    try:
        company.connection.execute(DEAL + "amount = -1 where opportunity_id = 'O98'")
        results = {result.check: result for result in company.judge("opportunities")}
    finally:
        company.connection.rollback()
    observed = results["opportunities.amounts_are_not_negative"].observed
    assert re.fullmatch(r"1 of 800 deals \(0\.1 %\), such as opportunities\.csv record \d+", observed)


@pytest.mark.parametrize("relation", ["leads", "opportunities", "concessions", "fx_rates"])
def test_a_table_without_rows_fails_no_check(company: Company, relation: str) -> None:
    company.connection.begin()
    try:
        for table in TABLES:
            company.connection.execute(f"delete from staging.stg_csv__{table}")
            company.connection.execute(f"delete from core.{table}")
        company.connection.execute("delete from raw._files")
        results = company.judge(relation)
    finally:
        company.connection.rollback()
    assert failures(results) == {}
    assert {result.observed for result in results if result.success is None} >= {"table is empty"}


def test_a_relation_that_is_not_there_is_not_judged(company: Company) -> None:
    company.connection.begin()
    try:
        company.connection.execute("drop table core.accounts")
        results = {result.check: result for result in company.judge("accounts")}
    finally:
        company.connection.rollback()
    assert results["accounts.country_has_two_letters"].success is None
    assert results["accounts.country_has_two_letters"].observed == "core.accounts has not been built"
    assert results["accounts.key_is_unique"].success is True


@pytest.mark.parametrize(
    ("earlier", "named"),
    [
        ([3, 3, 4], {}),
        ([8, 9, 7], {"teams.row_count_is_usual": "warning"}),
        ([1, 1], {"teams.row_count_is_usual": "warning"}),
        ([40, 50, 60], {"teams.row_count_is_usual": "warning", "teams.rows_have_not_vanished": "critical"}),
        ([3] * 8 + [3, 90, 90], {}),
    ],
)
def test_volume_is_compared_with_earlier_builds_of_the_same_subject(
    company: Company, tmp_path: Path, earlier: list[int], named: dict[str, str]
) -> None:
    for number, rows in enumerate(earlier):
        folder = tmp_path / f"b{number}"
        folder.mkdir()
        clock = f"2026-03-{number + 1:02}T00:00:00Z"
        build = {"build_id": folder.name, "as_of": clock, "build_clock": clock, "subject": "company"}
        (folder / "build.json").write_text(json.dumps(build), encoding="utf-8")
        company.connection.execute(
            f"""copy (
                select 'teams' as "table", 'teams.csv' as file, {rows} as rows_read, reason
                from (values (null), ('deleted at source')) as reasons(reason)
            ) to '{folder / "row_accounting.parquet"}' (format parquet)"""
        )
    (tmp_path / "b9x").mkdir()
    (tmp_path / "b9x" / "row_accounting.parquet").write_bytes(b"damaged")
    rules = [
        rule for rule in company.rules if rule.check.split(".")[1] in VOLUMES and rule.relation == "teams"
    ]
    results = running.evaluate(
        rules, replace(company.settings, history=tmp_path), NO_METRICS, company.connection
    )
    assert failures(results) == named


def test_the_same_record_twice_is_no_fault(company: Company) -> None:
    company.connection.begin()
    try:
        company.connection.execute(
            "insert into staging.stg_csv__leads by name select * replace ('other.csv' as _file) from staging.stg_csv__leads"
        )
        results = company.judge("leads")
    finally:
        company.connection.rollback()
    assert failures(results) == {}


def test_looking_back_skips_freshness_and_the_future(company: Company) -> None:
    looking_back = replace(company.settings, as_of_given=True)
    rules = [rule for rule in company.rules if rule.relation == "leads"]
    results = {
        result.check: result
        for result in running.evaluate(rules, looking_back, NO_METRICS, company.connection)
    }
    for name in (
        "loaded_recently",
        "events_are_recent",
        "events_have_not_stopped",
        "dates_are_not_in_the_future",
    ):
        assert results[f"leads.{name}"].success is None
        assert results[f"leads.{name}"].observed.startswith("as_of was given")


@pytest.mark.parametrize(
    ("currencies", "fails"), [(["EUR"], False), (["EUR", "USD"], True), (["USD"], False)]
)
def test_without_rates_one_currency_is_taken_as_ours_and_two_are_not(
    company: Company, currencies: list[str], fails: bool
) -> None:
    company.connection.begin()
    try:
        company.connection.execute("delete from staging.stg_csv__fx_rates")
        company.fill_core("fx_rates")
        company.connection.execute(DEAL + f"currency_code = {currencies}[_line % {len(currencies)} + 1]")
        results = {result.check: result for result in company.judge("opportunities")}
    finally:
        company.connection.rollback()
    assert results["opportunities.currency_has_a_rate"].success is not fails


def test_hostile_text_harms_no_check(company: Company) -> None:
    company.connection.begin()
    try:
        company.connection.execute(
            LEAD + """lead_id = $1, lead_source = $1 where lead_id = 'L3'""",
            ["L'3\"; drop table core.leads; -- {batch} {{ x }} :y %s"],
        )
        company.connection.execute(
            LEAD
            + "mql_at = created_at - interval 3 hours where lead_id not in (select 'L' || range from range(5000))"
        )
        company.fill_core("leads")
        results = {result.check: result for result in company.judge("leads")}
    finally:
        company.connection.rollback()
    assert (
        results["leads.created_before_mql"].sample_keys
        == "L'3\"; drop table core.leads; -- {batch} {{ x }} :y %s"
    )


def rule_of(**changes: object) -> Rule:
    given: dict[str, object] = {
        "relation": "leads",
        "rule": "planted",
        "type": "UnexpectedRowsExpectation",
        "kwargs": {"unexpected_rows_query": "select lead_id from {batch}"},
        "severity": "critical",
        "why": "because",
        "file": Path("leads.yml"),
        "line": 12,
        "layer": "core",
        "tolerance": (("critical", 0.0),),
    }
    return Rule(**(given | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"kwargs": {"unexpected_rows_query": "select leed_id from {batch}"}}, ScorecardError, 'Candidate bindings: "lead_id"'),
        ({"kwargs": {"unexpected_rows_query": "select from where"}}, ScorecardError, "cannot be run"),
        ({"kwargs": {"unexpected_rows_query": "select {{ nothing }}"}}, UsageError, "'nothing' is undefined"),
        ({"kwargs": {"unexpected_rows_query": "select * from {{ core('leeds') }}"}}, UsageError, "there is no table 'leeds'"),
        ({"kwargs": {"query": "select 1"}}, UsageError, "takes unexpected_rows_query alone"),
        ({"type": "ExpectColumnValuesToBeInSett"}, UsageError, "did you mean ExpectColumnValuesToBeInSet?"),
        ({"type": "ExpectColumnValuesToBeInSet", "kwargs": {"colum": "x"}}, UsageError, "does not accept the kwargs"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_run_names_its_file_and_line(
    company: Company, changes: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as failure:
        running.evaluate([rule_of(**changes)], company.settings, NO_METRICS, company.connection)
    assert str(failure.value).startswith("checks/leads.yml, line 12: ")
    assert words in str(failure.value)


def test_colons_percents_and_braces_in_sql_are_left_alone(company: Company) -> None:
    query = "select lead_id from {batch} where lead_id = 'L1' and regexp_matches(lead_id, '^L[0-9]{1,2}$') and 'a :b %s {}' <> ''"
    (result,) = running.evaluate(
        [rule_of(kwargs={"unexpected_rows_query": query})], company.settings, NO_METRICS, company.connection
    )
    assert result.sample_keys == "L1"


def test_results_of_one_phase_replace_only_its_own(tmp_path: Path) -> None:
    connection = duckdb.connect(str(tmp_path / "w.duckdb"))
    checked = [CheckResult("leads.r", "leads", "critical", None, "why", "none", None, "", "a,b")]
    figured = [
        CheckResult("alignment_index.r", "alignment_index", "critical", True, "none", "none", 0, "", "")
    ]
    for _ in range(2):
        store.write(connection, checked, "inputs")
        store.write(connection, figured, "outputs")
    rows = connection.execute(
        'select "check", success, unexpected_rows, metrics from checks.check_results order by 1'
    ).fetchall()
    assert rows == [("alignment_index.r", True, 0, ""), ("leads.r", None, None, "a,b")]
    store.write(connection, [], "inputs")
    assert connection.execute('select "check" from checks.check_results').fetchall() == [
        ("alignment_index.r",)
    ]
    connection.close()
