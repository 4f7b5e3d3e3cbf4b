"""A demo company obeys the contract, repeats byte for byte, is sound in itself, and is never half written."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from scorecard import contract, demo
from scorecard.demo import clock, closed_forms, faults, handling_forms, truth, worlds
from scorecard.errors import UsageError

PROJECT = Path(__file__).parents[2]
PLANNED = {"close_date", "ended_on", "period_end", "effective_from", "period_start"}  # may lie after as_of


def digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


@pytest.fixture(scope="module", params=demo.WORLDS)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "company"
    demo.generate(folder, request.param, 4_000, 36)
    return folder


@pytest.fixture(scope="module")
def rows(company: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute("set timezone = 'UTC'")
    for file in company.glob("*.csv"):
        connection.execute(f"create table {file.stem} as from read_csv('{file}', sample_size = -1)")
    yield connection
    connection.close()


def unexpected(rows: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = rows.execute(f"select count(*) from ({sql})").fetchone()
    assert found is not None
    return int(found[0])


def test_equal_arguments_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        demo.generate(tmp_path / name, "misaligned", 1_500, 12, 11)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_another_seed_gives_another_company_and_the_same_truth(tmp_path: Path) -> None:
    for seed in (1, 2):
        demo.generate(tmp_path / str(seed), "aligned", 1_500, 12, seed)
    one, two = digests(tmp_path / "1"), digests(tmp_path / "2")
    assert one["leads.csv"] != two["leads.csv"]
    truths = [
        json.loads((tmp_path / str(seed) / "truth.json").read_text(encoding="utf-8")) for seed in (1, 2)
    ]
    assert truths[0]["metrics"] == truths[1]["metrics"]


def test_large_companies_are_parquet_and_repeat_too(tmp_path: Path) -> None:
    for name in ("one", "two"):
        demo.generate(tmp_path / name, "misaligned", 50_000, 12, 11, touchpoints_per_lead=1.5)
    assert digests(tmp_path / "one") == digests(tmp_path / "two")
    assert {file.suffix for file in (tmp_path / "one").iterdir()} == {".parquet", ".json"}


def test_the_default_company_and_what_it_took(tmp_path: Path, record_property: pytest.RecordProperty) -> None:
    started = time.monotonic()
    demo.generate(tmp_path / "company")
    record_property("seconds for 12,000 leads", round(time.monotonic() - started, 2))
    truth = json.loads((tmp_path / "company" / "truth.json").read_text(encoding="utf-8"))
    assert (truth["world"], truth["leads"], truth["months"]) == ("misaligned", 12_000, 36)
    won = duckdb.execute(
        f"select count(*) from '{tmp_path / 'company' / 'opportunities.csv'}' where is_won"
    ).fetchone()
    assert won is not None
    assert 1_200 <= won[0] <= 1_800


def test_touchpoints_follow_the_number_asked_for(tmp_path: Path) -> None:
    demo.generate(tmp_path / "many", "misaligned", 1_000, 12, touchpoints_per_lead=10)
    found = duckdb.execute(f"select count(*) from '{tmp_path / 'many' / 'touchpoints.csv'}'").fetchone()
    assert found is not None
    assert 9_500 <= found[0] <= 10_500


def test_every_file_is_a_canonical_table_with_its_columns_and_codes(company: Path) -> None:
    tables = contract.tables(PROJECT)
    for file in company.glob("*.csv"):
        table = tables[file.stem]
        relation = duckdb.read_csv(str(file), all_varchar=True)
        assert set(relation.columns) <= set(table.column_names), file.name
        for column in table.columns:
            if column.required:
                assert column.name in relation.columns, f"{file.stem}.{column.name}"
            if column.values and column.name in relation.columns:
                found = {row[0] for row in relation.project(column.name).distinct().fetchall()} - {None}
                assert found <= set(column.values), f"{file.stem}.{column.name}"


def test_keys_are_filled_and_unique(rows: duckdb.DuckDBPyConnection, company: Path) -> None:
    tables = contract.tables(PROJECT)
    for file in company.glob("*.csv"):
        key = ", ".join(tables[file.stem].key)
        assert not unexpected(rows, f"select {key} from {file.stem} group by all having count(*) > 1"), (
            file.stem
        )
        for column in tables[file.stem].key:
            assert not unexpected(rows, f"select 1 from {file.stem} where {column} is null"), file.stem


def test_every_reference_leads_somewhere(rows: duckdb.DuckDBPyConnection, company: Path) -> None:
    tables = contract.tables(PROJECT)
    more = {
        "leads": {"account_id": "accounts", "owner_user_id": "users"},
        "opportunities": {
            "primary_lead_id": "leads", "primary_campaign_id": "campaigns", "product_id": "products", "owner_user_id": "users",
        },
        "sales_activities": {"lead_id": "leads", "opportunity_id": "opportunities"},
        "touchpoints": {"lead_id": "leads", "account_id": "accounts"},
        "content_usage": {"opportunity_id": "opportunities", "user_id": "users"},
        "quotas": {"user_id": "users"},
        "goals": {"owner_id": "teams"},
    }  # fmt: skip
    for file in company.glob("*.csv"):
        present = [row[0] for row in rows.execute(f"describe {file.stem}").fetchall()]
        wanted = {column.name: column.references for column in tables[file.stem].columns if column.references}
        for column, target in {**wanted, **more.get(file.stem, {})}.items():
            if column not in present:
                continue
            key = tables[target].key[0]
            assert not unexpected(
                rows,
                f"select {column} from {file.stem} where {column} is not null and {column} not in (select {key} from {target})",
            ), f"{file.stem}.{column}"


def test_nothing_happens_after_as_of_or_before_the_data_begins(
    rows: duckdb.DuckDBPyConnection, company: Path
) -> None:
    for file in company.glob("*.csv"):
        for name, kind, *_ in rows.execute(f"describe {file.stem}").fetchall():
            if name in PLANNED or not (kind == "DATE" or kind.startswith("TIMESTAMP")):
                continue
            assert not unexpected(rows, f"select 1 from {file.stem} where {name} >= '2026-10-01'"), (
                f"{file.stem}.{name}"
            )
            if name not in ("hired_on",):
                assert not unexpected(rows, f"select 1 from {file.stem} where {name} < '2023-10-01'"), (
                    f"{file.stem}.{name}"
                )


@pytest.mark.parametrize(
    "wrong",
    [
        "select 1 from leads where not (created_at <= mql_at and mql_at <= handed_off_at)",
        "select 1 from leads where converted_at < handed_off_at or is_converted <> (converted_at is not null)",
        "select 1 from leads where converted_at is not null and converted_opportunity_id is null",
        "select 1 from leads where lead_id not in (select lead_id from lead_status_events)",
        "select 1 from leads where predicted_conversion_probability not between 0 and 1",
        "select lead_score_band from leads group by all having max(lead_score) > "
        "(select min(better.lead_score) from leads as better where better.lead_score_band < any_value(leads.lead_score_band))",
        "select 1 from lead_status_events join leads using (lead_id) where changed_at < created_at",
        "select 1 from lead_status_events where from_status = to_status",
        "select 1 from lead_status_events where to_status in ('accepted', 'qualified') "
        "and from_status in ('rejected', 'disqualified', 'recycled')",
        "select 1 from lead_status_events join leads using (lead_id) "
        "where changed_by_function = 'sales' and (handed_off_at is null or changed_at < handed_off_at)",
        "select 1 from sales_activities join leads using (lead_id) where occurred_at < handed_off_at",
        "select 1 from sales_activities where lead_id is null and opportunity_id is null",
        "select lead_id, user_id, date_trunc('minute', occurred_at) from sales_activities "
        "where lead_id is not null and not is_automated group by all having count(*) > 1",
        "select 1 from opportunities where closed_at <= created_at or is_closed <> (closed_at is not null)",
        "select 1 from opportunities where is_won and (not is_closed or amount <= 0)",
        "select 1 from opportunities where list_amount < amount",
        "select 1 from opportunities where not is_closed and close_date < '2026-10-01'",
        "select 1 from opportunities where is_closed and close_date <> closed_at::date",
        "select opportunity_id from opportunities join opportunity_line_items as line using (opportunity_id) "
        "where is_in_final_order group by opportunity_id, amount, list_amount having abs(sum(sold_unit_price) - amount) > 0.05 "
        "or abs(sum(list_unit_price) - list_amount) > 0.05",
        "select opportunity_id from opportunities as deal join (select opportunity_id, arg_max(stage, valid_from) as stage, "
        "arg_max(amount, valid_from) as amount, arg_max(close_date, valid_from) as close_date, min(valid_from) as first "
        "from opportunity_history group by opportunity_id) as state using (opportunity_id) where deal.stage <> state.stage "
        "or deal.amount <> state.amount or deal.close_date <> state.close_date or state.first > deal.created_at",
        "select owner_id from goals group by owner_id, function, period_start having abs(sum(weight) - 1) > 0.0001",
        "select 1 from quotas where quota_amount <= 0 or period_start >= period_end",
        "select 1 from concessions join opportunities using (opportunity_id) where not is_won or granted_at < closed_at "
        "or cost_amount > list_value_amount",
        "select 1 from campaign_spend join campaigns using (campaign_id) where spent_on not between started_on and ended_on",
        "select 1 from touchpoints join leads using (lead_id) where occurred_at > coalesce(handed_off_at, '2026-10-01')",
        "select 1 from launch_readiness_items where completed_at < added_at",
        "select 1 from content_usage join content_assets using (content_id) where used_at < published_at",
        "select 1 from survey_responses where score not between 1 and scale_max",
        "select team_id from users where team_id = 'T04' and left_on is null group by all having count(*) >= 5",
        "select period_start from control_totals where control = 'won_amount' and abs(value - coalesce((select sum(amount) "
        "from opportunities where is_won and date_trunc('month', closed_at) = period_start), 0)) > 10",
    ],
)  # fmt: skip
def test_the_company_is_sound(rows: duckdb.DuckDBPyConnection, wrong: str) -> None:
    assert not unexpected(rows, wrong)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("sales_activities", "occurred_at"),
        ("lead_status_events", "changed_at"),
        ("opportunities", "closed_at"),
    ],
)
def test_people_work_in_the_daytime_and_rarely_at_weekends(
    rows: duckdb.DuckDBPyConnection, table: str, column: str
) -> None:
    human = {
        "sales_activities": "not is_automated",
        "lead_status_events": "changed_by_function = 'sales'",
    }.get(table, "true")
    shares = rows.execute(
        f"select avg((hour({column}) between 7 and 22)::int), avg((isodow({column}) >= 6)::int), "
        f"avg(({column} = date_trunc('day', {column}))::int) from {table} where {column} is not null and {human}"
    ).fetchone()
    assert shares is not None
    assert shares[0] > 0.97
    assert shares[1] < 0.08
    assert shares[2] < 0.01


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ({"world": "perfect"}, "perfect"),
        ({"leads": 3}, "--leads"),
        ({"months": 2}, "--months"),
        ({"seed": -1}, "--seed"),
        ({"fault": "gremlins"}, "gremlins"),
        ({"touchpoints_per_lead": 0.2}, "--touchpoints-per-lead"),
    ],
)
def test_arguments_that_make_no_company_are_named(
    tmp_path: Path, arguments: dict[str, object], named: str
) -> None:
    with pytest.raises(UsageError, match=named):
        demo.generate(tmp_path / "company", **arguments)  # type: ignore[arg-type]
    assert not (tmp_path / "company").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="no demo"):
        demo.generate(tmp_path, leads=500, months=6)
    assert [file.name for file in tmp_path.iterdir()] == ["leads.csv"]


def test_an_interrupted_run_leaves_the_earlier_demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "company"
    demo.generate(folder, leads=500, months=6)
    before = digests(folder)

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scorecard.demo.truth.state", stop)
    with pytest.raises(KeyboardInterrupt):
        demo.generate(folder, leads=700, months=6)
    assert digests(folder) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["company"]


@pytest.mark.parametrize("fault", faults.FAULTS)
def test_a_fault_spoils_one_table_and_nothing_else(tmp_path: Path, fault: str) -> None:
    demo.generate(tmp_path / "sound", leads=800, months=6)
    demo.generate(tmp_path / "spoiled", leads=800, months=6, fault=fault)
    sound, spoiled = digests(tmp_path / "sound"), digests(tmp_path / "spoiled")
    differs = {name for name in sound if sound[name] != spoiled[name]}
    assert differs == {f"{faults.FAULTS[fault].table}.csv", "truth.json"}


@pytest.mark.parametrize("months", [6, 13, 24, 36, 60])
@pytest.mark.parametrize("world", demo.WORLDS)
def test_every_probability_a_world_implies_is_one(world: str, months: int) -> None:
    calendar = clock.span(months)
    params = worlds.over_months(world, calendar)
    rejected = closed_forms.rejected_by(params, closed_forms.RATING_DAYS)
    converted = closed_forms.converted_by(params, closed_forms.OPPORTUNITY_DAYS)
    by_channel = params.acceptance[:, None] + params.acceptance_by_channel
    worked = params.follow_up_by_band[:, :, None] + params.follow_up_region_shift[:, None, :]
    late = closed_forms.late_by_segment(
        params.late_share, params.late_by_segment, params.discount_tail, params.late_premium
    )
    for name, shares in {
        "worked": worked,
        "accepted": by_channel,
        "graded": by_channel + rejected[:, None],
        "closed as no contact": closed_forms.unresponsive_share(params),
        "late": late,
        "won by segment": params.win_share[:, None] * worlds.SEGMENT_WIN_RATIOS,
        "answered by day 7": handling_forms.handling(params).early,
        "claims": params.both_claim.sum(axis=1) - 1 + 0.5,
        # the grades of the accepted must make up for those of the rejected
        "rejected of the graded": 2
        * rejected[:, None]
        / ((1 - converted)[:, None] * (by_channel + rejected[:, None])),
    }.items():
        assert ((shares >= 0) & (shares <= 1)).all(), name
    assert params.sales_weights.sum(axis=1) == pytest.approx(1)
    assert params.marketing_weights.sum(axis=1) == pytest.approx(1)


def test_truth_is_the_specification_where_it_names_figures() -> None:
    """Section 7 of the specification, misaligned and aligned."""
    wanted = {
        "lead_follow_up_rate": (0.55, 0.92),
        "speed_to_lead_median_hours": (23.979, 1.5682),
        "lead_score_auc": (0.611, 0.802),
        "lead_score_calibration_ratio": (0.80, 1.00),
        "score_disposition_kappa": (0.2145, 0.577),
        "lead_acceptance_rate": (0.45, 0.70),
        "lead_to_opportunity_rate": (0.2374, 0.4570),
        "feedback_coverage_rate": (0.40, 0.85),
        "disqualification_specificity_rate": (0.40, 0.90),
        "double_claimed_revenue_rate": (0.30, 0.05),
        "late_quarter_discount_premium": (0.06, 0.0),
        "goal_compatibility_phi": (-0.333, 0.194),
        "perception_gap": (25.0, 2.5),
        "forecast_wape": (0.188, 0.040),
        "vicious_cycle_correlation": (1, 0),
        "aligned_win_rate_uplift": (1.30, 1.30),
    }
    for place, world in enumerate(("misaligned", "aligned")):
        stated = truth.state(world, 1, 12_000, 36, None)["metrics"]
        for metric, values in wanted.items():
            assert stated[metric]["value"] == pytest.approx(values[place], abs=6e-4), (world, metric)
        uplift = stated["aligned_win_rate_uplift"]["details"]
        assert uplift["crude_ratio"] < 1
        assert (
            uplift["ratio_by_contact_at_landmark"]["partner"]
            == 1
            < uplift["ratio_by_contact_ever"]["partner"]
        )
        late = stated["quarter_end_bookings_index"]["details"]["late_share"]
        assert late == pytest.approx((0.40, 0.12)[place])
