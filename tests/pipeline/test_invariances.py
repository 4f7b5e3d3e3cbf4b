"""What the numbers must not depend on: order of rows, files, names, strangers, the unit of money, and what came later.

One small company is built by dbt; each example changes its files, loads them as any files are loaded, and replays the
models on them. Two examples each: one always the same, one drawn anew (its number is printed; SCORECARD_EXAMPLE=number
repeats it).
"""

from __future__ import annotations

import csv
import hashlib
import os
import random
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from scorecard import build, contract, demo
from scorecard import settings as scorecard_settings
from scorecard.progress import Progress
from tests import figures
from tests.replay import Replay

AS_OF = datetime(2026, 10, 1, tzinfo=UTC)
SETTINGS = ("minimum_sample_override=1", "premium_min_deals_per_cell=1", "premium_min_late_deals=1")
DRAWN = int(os.environ.get("SCORECARD_EXAMPLE") or secrets.randbelow(2**32))
TABLES = contract.tables()
Rows = list[dict[str, str]]
Files = dict[str, Rows]

numbers = given(number=st.integers(0, 2**32 - 1))
anew = example(number=DRAWN)
# an example costs seconds: none is shrunk, and the number that failed is enough to repeat it
few = settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# a record of these tables settles ties in time by its own id
EVENTS = (
    "campaign_spend",
    "touchpoints",
    "lead_status_events",
    "sales_activities",
    "opportunity_history",
    "concessions",
)
SLICE = ("period_grain", "period_start", "segment_by", "segment")
# result relation -> what names a row, and its figures
RELATIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "metric_scores": (
        ("metric", *SLICE, "status"),
        ("value", "ci_low", "ci_high", "numerator", "denominator", "sample_size", "pending", "score"),
    ),
    "metric_details": (("metric", *SLICE, "detail", "category"), ("value", "sample_size")),
    "dimension_scores": (
        (*SLICE, "dimension"),
        ("score", "ci_low", "ci_high", "coverage", "bound_low", "bound_high"),
    ),
    "alignment_index": (SLICE, ("score", "ci_low", "ci_high", "coverage", "bound_low", "bound_high")),
    "misalignment_cost": ((*SLICE, "cause"), ("low", "base", "high", "mean_won_amount", "won_amount")),
    "handoff_ledger": ((*SLICE, "outcome", "reason_family"), ("leads",)),
}


