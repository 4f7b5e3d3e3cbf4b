"""Write the Maven CRM data set as canonical tables: python examples/maven_crm/convert.py SOURCE TARGET.

SOURCE holds sales_pipeline.csv, products.csv, accounts.csv and sales_teams.csv; TARGET gets one CSV per table.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

# canonical table -> what to select from the tables that map.sql makes
TABLES = {
    "teams": "select distinct team_id, regional_office as team_name, 'sales' as function, "
    "regional_office as region from agents",
    "users": "select user_id, team_id, 'sales' as function, 'account executive' as role from agents",
    "accounts": "select * from companies",
    "products": "select * from catalogue",
    "opportunities": "select * from deals",
}


def convert(source: Path, target: Path) -> None:
    """Read the data set in `source` and write canonical CSV files into `target`."""
    missing = [
        name
        for name in ("sales_pipeline", "products", "accounts", "sales_teams")
        if not (source / f"{name}.csv").is_file()
    ]
    if missing:
        raise SystemExit(f"{source} holds no {missing[0]}.csv; name the folder with the Maven CRM files.")
    target.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("set variable source = ?", [str(source)])
        connection.execute((Path(__file__).parent / "map.sql").read_text(encoding="utf-8"))
        for table, query in TABLES.items():
            path = str(target / f"{table}.csv").replace("'", "''")
            connection.execute(f"copy ({query} order by 1) to '{path}' (header)")
    print(f"Wrote {len(TABLES)} tables to {target}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
