"""What a text looks like, in SQL: a date, a number, yes or no; wider than what is read."""

from __future__ import annotations

from scorecard.load_sql import PLACEHOLDERS, literal

# 2026-09-30, 30.9.2026 or 09/30/26 with or without a time behind it; milliseconds since 1970
DATE_FORMS = (
    r"^\d{4}-\d{1,2}-\d{1,2}([ T].*)?$",
    r"^\d{1,2}[./-]\d{1,2}[./-](\d{4}|\d{2})([ ,T].*)?$",
    r"^\d{8}$",
    r"^1\d{12}$",
)
NUMBER_FORM = r"^[$€£ ]*[-+]?\d[\d.,'’  ]*\s*(%|€|\$|£|[A-Z]{3})?$"
YES_OR_NO = ("true", "false", "t", "f", "yes", "no", "y", "n", "1", "0")


def is_filled(column: str) -> str:
    """Return the SQL of whether a text column holds an answer, and no placeholder for one."""
    words = ", ".join(literal(word) for word in PLACEHOLDERS)
    return f"({column} is not null and lower(trim({column})) not in ({words}))"


def looks_like(kind: str, column: str) -> str:
    """Return the SQL of whether a text column's value looks like a value of a contract's type."""
    if kind in ("timestamp", "date"):
        return "(" + " or ".join(_matches(column, form) for form in DATE_FORMS) + ")"
    if kind == "boolean":
        return f"lower(trim({column})) in ({', '.join(literal(word) for word in YES_OR_NO)})"
    if kind == "varchar":
        return f"{column} is not null"
    return _matches(column, NUMBER_FORM)


def as_number(column: str) -> str:
    """Return the SQL of a text column's number where it is one as written; null otherwise."""
    return f"try_cast(rtrim(trim({column}), '%') as double)"


def _matches(column: str, form: str) -> str:
    return f"regexp_matches(trim({column}), {literal(form)})"


def as_time(column: str) -> str:
    """Return the SQL of a text column's time, to see what it spans: ISO, day or month first, epoch milliseconds."""
    day = f"regexp_replace(substr(trim({column}), 1, 10), '[./]', '-', 'g')"
    return (
        f"coalesce(cast(try_cast({column} as timestamptz) as timestamp), try_strptime({day}, '%d-%m-%Y'), "
        f"try_strptime({day}, '%m-%d-%Y'), case when {_matches(column, DATE_FORMS[-1])} then "
        f"make_timestamp(try_cast({column} as bigint) * 1000) end)"
    )
