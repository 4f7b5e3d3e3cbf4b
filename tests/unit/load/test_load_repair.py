"""Reading round broken lines: what is kept, what is set aside, and the ordinals of both."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecard.errors import ScorecardError
from scorecard.load_header import Header
from scorecard.load_records import grammar_of
from scorecard.load_repair import repair

HEADER = Header(delimiter=",", names=("a", "b", "c"), lines=1)


def mend(folder: Path, text: str, header: Header = HEADER) -> tuple[list[str], list[tuple[int, int, str]]]:
    source, copy = folder / "source.csv", folder / "copy.csv"
    source.write_bytes(text.encode())
    found = repair(source, header, copy, "leads.csv")
    return copy.read_bytes().decode().splitlines(), [
        (item.ordinal, item.line, item.reason) for item in found.rejected
    ]


def test_short_and_long_lines_are_set_aside_and_the_others_keep_their_ordinals(tmp_path: Path) -> None:
    kept, rejected = mend(tmp_path, "a,b,c\n1,2,3\n4,5\n\n6,7,8,9\n10,11,12\n")
    assert kept == ["1,1,2,3", "4,10,11,12"]
    assert rejected == [(2, 3, "too few fields"), (3, 5, "too many fields")]


def test_a_line_number_is_the_files_own_where_a_quoted_value_spans_lines(tmp_path: Path) -> None:
    kept, rejected = mend(tmp_path, 'a,b,c\n1,"x\ny",3\n4,5\n')
    assert kept == ['1,1,"x', 'y",3']
    assert rejected == [(2, 4, "too few fields")]


def test_text_after_a_closing_quote_breaks_its_record_alone(tmp_path: Path) -> None:
    kept, rejected = mend(tmp_path, 'a,b,c\n1,"x"y,3\n4,5,6\n')
    assert (kept, rejected) == (["2,4,5,6"], [(1, 2, "broken quotes")])


def test_a_stray_quote_costs_one_line_and_not_those_after_it(tmp_path: Path) -> None:
    kept, rejected = mend(tmp_path, 'a,b,c\n1,"x,3\n4,5,6\n7,"y",9\n')
    assert (kept, rejected) == (["2,4,5,6", '3,7,"y",9'], [(1, 2, "broken quotes")])


def test_a_value_never_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(
        ScorecardError, match=r"leads\.csv: the quoted value that opens on line 3 is never closed"
    ):
        mend(tmp_path, 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n')


def test_a_trailing_delimiter_is_not_a_field(tmp_path: Path) -> None:
    assert mend(tmp_path, "a,b,c\n1,2,3,\n4,5,6\n") == (["1,1,2,3", "2,4,5,6"], [])
    unnamed = Header(delimiter=",", names=("a", "b", "c", ""), lines=1)
    assert mend(tmp_path, "a,b,c,\n1,2,3\n4,5,6,\n", unnamed) == (["1,1,2,3,", "2,4,5,6,"], [])


def test_mixed_line_ends_are_all_line_ends(tmp_path: Path) -> None:
    kept, rejected = mend(tmp_path, "a,b,c\r\n1,2,3\n4,5,6\r7,8,9\r\n")
    assert (kept, rejected) == (["1,1,2,3", "2,4,5,6", "3,7,8,9"], [])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@given(fields=st.lists(st.text(st.sampled_from('ab ",;\t|\n'), max_size=6), min_size=2, max_size=5))
def test_the_grammar_counts_the_fields_that_were_written(delimiter: str, fields: list[str]) -> None:
    out = StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(fields)
    assert grammar_of(delimiter).fields(out.getvalue()[:-1]) == len(fields)
