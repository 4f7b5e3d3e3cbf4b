"""The contract is read from the one file that states it, and states what the design says it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorecard import contract
from scorecard.errors import UsageError

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tables() -> dict[str, contract.Table]:
    return contract.tables(PROJECT)


def test_leads_are_keyed_dated_and_hold_a_hashed_person(tables: dict[str, contract.Table]) -> None:
    leads = tables["leads"]
    assert (leads.key, leads.optional) == (("lead_id",), False)
    assert leads.event_time[0] == "created_at"
    assert leads.person_columns == ("person_key",)
    assert next(column for column in leads.columns if column.name == "lead_score_band").values == (
        "A",
        "B",
        "C",
        "D",
    )
    assert (
        next(column for column in leads.columns if column.name == "source_campaign_id").references
        == "campaigns"
    )


def test_every_key_is_required(tables: dict[str, contract.Table]) -> None:
    for table in tables.values():
        required = {column.name for column in table.columns if column.required}
        assert set(table.key) <= required, table.name


def test_every_reference_leads_to_a_table_with_one_key(tables: dict[str, contract.Table]) -> None:
    for table in tables.values():
        for column in table.columns:
            assert column.references is None or len(tables[column.references].key) == 1, column


def test_event_times_are_dates_or_timestamps(tables: dict[str, contract.Table]) -> None:
    for table in tables.values():
        types = {column.name: column.type for column in table.columns}
        assert all(types[name] in ("date", "timestamp") for name in table.event_time), table.name


def test_every_table_says_when_it_was_loaded_from_where_and_whether_it_still_stands(
    tables: dict[str, contract.Table],
) -> None:
    for table in tables.values():
        assert table.column_names[-3:] == ("loaded_at", "source_system", "is_deleted"), table.name


def test_no_two_columns_of_a_table_look_alike_to_the_loader(tables: dict[str, contract.Table]) -> None:
    for table in tables.values():
        names = [name.replace("_", "") for name in table.column_names]
        assert len(set(names)) == len(names), table.name


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sources: [", "cannot be read"),
        ("sources: 3", "is not a list of tables"),
        ("sources: [{name: csv, tables: [{name: leads, columns: []}]}]", "is not a list of tables"),
        (
            "sources: [{tables: [{name: leads, config: {meta: {key: [id]}}, columns: []}]}]",
            "table leads has no column id",
        ),
    ],
)
def test_a_broken_contract_is_bad_configuration(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / contract.location("csv")
    path.parent.mkdir(parents=True)
    path.write_text(text)
    with pytest.raises(UsageError, match=sentence):
        contract.tables(tmp_path)


def test_a_missing_contract_is_bad_configuration(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"_csv__sources\.yml cannot be read"):
        contract.tables(tmp_path)
