"""What sqlfluff's Jinja needs to render the models without dbt: stand-ins that yield SQL of the right shape.

Named in .sqlfluff as library_path; every public name here is a name templates can use. Rendering this way takes
seconds for all models, where sqlfluff's own dbt templater starts dbt.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project.yml"
# sqlfluff imports this anew for every file, so the quick loader is used where there is one
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_VARS: dict[str, Any] = yaml.load(_PROJECT.read_text(encoding="utf-8"), _LOADER)["vars"]


def var(name: str, default: Any = None) -> Any:
    """The variable as dbt_project.yml sets it."""
    return _VARS.get(name, default)


# dispatched macros that are whole selects, or CTEs
_SELECTS = {
    "days_from_to": "select cast(null as date) as day",
    "expected_visits": "expected_visits as (select * from chances)",
}


class _Adapter:
    """`adapter.dispatch('name')(a, b)` renders as the call `name(a)`, which is SQL wherever the macro is used."""

    def dispatch(self, name: str, *_: Any, **__: Any) -> Callable[..., str]:
        return lambda first="", *_arguments, **_named: _SELECTS.get(name, f"{name}({first})")

    def quote(self, name: str) -> str:
        return f'"{name}"'


class _CrossDatabase:
    """dbt's own cross-database macros: `dbt.type_string()` is a type, `dbt.name(a, b)` the call `name(a)`."""

    def __getattr__(self, name: str) -> Callable[..., str]:
        if name.startswith("type_"):
            return lambda *_: "varchar"
        return lambda first="", *_arguments, **_named: f"{name}({first})"


class _Exceptions:
    def raise_compiler_error(self, message: str) -> str:
        raise ValueError(message)


class _Empty:
    """An empty manifest: no nodes and no sources."""

    nodes: Mapping[str, Any] = MappingProxyType({})
    sources: Mapping[str, Any] = MappingProxyType({})


adapter = _Adapter()
dbt = _CrossDatabase()
exceptions = _Exceptions()
graph = _Empty()
target = {"name": "duckdb", "schema": "main", "type": "duckdb"}
