"""`scorecard template`: empty CSV files for the tables no system has, and a page that explains their columns.

The files hold a header and no row, so that one left as it is reads as a table without records: an example can never
become data. The examples stand in the page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from scorecard import contract
from scorecard.contract import Column, Table
from scorecard.errors import ScorecardError, UsageError
from scorecard.files import write_text
from scorecard.load_files import nearest

# what no CRM holds
TABLES = (
    "concessions", "goals", "launches", "launch_readiness_items", "enablement_events", "content_assets",
    "content_usage", "joint_activities", "survey_responses",
)  # fmt: skip
# what some do, written when asked for
ON_REQUEST = ("quotas", "attribution_claims", "lead_definitions", "sla_rules", "control_totals")
PAGE = "README.templates.md"
BOOKKEEPING = ("loaded_at", "source_system", "is_deleted")
KINDS = {
    "timestamp": "date, or date and time",
    "date": "date",
    "boolean": "yes or no",
    "integer": "whole number",
}


@dataclass(frozen=True)
class Written:
    """The files made, and those left as they were because they were there."""

    made: tuple[Path, ...]
    kept: tuple[Path, ...]


def write(project: Path, out: Path, wanted: Sequence[str] = ()) -> Written:
    """Write a template of each wanted table (none: of all no CRM has) into `out`, and the page that explains them.

    What is there is never overwritten. Raises UsageError naming a table there is no template of.
    """
    tables = contract.tables(project)
    chosen = list(dict.fromkeys(wanted)) or list(TABLES)
    for name in chosen:
        if name not in (*TABLES, *ON_REQUEST):
            guess = nearest(name, (*TABLES, *ON_REQUEST))
            hint = f"did you mean {guess}?" if guess else f"there are {', '.join((*TABLES, *ON_REQUEST))}."
            raise UsageError(f"There is no template of {name}; {hint}")
    files = {f"{name}.csv": header(tables[name]) for name in chosen}
    # the page is all there is to say, so that a second call has nothing to add to it
    files[PAGE] = page([tables[name] for name in (*TABLES, *ON_REQUEST)])
    made, kept = [], []
    for name, content in files.items():
        path = out / name
        if path.exists():
            kept.append(path)
            continue
        try:
            write_text(path, content)
        except OSError as error:
            raise ScorecardError(
                f"{path} cannot be written ({error.strerror}); choose another folder with --out."
            ) from error
        made.append(path)
    return Written(tuple(made), tuple(kept))


def header(table: Table) -> str:
    """Return a CSV file with the columns of a table that a person fills in, and no row."""
    return _rows([[column.name for column in _columns(table)]])


def page(tables: Sequence[Table]) -> str:
    """Return Markdown that explains each table's columns, their codes, and shows a row."""
    parts = [
        "# Tables to fill in\n",
        "Each file beside this page has a header and no row. Fill in rows, a spreadsheet will do, and save it as CSV.\n"
        "A file without rows counts as not there. Dates are written 2026-09-30, times 2026-09-30 14:05 (UTC), numbers\n"
        "with a decimal point. Keys of users, teams and deals are those of your other files. No names of persons.\n",
    ]
    return "\n".join([*parts, *(_explained(table) for table in tables)])


def _explained(table: Table) -> str:
    columns = _columns(table)
    lines = [f"## {table.name}\n", f"{table.about}\n", "| column | needed | holds |", "|---|---|---|"]
    lines += [
        f"| `{column.name}` | {'yes' if column.required else ''} | {_holds(column)} |" for column in columns
    ]
    example = _rows([[column.name for column in columns], [column.example for column in columns]])
    return "\n".join([*lines, "", "```csv", example.rstrip("\n"), "```", ""])


def _holds(column: Column) -> str:
    kind = KINDS.get(column.type, "text" if column.type == "varchar" else "number")
    codes = f" One of {', '.join(f'`{code}`' for code in column.values)}." if column.values else ""
    points = f" A key of {column.references}." if column.references else ""
    return f"{column.about}{codes}{points} ({kind})"


def _columns(table: Table) -> list[Column]:
    return [column for column in table.columns if column.name not in BOOKKEEPING]


def _rows(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def told(written: Written, out: Path, tables: Mapping[str, Table]) -> str:
    """Return what was done, a line per file."""
    lines = [f"  wrote {path.name:<30} {_about(path, tables)}" for path in written.made]
    lines += [f"  kept  {path.name:<30} it is there already" for path in written.kept]
    return "\n".join([*lines, f"\n  Fill them in where they are: {out}. {PAGE} explains every column."])


def _about(path: Path, tables: Mapping[str, Table]) -> str:
    table = tables.get(path.stem)
    return table.about if table else "what every column holds, with an example of each table"