@dataclass(frozen=True)
class Company:
    """The files of a company, and the build of them to replay."""

    # a failure need not print every row
    files: Files = field(repr=False)
    replay: Replay
    home: Path

    @contextmanager
    def changed(self, write: Callable[[Path], None], as_of: datetime = AS_OF) -> Iterator[Replay]:
        """Load the files `write` writes into a folder, and replay the models on them."""
        place = self.home / f"example {len(list(self.home.iterdir()))}"
        write(place / "data")
        loaded = build.load(
            scorecard_settings.make(
                project=figures.PROJECT,
                data=place / "data",
                target=place / "target",
                as_of=as_of.isoformat(),
                environment={"SOURCE_DATE_EPOCH": str(int(AS_OF.timestamp()))},
            ),
            Progress(quiet=True),
        )
        raw = {
            name: f"select * from read_parquet('{loaded.raw / 'csv' / name}.parquet', hive_partitioning = false)"
            for name in TABLES
        }
        with self.replay.replaced(raw, as_of):
            yield self.replay


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A year and a half of a very small company."""
    home = tmp_path_factory.mktemp("company")
    demo.generate(home / "demo", leads=600, months=18)
    made = figures.make(home / "demo", home / "build", AS_OF.date().isoformat(), SETTINGS)
    print(f"examples drawn anew have the number {DRAWN}")
    return company_of(made, home / "demo", home / "examples")


def company_of(made: figures.Figures, data: Path, home: Path) -> Company:
    """A built company, with its files in memory."""
    home.mkdir()
    return Company(
        {path.stem: _rows(path) for path in sorted(data.glob("*.csv"))},
        Replay(made, home / "replay", [*RELATIONS, "periods"]),
        home,
    )


@few
@anew
@numbers
def test_names_strangers_order_and_files_say_nothing(company: Company, number: int) -> None:
    differing = _changed_by(company, number, CHANGES)
    # all at once is one replay for four; where it fails, each alone tells which it was
    alone = {name: _changed_by(company, number, [name])[:20] for name in CHANGES if differing}
    assert differing == [], alone


@few
@anew
@numbers
def test_twice_the_money_is_the_same_company_with_twice_the_money(company: Company, number: int) -> None:
    factor = (2, 10, 1_000)[number % 3]
    richer = {
        name: [
            {
                column: _times(value, factor) if _is_money(name, column, row) else value
                for column, value in row.items()
            }
            for row in rows
        ]
        for name, rows in company.files.items()
    }
    with company.changed(lambda place: _write(richer, place)) as replay:
        # selling time is paid by the hour, whatever deals are worth, and is part of the total
        moved = [row for row in _differences(replay, tolerance=1e-6) if row["name"] != "total"]
        values = {
            row["name"] for row in moved if (row["relation"], row["figure"]) == ("metric_scores", "value")
        }
    assert [row for row in moved if not _same(row["now"], _multiplied(row["before"], factor), 1e-5)] == []
    assert values == {"performance_trend_slope", "pipeline_velocity"}
    assert not {row["relation"] for row in moved} & {"dimension_scores", "alignment_index", "handoff_ledger"}
    # the won amount every cause is held against is money; the hours are not
    assert not {
        (row["name"], row["figure"]) for row in moved if row["name"] == "selling_time_on_wrong_fit"
    } - {("selling_time_on_wrong_fit", "won_amount")}
    assert {
        row["name"] for row in moved if row["relation"] == "misalignment_cost" and row["figure"] == "high"
    } > {
        "unworked_leads",
        "concessions_at_cost",
    }


@few
@anew
@numbers
def test_what_came_later_does_not_change_what_had_ripened(company: Company, number: int) -> None:
    earlier = AS_OF - timedelta(days=random.Random(number).randint(1, 250))
    with company.changed(lambda place: _write(company.files, place), earlier) as replay:
        compared, differing = _ripened(replay)
    assert compared > 500
    assert differing == []


def test_what_is_given_away_and_what_is_discounted_late_are_paid_for_once(company: Company) -> None:
    replay = company.replay
    costs = "select cause, sum(base) as base from {}scorecard.misalignment_cost where segment_by = 'all' and period_grain = 'quarter' group by cause"

    def paid(raw: Mapping[str, str]) -> dict[str, float]:
        with replay.replaced(raw):
            return {row["cause"]: row["base"] for row in replay.query(costs.format(""))}

    before = {row["cause"]: row["base"] for row in replay.query(costs.format("base."))}
    assert before["late_discount_excess"] > 0
    assert before["concessions_at_cost"] > 0
    without_gifts = paid({"concessions": "select * from base.raw.concessions where false"})
    assert "concessions_at_cost" not in without_gifts
    assert without_gifts["late_discount_excess"] == pytest.approx(before["late_discount_excess"])
    at_list_price = paid(
        {"opportunities": "select * replace (list_amount as amount) from base.raw.opportunities"}
    )
    assert at_list_price["late_discount_excess"] == 0
    assert at_list_price["concessions_at_cost"] == pytest.approx(before["concessions_at_cost"])


def _changed_by(company: Company, number: int, changes: Iterable[str]) -> list[dict[str, Any]]:
    """The figures that differ once these changes, which should change nothing, were made one after another."""
    files = company.files
    for name in changes:
        files = CHANGES[name](files, random.Random(number), number)
    assert files != company.files
    # what was credited to a campaign, or was ready at a launch, is listed under its id
    ids = [
        row[f"{name[:-1] if name == 'campaigns' else 'launch'}_id"]
        for name in ("campaigns", "launches")
        for row in company.files[name]
    ]
    back = {_name(value, number): value for value in ids}
    with company.changed(lambda place: _write(files, place)) as replay:
        return _differences(replay, {"metric_details": ("category", back)})


def _under_other_ids(files: Files, _draw: random.Random, number: int) -> Files:
    return {
        name: [
            {column: _renamed(name, column, value, number) for column, value in row.items()} for row in rows
        ]
        for name, rows in files.items()
    }


def _among_strangers(files: Files, draw: random.Random, _number: int) -> Files:
    more = {name: [*rows] for name, rows in files.items()}
    for name, stranger in _strangers(files).items():
        more[name] += [
            {column: value.replace("#", f"{n}") for column, value in stranger.items()}
            for n in range(draw.randint(1, 30))
        ]
    return more


def _in_another_order(files: Files, draw: random.Random, _number: int) -> Files:
    return {name: draw.sample(rows, len(rows)) for name, rows in files.items()}


def _in_parts(files: Files, draw: random.Random, _number: int) -> Files:
    """Up to five files a table, beside each other or in a folder of its name."""
    parts: Files = {}
    for name, rows in files.items():
        cuts = sorted(draw.sample(range(1, len(rows)), min(draw.randint(1, 4), len(rows) - 1)))
        called = f"{name}/part {{}}" if draw.random() < 0.5 else f"{name}.{{}}"
        for part, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(rows)], strict=True)):
            parts[called.format(part)] = rows[start:end]
    return parts


# What should change nothing, in the order it is done: files, what to draw from, the number drawn -> files.
CHANGES: dict[str, Callable[[Files, random.Random, int], Files]] = {
    "other ids": _under_other_ids,
    "strangers": _among_strangers,
    "another order of rows": _in_another_order,
    "files in parts": _in_parts,
}


def _rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(files: Files, place: Path) -> None:
    """Write every table to the file it is named after, which may be in a folder."""
    for name, rows in files.items():
        path = place / name
        figures.write({path.name: rows}, path.parent)


def _name(value: str, number: int) -> str:
    """Another name for an id: none twice, in another order."""
    return f"{hashlib.sha256(f'{number} {value}'.encode()).hexdigest()[:6]}-{value}" if value else ""


def _renamed(table: str, column: str, value: str, number: int) -> str:
    """Ids of things get any name; a record's own id, which settles ties in time, keeps its place in the order."""
    if not column.endswith(("_id", "_key")):
        return value
    if [column] == list(TABLES[table].key) and table in EVENTS:
        return f"{number} {value}"
    return _name(value, number)


