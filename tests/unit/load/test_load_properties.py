"""What holds for any file: every record is accounted for, and how it is written down does not matter."""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorecard.errors import ScorecardError

# each example is a whole load, and all of them share the fixture's folders
WHOLE_LOADS = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
COLUMNS = ("lead_id", "status", "region", "lead_source")
GOOD_ROWS = "".join(f"L{number},new,x,web\n" for number in range(150))

cells = st.text(st.sampled_from("abZ09é€ ,;\t|\"\n\r'\\-_#"), max_size=8)
tables = st.lists(st.tuples(cells, cells, cells, cells), min_size=1, max_size=12)


def as_csv(columns: tuple[str, ...], rows: list[tuple[str, ...]], delimiter: str = ",") -> str:
    out = StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows([columns, *rows])
    return out.getvalue()


def values(result: Any) -> list[tuple[str | None, ...]]:
    rows: list[tuple[str | None, ...]] = result.rows(
        f"select {', '.join(COLUMNS)} from raw.leads order by _file, _line"
    )
    return rows


def load_with_a_deal(loaded: Any, files: dict[str, str]) -> Any:
    # the deal gives the load a date to look back from
    return loaded({**files, "opportunities.csv": "opportunity_id,created_at\nO1,2026-01-02\n"})


@WHOLE_LOADS
@given(mess=st.text(st.sampled_from('ab,"\n\r; é'), max_size=60))
def test_every_record_of_a_messy_file_is_either_kept_or_set_aside(loaded: Any, mess: str) -> None:
    content = f"{','.join(COLUMNS)}\n{GOOD_ROWS}{mess}\n{GOOD_ROWS}"
    try:
        result = load_with_a_deal(loaded, {"leads.csv": content})
    except ScorecardError:
        return  # a value never closed, or over 5 % broken: refused, so nothing is to be accounted for
    ((rows_read, rows_rejected),) = result.rows(
        "select rows_read, rows_rejected from raw._files where table_name = 'leads'"
    )
    lines = result.rows("select _line from raw.leads union all select line from raw._rejected order by 1")
    assert [line for (line,) in lines] == list(range(1, rows_read + 1))
    assert len(result.rejected) == rows_rejected
    assert rows_read - rows_rejected == result.report.tables["leads"] >= 300


@WHOLE_LOADS
@given(rows=tables, delimiter=st.sampled_from([",", ";", "\t", "|"]))
def test_what_was_written_is_read(loaded: Any, rows: list[tuple[str, ...]], delimiter: str) -> None:
    result = load_with_a_deal(loaded, {"leads.csv": as_csv(COLUMNS, rows, delimiter)})
    assert values(result) == [tuple(cell or None for cell in row) for row in rows if any(row)]
    assert result.files[0] == ("leads.csv", len(rows), sum(not any(row) for row in rows))


@WHOLE_LOADS
@given(rows=tables)
def test_reading_round_broken_lines_reads_the_sound_ones_alike(
    loaded: Any, rows: list[tuple[str, ...]]
) -> None:
    whole = values(load_with_a_deal(loaded, {"leads.csv": as_csv(COLUMNS, rows) + GOOD_ROWS}))
    broken = load_with_a_deal(loaded, {"leads.csv": as_csv(COLUMNS, rows) + GOOD_ROWS + "one field\n"})
    assert values(broken) == whole
    assert broken.rejected[-1] == (len(rows) + 151, "too few fields")


@WHOLE_LOADS
@given(rows=tables, order=st.permutations(range(len(COLUMNS))), data=st.data())
def test_the_order_of_columns_and_the_split_into_files_change_nothing_but_file_and_line(
    loaded: Any, rows: list[tuple[str, ...]], order: list[int], data: st.DataObject
) -> None:
    whole = values(load_with_a_deal(loaded, {"leads.csv": as_csv(COLUMNS, rows)}))
    cut = data.draw(st.integers(0, len(rows)))
    columns = tuple(COLUMNS[position] for position in order)
    shuffled = [tuple(row[position] for position in order) for row in rows]
    parts = {
        "leads/1.csv": as_csv(columns, shuffled[:cut]),
        "leads/2.csv": as_csv(columns, shuffled[cut:]),
    }
    assert values(load_with_a_deal(loaded, parts)) == whole
