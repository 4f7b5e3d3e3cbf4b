"""HubSpot, however it was got out of HubSpot: the same company gives the same rows, and the figures known by hand."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard import build, contract, dbt, settings
from scorecard.progress import Progress
from tests import figures, hubspot_company, replay
from tests.figures import PROJECT, Figures

AS_OF = "2026-10-15"
METRICS = ("lead_follow_up_rate", "lead_acceptance_rate", "win_rate")
# what every form holds, and so must come out of each; where a row came from differs by nature
COMPARED = {
    "leads": "lead_id, person_key, account_id, created_at, mql_at, lead_source, is_converted, owner_user_id, "
    "converted_opportunity_id, status",
    "opportunities": "opportunity_id, account_id, primary_lead_id, owner_user_id, opportunity_type, created_at, "
    "close_date, closed_at, stage, is_closed, is_won, amount, currency_code, sales_claimed_source, "
    "marketing_claimed_source",
    "sales_activities": "activity_id, lead_id, user_id, activity_type, direction, is_automated, occurred_at, "
    "duration_minutes, outcome",
    "lead_status_events": "event_id, lead_id, changed_at, from_status, to_status, changed_by_user_id, reason_code",
    "opportunity_history": "history_id, opportunity_id, valid_from, stage, amount, close_date, forecast_category, "
    "probability",
    "users": "user_id, function",
    "accounts": "account_id, industry",
    "touchpoints": "touchpoint_id, person_key, lead_id, campaign_id, channel, touch_type, function, occurred_at",
    "campaigns": "campaign_id, campaign_name, channel, started_on, ended_on, budget_amount, actual_cost",
    "campaign_spend": "spend_id, campaign_id, spent_on, amount",
    "products": "product_id, product_name, list_price",
    "opportunity_line_items": "line_item_id, opportunity_id, product_id, quantity, list_unit_price, sold_unit_price, "
    "was_quoted, is_in_final_order",
    "quotas": "user_id, period_start, period_end, quota_amount, attained_amount",
}
# what HubSpot's own exports have no file for: forms, e-mails, pages and spend items
NOT_EXPORTED = {"touchpoints", "campaigns", "campaign_spend"}


@dataclass(frozen=True)
class Forms:
    """One form's figures, and the core rows of every form by table."""

    figures: Figures
    core: Mapping[str, Mapping[str, list[tuple[Any, ...]]]]
    warehouses: Mapping[str, Path]


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forms]:
    """The company in every form: one of them built by dbt, the others staged and united by the same compiled SQL."""
    home = tmp_path_factory.mktemp("hubspot")
    with pytest.MonkeyPatch.context() as patch:
        # a person has the same key in every form
        patch.setenv("SCORECARD_SALT", "a salt of the tests")
        for form in hubspot_company.FORMS:
            hubspot_company.write(form, home / form)
        made = figures.make_metrics(home / "fivetran", home / "made", AS_OF, [*METRICS, *COMPARED])
        models = replay.leading_to(
            {f"core.{table}" for table in COMPARED}, replay.models(made.settings.dbt_target)
        )
        warehouses = {"fivetran": made.settings.warehouse}
        for form in hubspot_company.FORMS:
            if form != "fivetran":
                warehouses[form] = _staged(home / form, home / f"{form}_made", models)
        yield Forms(made, {form: _core(path) for form, path in warehouses.items()}, warehouses)