def _strangers(files: Files) -> dict[str, dict[str, str]]:
    """Records nobody else has to do with, by table; # stands for a number of their own."""
    lead = files["leads"][len(files["leads"]) // 2]
    return {
        "accounts": {"account_id": "stranger #", "region": lead["region"], "segment": lead["segment"]},
        "campaigns": {
            "campaign_id": "stranger #",
            "channel": "webinar",
            "started_on": lead["created_at"][:10],
        },
        "leads": {
            "lead_id": "stranger #",
            "person_key": "stranger #",
            "created_at": lead["created_at"],
            "region": lead["region"],
            "lead_score": "99",
            "lead_score_band": "A",
        },
        "touchpoints": {
            "touchpoint_id": "stranger #",
            "person_key": "nobody #",
            "channel": "webinar",
            "function": "marketing",
            "occurred_at": lead["created_at"],
        },
        "sla_rules": {"lead_class": "stranger #", "version": "1", "hours": "1", "attempts": "9"},
        "products": {"product_id": "stranger #", "list_price": "1"},
    }


def _is_money(table: str, column: str, row: Mapping[str, str]) -> bool:
    kinds = {one.name: one.type for one in TABLES[table].columns}
    if table == "goals":
        return row["goal_metric"] in ("bookings", "pipeline") and column in ("target_value", "actual_value")
    if table == "control_totals":
        return row["control"] == "won_amount" and column == "value"
    return kinds.get(column, "").startswith("decimal") and column != "quantity"


def _times(value: str, factor: int) -> str:
    return f"{float(value) * factor:.4f}" if value else ""


def _multiplied(value: Any, factor: int) -> Any:
    return None if value is None else float(value) * factor


def _ripened(replay: Replay) -> tuple[int, list[dict[str, Any]]]:
    """Cohorts that had nothing pending at the earlier instant: how many, and those whose figures are others now."""
    keys = ", ".join(("metric", *SLICE))
    # doubles added in another order differ in their last digits
    columns = (
        "round(cast(value as double), 9) as {0}value, round(cast(numerator as double), 6) as {0}numerator, "
    )
    columns += "round(cast(denominator as double), 6) as {0}denominator, sample_size as {0}sample_size"
    rows = replay.query(
        f"""
        select *, then_value is not distinct from value and then_numerator is not distinct from numerator
            and then_denominator is not distinct from denominator and then_sample_size = sample_size as is_same
        from (select {keys}, pending, {columns.format("then_")} from scorecard.metric_values)
        inner join (select {keys}, {columns.format("")} from base.scorecard.metric_values) using ({keys})
        inner join (select period_grain, period_start, is_closed from scorecard.periods) using (period_grain, period_start)
        where is_closed
            and period_grain <> 'trailing'
            and pending = 0
            and segment_by <> 'team'
            and metric not in ({", ".join(f"'{metric}'" for metric in NEVER_RIPE) or "''"})
        """
    )
    return len(rows), [row for row in rows if not row["is_same"]]


# Figures of a past period that later records may complete or correct, each for its reason.
NEVER_RIPE: dict[str, str] = {
    "concession_leakage_rate": "concessions granted up to 90 days after the close belong to the deal",
    "feedback_latency_median_days": "leads without an answer are waited for as long as there are data",
    "sales_cycle_median_days": "open deals are waited for as long as there are data",
    "speed_to_lead_median_hours": "leads without a touch are waited for as long as there are data",
    "segment_focus_overlap": "money follows all leads its campaign has brought so far",
    "spend_traceability_rate": "money is followed to whatever its campaign has brought so far",
}


def _differences(
    replay: Replay,
    renamed: Mapping[str, tuple[str, Mapping[str, str]]] | None = None,
    tolerance: float = 1e-9,
) -> list[dict[str, Any]]:
    """Figures that are not those of the build: relation, name (metric, detail or cause), figure, now and before."""
    return [
        {"relation": relation, **row}
        for relation, (keys, columns) in RELATIONS.items()
        for row in _relation_differences(
            replay, relation, keys, columns, (renamed or {}).get(relation), tolerance
        )
    ]


def _relation_differences(
    replay: Replay,
    relation: str,
    keys: Sequence[str],
    columns: Sequence[str],
    renamed: tuple[str, Mapping[str, str]] | None,
    tolerance: float,
) -> list[dict[str, Any]]:
    def rows(schema: str) -> dict[tuple[Any, ...], dict[str, Any]]:
        found = replay.query(f"select {', '.join((*keys, *columns))} from {schema}scorecard.{relation}")
        if renamed and not schema:
            column, names = renamed
            found = [{**row, column: names.get(row[column], row[column])} for row in found]
        return {tuple(row[key] for key in keys): row for row in found}

    now, before = rows(""), rows("base.")
    return [
        {
            "name": " ".join(str(part) for name, part in zip(keys, key, strict=True) if name in NAMING),
            "key": key,
            "figure": column,
            "now": now.get(key, {}).get(column),
            "before": before.get(key, {}).get(column),
        }
        for key in now.keys() | before.keys()
        for column in columns
        if (key in now) != (key in before) or not _same(now[key][column], before[key][column], tolerance)
    ]


NAMING = ("metric", "detail", "dimension", "cause", "outcome")


def _same(one: Any, other: Any, tolerance: float) -> bool:
    if one is None or other is None:
        return one is other
    # below 1e-7 a figure is what is left where terms cancel; result files write it as 0
    return abs(float(one) - float(other)) <= max(1e-7, tolerance * abs(float(other)))
