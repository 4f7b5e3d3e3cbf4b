"""Whether to believe the numbers: every check, every row accounted for, and what is not measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scorecard import sentences
from scorecard.pages import formats
from scorecard.pages.context import Context
from scorecard.pages.published import Check, Match, TableRows, texts
from scorecard.registry import Metric

# libyaml reads the suites ten times faster; not every build of the library has it
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


# What gives a figure back, where nothing is missing from the data
REMEDIES = {
    "pending": "Nothing: it comes with time.",
    "insufficient_sample": "More records, or a longer period.",
    "blocked": "Mend the rows the failed check names, and build again.",
}


EVERY = "every table"  # the suite of rules held to all tables


@dataclass(frozen=True)
class CheckRow:
    """One check as the page shows it."""

    check: str
    relation: str
    kind: str
    word: str
    severity: str
    observed: str
    threshold: str
    rows: str
    keys: tuple[str, ...]
    metrics: tuple[Metric, ...]
    why: str


@dataclass(frozen=True)
class FileRow:
    """One raw table: read = used + set aside."""

    table: str
    source: str
    files: tuple[str, ...]
    read: str
    used: str
    aside: str
    reasons: tuple[tuple[str, str], ...]


def view(ctx: Context, suites: Path) -> dict[str, Any]:
    """Everything the Data quality page lays out; `suites` is the folder of check suites, for their reasons."""
    reasons = why_texts(suites)
    rows = [check_row(ctx, check, reasons) for check in ctx.results.checks]
    failing = [row for row in rows if row.kind in ("watch", "act")]
    unjudged: dict[str, list[CheckRow]] = {}
    passing: dict[str, list[CheckRow]] = {}
    for row in rows:
        if row.kind == "good":
            passing.setdefault(row.relation, []).append(row)
        elif row.kind == "none":
            unjudged.setdefault(row.relation, []).append(row)
    passed = sum(len(group) for group in passing.values())
    judged = passed + len(failing)
    critical = sum(1 for row in failing if row.severity == "critical")
    return {
        "judged": judged,
        "line": sentences.checks_line(passed, judged, critical, len(failing) - critical, []),
        "failing": sorted(failing, key=lambda row: (row.severity != "critical", row.relation, row.check)),
        "passing": sorted(passing.items()),
        "unjudged": sorted(unjudged.items()),
        "files": files(ctx),
        "unmeasured": unmeasured(ctx),
        "matches": [match_row(one) for one in ctx.results.matches],
    }


def why_texts(folder: Path) -> Mapping[tuple[str, str], str]:
    """The `why:` of each rule in the check suites, by relation and rule; empty where suites cannot be read."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        try:
            suite = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
        except (yaml.YAMLError, OSError):
            continue
        if not isinstance(suite, Mapping):
            continue
        relation = str(suite.get("relation") or path.stem).rpartition(".")[2]
        for rules in suite.values():
            for rule in rules if isinstance(rules, list) else ():
                if isinstance(rule, Mapping) and rule.get("why"):
                    found[(relation, str(rule.get("rule")))] = " ".join(str(rule["why"]).split())
    return found


def check_row(ctx: Context, check: Check, reasons: Mapping[tuple[str, str], str]) -> CheckRow:
    relation = check.relation.rpartition(".")[2]
    name = check.check.removeprefix(f"{relation}: ").removeprefix(f"{relation}.")
    kind, word = "good", "Pass"
    if check.success is None:
        kind, word = "none", "Not judged"
    elif not check.success:
        kind, word = ("act", "Critical") if check.severity == "critical" else ("watch", "Warning")
    found = [metric for one in texts(check.metrics) if (metric := ctx.registry.metric(one)) is not None]
    return CheckRow(
        check=name.replace("_", " ") if " " not in name else name,
        relation=relation,
        kind=kind,
        word=word,
        severity=check.severity,
        observed=_said(check.observed),
        threshold=_said(check.threshold),
        rows=formats.count(check.unexpected_rows) if formats.known(check.unexpected_rows) else "",
        keys=texts(check.sample_keys)[:5],
        metrics=tuple(found),
        why=check.why
        or reasons.get((relation, check.check))
        or reasons.get((relation, name))
        or reasons.get((EVERY, name))
        or "",
    )


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return formats.plain(value, 0) if value == int(value) else formats.plain(value, 3)
    return formats.shorten(str(value), 160)


def files(ctx: Context) -> list[FileRow]:
    """Raw tables with their row accounting, those with rows set aside first."""
    made = [_file_row(ctx, total) for total in ctx.results.table_rows]
    return sorted(made, key=lambda row: (row.aside == "0", row.table))


def _file_row(ctx: Context, total: TableRows) -> FileRow:
    rows = [one for one in ctx.results.accounting if (one.source, one.table) == (total.source, total.table)]
    return FileRow(
        table=total.table,
        source=total.source,
        files=tuple(sorted({row.file for row in rows if row.file})),
        read=formats.count(total.rows_read),
        used=formats.count(total.rows_used),
        aside=formats.count(total.rows_set_aside),
        reasons=tuple(
            (row.reason, formats.count(row.rows_set_aside))
            for row in rows
            if row.reason and row.rows_set_aside
        ),
    )


ENTITIES = {
    "lead": "People",
    "opportunity": "Deals",
    "account": "Accounts",
    "user": "Users",
    "ad_campaign": "Campaigns of ads",
}


def match_row(match: Match) -> dict[str, str]:
    """One line of what met between sources, in words."""
    return {
        "entity": ENTITIES.get(match.entity, match.entity),
        "source": match.source,
        "records": formats.count(match.records),
        "met": _met(match),
        "how": "" if not match.kept_source else f"by {match.matched_by}",
    }


def _met(match: Match) -> str:
    if match.kept_source:
        return f"a record of {match.kept_source}"
    return "untraceable spend" if match.entity == "ad_campaign" else "in no other source"


def unmeasured(ctx: Context) -> list[dict[str, Any]]:
    """Metrics without a value in the quarter shown, and what would give them one."""
    listed = []
    for metric in ctx.registry.metrics:
        row = ctx.value(metric.id, "quarter", ctx.quarter.period_start)
        if row is not None and formats.known(row.value):
            continue
        status = row.status if row else "not_measured"
        listed.append(
            {
                "metric": metric,
                "dimension": ctx.registry.dimension(metric.dimension).label,
                "status": sentences.STATUS_WORDS.get(status, "Not measured"),
                "reason": (row.status_reason if row else "") or "",
                "unlock": metric.unlock if status == "not_measured" else REMEDIES.get(status, metric.unlock),
            }
        )
    return listed
