"""HubSpot, however it was got out of HubSpot: the same company gives the same rows, and the figures known by hand."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from scorecard import build, settings
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
}


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
    assert forms.core["fivetran"][table]
    assert forms.core[form][table] == forms.core["fivetran"][table]
