"""What tells who somebody is goes out of any text, whatever stands around it; what only looks like it stays."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecard import withheld

MANY = settings(max_examples=60, deadline=None)
letters = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=6)
addresses = st.builds(
    "{}{}{}@{}.{}".format,
    letters,
    st.sampled_from([".", "_", "+", "-", "ü", ""]),
    letters,
    letters,
    st.sampled_from(["com", "de", "co.uk", "example"]),
)
three = st.integers(200, 999)
four = st.integers(1000, 9999)
telephones = st.one_of(
    st.builds("+{} {} {} {}".format, st.integers(10, 99), st.integers(10, 999), four, four),
    st.builds("+1{}{}{}".format, three, three, four),
    st.builds("({}) {}-{}".format, three, three, four),
    st.builds("{}.{}.{}".format, three, three, four),
    st.builds("0{} {} {}".format, st.integers(20, 9999), st.integers(100, 9999), st.integers(100, 9999)),
)
words = st.lists(letters, max_size=2).map(" ".join)
digits = st.integers(10**9, 10**19).map(str)
times = st.datetimes().map(lambda moment: moment.isoformat(" "))
offsets = st.sampled_from(["", "Z", "+00:00", " +0100", ".123+02"])
# what is no telephone although it is full of digits
plain = st.one_of(
    digits,
    st.uuids().map(str),
    st.builds("{}{}".format, times, offsets),
    st.dates().map(lambda day: day.isoformat()),
    st.dates().map(lambda day: f"{day:%d/%m/%Y}"),
    st.decimals(-(10**9), 10**9, places=2, allow_nan=False).map("{:,}".format),
    st.builds("00Q5e0000{}EAA".format, st.integers(100000, 999999)),
    st.lists(digits, max_size=4).map(";".join),
    words,
)


@functools.cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def _shown(texts: Sequence[str], sql: str) -> list[Any]:
    query = f"select {sql} from (select unnest(?) as text)"
    return [row[0] for row in _connection().execute(query, [list(texts)]).fetchall()]


@MANY
@given(st.lists(st.tuples(words, st.one_of(addresses, telephones), words), min_size=1, max_size=20))
def test_an_address_or_number_goes_and_the_words_about_it_stay(parts: list[tuple[str, str, str]]) -> None:
    texts = [" ".join(part) for part in parts]
    spoken = _shown(texts, withheld.replaced("text", numbers=True))
    for (before, told, after), text in zip(parts, spoken, strict=True):
        mark = withheld.EMAIL if "@" in told else withheld.PHONE
        assert text == f"{before} {mark} {after}"


@MANY
@given(st.lists(st.one_of(addresses, telephones, plain), min_size=1, max_size=8), st.sampled_from(" ,;/"))
def test_nothing_the_check_would_find_is_left(parts: list[str], between: str) -> None:
    left = withheld.replaced("text", numbers=True)
    unmarked = f"regexp_replace({left}, '{withheld.MARKS}', '', 'g')"
    (found, again) = _shown([between.join(parts)], f"({withheld.found(unmarked, numbers=True)}, {left})")[0]
    assert not found
    # what is withheld is withheld for good: reading it again changes nothing
    assert _shown([again], left) == [again]


@MANY
@given(st.lists(plain, min_size=1, max_size=30))
def test_ids_times_and_amounts_stay_as_they_are(texts: list[str]) -> None:
    assert _shown(texts, withheld.replaced("text", numbers=True)) == texts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail jürgen@müller.example now", "mail [e-mail withheld] now"),
        ('[{"email": "a@b.example"}]', '[{"email": "[e-mail withheld]"}]'),
        ("at 5 @ noon", "at 5 @ noon"),
        ("415-555-0132 415-555-0133 415-555-0134", " ".join([withheld.PHONE] * 3)),
        ("234 567.8901", "234 567.8901"),
    ],
)
def test_texts_as_people_type_them(loaded: Any, text: str, shown: str) -> None:
    # in a column of amounts a grouped number is an amount
    column = "amount" if text.startswith("234") else "lost_reason"
    quoted = text.replace('"', '""')
    result = loaded({"opportunities.csv": f'opportunity_id,created_at,{column}\nO1,2026-01-02,"{quoted}"\n'})
    assert result.rows(f"select {column} from raw.opportunities") == [(shown,)]


def test_the_report_counts_what_is_withheld_by_table_and_column(loaded: Any) -> None:
    rows = "L1,a@b.example,2026-01-02,x@y.example\nL2,call +49 30 5550 1234,2026-01-02,7\nL3,,ask c@d.example,8\n"
    result = loaded({"leads.csv": "lead_id,region,created_at,lead_score\n" + rows})
    report = json.loads((result.settings.target / "load.json").read_text(encoding="utf-8"))
    assert report["withheld"] == {"leads": {"created_at": 1, "lead_score": 1, "region": 2}}
    (warning,) = [text for text in report["warnings"] if "withheld" in text]
    assert "created_at (1), lead_score (1), region (2)" in warning


def test_ids_that_are_addresses_still_tell_rows_apart_and_lead_to_each_other(loaded: Any) -> None:
    result = loaded(
        {
            "leads.csv": "lead_id,created_at\na@b.example,2026-01-02\nc@d.example,2026-01-02\n",
            "touchpoints.csv": "touchpoint_id,lead_id,occurred_at\nT1,A@b.example ,2026-01-02\n",
        }
    )
    ids = [row[0] for row in result.rows("select lead_id from raw.leads")]
    assert len(set(ids)) == 2
    assert all(name.startswith(withheld.EMAIL) and "example" not in name for name in ids)
    assert result.rows("select lead_id from raw.touchpoints")[0][0] in ids
