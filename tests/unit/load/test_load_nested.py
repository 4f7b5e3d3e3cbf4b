"""Properties that a landing keeps as one object in one column are read like columns of their own."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

PROPERTIES = (
    '{"createdate": "1767607200000", "hs_lead_status": "NEW", "email": "Jane@Buyer.example", "odd name": 1}'
)
EXPECTED = [("7", "1767607200000", "NEW")]


def _csv() -> dict[str, bytes]:
    quoted = PROPERTIES.replace('"', '""')
    return {"contacts.csv": f'id,properties,archived\n7,"{quoted}",false\n'.encode()}


def _broken_csv() -> dict[str, bytes]:
    quoted = PROPERTIES.replace('"', '""')
    rows = "".join(f'{number},"{quoted}",false\n' for number in range(7, 47))
    return {"contacts.csv": f"id,properties,archived\n{rows}short\n".encode()}


def _jsonl() -> dict[str, bytes]:
    return {"contacts.jsonl": f'{{"id": "7", "properties": {PROPERTIES}}}\n{{"id": "8"}}\n'.encode()}


def _parquet(tmp_path: Any) -> dict[str, bytes]:
    path = tmp_path / "made.parquet"
    duckdb.execute(
        "copy (select 7 as id, {'createdate': 1767607200000, 'hs_lead_status': 'NEW', 'email': 'jane@buyer.example'} "
        f"as properties) to '{path}' (format parquet)"
    )
    return {"contacts.parquet": path.read_bytes()}


@pytest.mark.parametrize("form", ["csv", "broken csv", "jsonl", "parquet"])
def test_each_property_fills_its_column_and_persons_are_hashed(loaded: Any, tmp_path: Any, form: str) -> None:
    files = {
        "csv": _csv,
        "broken csv": _broken_csv,
        "jsonl": _jsonl,
        "parquet": lambda: _parquet(tmp_path),
    }[form]()

    result = loaded({f"hubspot/{name}": content for name, content in files.items()})

    read = "select contact_id, createdate, hs_lead_status from raw_hubspot.contact where contact_id = '7'"
    assert result.rows(read) == EXPECTED
    ((key,),) = result.rows("select email from raw_hubspot.contact where contact_id = '7'")
    assert len(key) == 64
    assert result.report.as_of.isoformat() == "2026-01-05T10:00:00+00:00"


def test_a_column_called_properties_that_holds_none_is_passed_over(loaded: Any) -> None:
    result = loaded({"hubspot/contacts.csv": "id,properties,createdate\n7,none,2026-01-05\n"})

    assert result.rows("select contact_id, createdate from raw_hubspot.contact") == [("7", "2026-01-05")]


def test_the_value_of_a_property_landed_as_an_object_is_the_property(loaded: Any) -> None:
    result = loaded(
        {
            "hubspot/contacts.csv": "vid,property_createdate__value,property_createdate__timestamp\n7,2026-01-05,x\n"
        }
    )

    assert result.rows("select contact_id, createdate from raw_hubspot.contact") == [("7", "2026-01-05")]