def _staged(data: Path, home: Path, models: Mapping[str, replay.Model]) -> Path:
    """Load a form and run the models on it; return its warehouse."""
    chosen = settings.make(
        project=PROJECT, data=data, target=home / "target", as_of=AS_OF, overrides=(), environment={}
    )
    loaded = build.load(chosen, Progress())
    with duckdb.connect(str(loaded.warehouse)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        for schema in {model.relation.split(".")[0] for model in models.values()}:
            connection.execute(f"create schema if not exists {schema}")
        for model in models.values():
            connection.execute(f"create table {model.relation} as {model.sql}")
    return loaded.warehouse


def _core(warehouse: Path) -> dict[str, list[tuple[Any, ...]]]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {
            table: connection.execute(f"select {columns} from core.{table} order by all").fetchall()
            for table, columns in COMPARED.items()
        }


@pytest.mark.parametrize("table", COMPARED)
@pytest.mark.parametrize("form", [form for form in hubspot_company.FORMS if form != "fivetran"])
def test_every_form_gives_the_same_rows(forms: Forms, form: str, table: str) -> None:
    rows, same = forms.core[form][table], forms.core["fivetran"][table]
    assert same
    if form == "native" and table in NOT_EXPORTED:
        assert set(rows) < set(same)
    else:
        assert rows == same


def test_what_marketing_and_sales_did_touches_the_people_it_was_done_to(forms: Forms) -> None:
    touches = forms.figures.warehouse(
        "select touch_type, lead_id, campaign_id, channel, function from core.touchpoints order by all"
    )

    assert [tuple(row.values()) for row in touches] == [
        ("email_click", "102", "801", "email", "marketing"),
        ("email_open", "102", "801", "email", "marketing"),
        # the first was filled in by a contact that was merged later
        ("form", "101", None, "paid_search", "marketing"),
        ("form", "104", None, "paid_search", "marketing"),
        ("meeting", "104", None, "sales", "sales"),
        ("page_view", "103", None, "paid_search", "marketing"),
    ]


def test_campaigns_prices_and_goals_are_read(forms: Forms) -> None:
    core = forms.core["fivetran"]

    assert [(row[0], row[1], row[2]) for row in core["campaigns"]] == [
        ("801", "Newsletter", "email"),
        ("901", "Spring", None),
    ]
    assert [(row[0], row[1], f"{row[2]:%Y-%m-%d}", float(row[3])) for row in core["campaign_spend"]] == [
        ("951", "901", "2026-01-15", 300)
    ]
    # a line of the deal's own, and for the deal without one those of the quote that was published
    assert [(row[0], row[1], float(row[4]), float(row[5]), row[6]) for row in core["opportunity_line_items"]] == [
        ("701", "201", 600, 500, None),
        ("702", "204", 600, 500, True),
    ]  # fmt: skip
    assert [(row[0], float(row[3]), float(row[4])) for row in core["quotas"]] == [("31", 20000, 15000)]


def test_the_stages_of_the_leads_object_are_changes_of_its_contact(forms: Forms) -> None:
    events = forms.figures.warehouse(
        "select changed_at, from_status, to_status, changed_by_user_id from core.lead_status_events "
        "where event_id like '109-lead-%' order by changed_at, to_status"
    )

    became = hubspot_company.MQL["109"]
    assert [tuple(row.values()) for row in events] == [
        (became + timedelta(hours=1), None, "assigned", None),
        (became + timedelta(hours=1), None, "new", "32"),
        (became + timedelta(days=2), "new", "working", "31"),
    ]


def test_the_figures_are_those_known_by_hand(forms: Forms) -> None:
    found = {
        metric: forms.figures.warehouse(
            f"select numerator, denominator from metrics.{metric} "
            "where period_grain = 'quarter' and segment_by = 'all' and period_start = date '2026-01-01'"
        )
        for metric in METRICS
    }

    assert found == {
        "lead_follow_up_rate": [{"numerator": 6, "denominator": 10}],
        "lead_acceptance_rate": [{"numerator": 5, "denominator": 10}],
        "win_rate": [{"numerator": 2, "denominator": 4}],
    }


def test_a_lead_is_handed_over_once_it_is_both_qualified_and_owned(forms: Forms) -> None:
    (clocks,) = forms.figures.warehouse(
        "select min(handed_off_clock) as clock, "
        "list(date_diff('minute', mql_at, handed_off_at) order by lead_id) as minutes from marts.fct_lead_journeys"
    )

    # the third had an owner before it was marketing's
    assert clocks == {"clock": "assigned_event", "minutes": [60, 60, 0, 60, 60, 60, 60, 60, 60, 60]}


def test_what_is_left_out_says_why(forms: Forms) -> None:
    reasons = forms.figures.warehouse(
        " union all ".join(
            f"select '{model}' as model, _set_aside_reason as reason, count(*) as records "
            f"from staging.stg_hubspot__{model} where _set_aside_reason is not null group by all"
            for model in (
                "contact",
                "deal",
                "contact_property_history",
                "deal_property_history",
                "engagement_task",
                "email_event",
                "web_event",
                "line_item",
                "goal_target",
                "lead",
                "lead_property_history",
            )
        )
        + " order by model, reason"
    )

    assert [tuple(row.values()) for row in reasons] == [
        ("contact", "deleted at source", 1),
        ("contact", "merged into another record", 1),
        ("contact_property_history", "history of a property that is not used", 1),
        ("contact_property_history", "the same value again", 11),
        ("deal", "deleted at source", 1),
        ("deal", "merged into another record", 1),
        ("deal_property_history", "the same value again", 4),
        ("deal_property_history", "told by another record of the same change", 19),
        ("email_event", "filtered by HubSpot as the act of a machine", 1),
        ("email_event", "nothing the reader of an e-mail did", 1),
        ("engagement_task", "a to-do is no contact with the buyer", 1),
        ("goal_target", "not a goal in money", 1),
        ("lead", "told by the history of its stages", 1),
        ("lead_property_history", "the same value again", 1),
        ("line_item", "a line of a quote that was not ordered", 1),
        ("line_item", "belongs to no deal", 1),
        ("line_item", "the deal has lines of its own", 1),
        ("web_event", "no visit of a page", 1),
        ("web_event", "not of a contact", 1),
    ]


@pytest.mark.parametrize("form", hubspot_company.FORMS)
def test_no_name_and_no_address_of_a_person_is_kept(forms: Forms, form: str) -> None:
    persons = ("jane", "customer.example", "seller.example", "rep one")
    with duckdb.connect(str(forms.warehouses[form]), read_only=True) as connection:
        relations = connection.execute(
            "select table_schema || '.' || table_name, string_agg('\"' || column_name || '\"', ', ') "
            "from information_schema.columns where data_type = 'VARCHAR' group by all"
        ).fetchall()
        kept = [
            relation
            for relation, columns in relations
            if connection.execute(
                f"select count(*) from {relation} where regexp_matches(lower(concat_ws(' ', {columns})), ?)",
                ["|".join(persons)],
            ).fetchone()
            != (0,)
        ]

    assert kept == []


@pytest.mark.requires("shared")
def test_a_real_landing_loads_whole_and_every_record_is_used_or_set_aside(
    shared: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data" / "hubspot"
    folder.mkdir(parents=True)
    landed = {}
    for path in (shared / "data" / "hubspot_landing").glob("*_data.csv"):
        name = path.stem.removesuffix("_data")
        shutil.copy(path, folder / f"{name}.csv")
        with path.open(encoding="utf-8-sig", newline="") as file:
            landed[name] = sum(1 for _ in csv.reader(file)) - 1

    made = figures.make_metrics(tmp_path / "data", tmp_path, "2026-10-15", ["row_accounting"])

    accounted = made.warehouse(
        'select "table" as name, cast(sum(rows_read) as bigint) as rows_read, '
        "cast(sum(rows_used + rows_set_aside) as bigint) as rows_told from scorecard.row_accounting group by all"
    )
    known = contract.tables(PROJECT, "hubspot")
    assert {row["name"]: row["rows_read"] for row in accounted} == {
        name: count for name, count in landed.items() if name in known
    }
    assert all(row["rows_read"] == row["rows_told"] for row in accounted)
    assert made.warehouse("select count(*) as leads from core.leads") == [{"leads": 19}]
    assert made.warehouse("select count(*) as deals from core.opportunities") == [{"deals": 44}]


def test_dbt_tests_of_hubspots_models_pass(forms: Forms) -> None:
    with Progress(quiet=True).step("dbt") as step:
        nodes = dbt.run(
            forms.figures.settings, step, verb="test", select=["path:models/staging/hubspot"]
        ).nodes

    assert nodes
