"""What a published page may say in figures: every value of the result files, written as pages write it.

A fact knows what it is a figure of (metric, period, segment, dimension, category). A piece of a page names what it is
about by its row's head, its heading or its words; only facts of just that explain its figures. Figures are read from
the result files here, not through the code of the pages; labels, the periods shown and the way a number is written are
the pages'.
"""

from __future__ import annotations

import csv
import html
import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb

from scorecard.pages import attribution_page, companions, formats, ledger_page, money
from scorecard.pages.context import Context
from scorecard.pages.published import Detail
from scorecard.pages.trends import short_period

About = tuple[tuple[str, str], ...]
CLASSES = ("metric", "period", "segment", "dimension", "campaign", "category")
# what is added up over campaigns
SUMMED = ("spend_amount", "leads", "handed_off", "accepted", "undecided", "followed_up", "opportunities",
          "pipeline_amount", "won_deals", "won_amount")  # fmt: skip


def rows(results: Path, name: str) -> list[dict[str, Any]]:
    """The rows of one result file; none where there is no such file."""
    path = results / f"{name}.parquet"
    if not path.is_file():
        return []
    relation = duckdb.sql(f"select * from '{path}'")
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def squeezed(text: str) -> str:
    """As pages are compared: one kind of space, small letters."""
    return " ".join(html.unescape(text).split()).lower()


class Facts:
    """All facts of a build; `explain` says what a page prints that none of them accounts for."""

    def __init__(self, ctx: Context, results: Path, site: Path) -> None:
        self.ctx = ctx
        self.results = results
        self.phrases: dict[About, set[str]] = defaultdict(set)
        self.always: set[str] = set()
        self.labels: dict[str, dict[str, str]] = {name: {} for name in CLASSES}
        self.metrics = {metric.id: metric for metric in ctx.registry.metrics}
        self._name_things()
        self._read_values(results)
        self._read_details(results)
        self._read_scores(results)
        self._read_costs(results)
        self._read_campaigns(results)
        self._read_ledger(results)
        self._read_rest(results)
        self._read_words(site)

    # -- what things are called -------------------------------------------------------------------------------------

    def _name_things(self) -> None:
        for metric in self.ctx.registry.metrics:
            self.labels["metric"][squeezed(metric.label)] = metric.id
        for dimension in self.ctx.registry.dimensions:
            self.labels["dimension"][squeezed(dimension.label)] = dimension.id
        self.labels["dimension"]["index"] = "index"
        for grain in ("month", "quarter", "trailing"):
            for period in self.ctx.periods(grain):
                key = f"{grain} {period.period_start}"
                for name in {period.period_label, period.name}:
                    self.labels["period"][squeezed(name)] = key
                    self.always.add(squeezed(name))
                self.always.add(squeezed(short_period(period.period_label)))

    def about(self, **named: str | None) -> About:
        return tuple((name, value) for name in CLASSES if (value := named.get(name)) is not None)

    def called(self, *names: str) -> str:
        """A category by all its names, each of which a page may use."""
        keys = [squeezed(name) for name in names]
        self.labels["category"].update({key: key for key in keys})
        return f"|{'|'.join(keys)}|"

    def add(self, about: About, *texts: str) -> None:
        self.phrases[about].update(squeezed(text) for text in texts if any(c.isdigit() for c in text))

    # -- what the result files hold ---------------------------------------------------------------------------------

    def _read_values(self, results: Path) -> None:
        ctx, before = self.ctx, dict[tuple[str, ...], float]()
        for row in sorted(rows(results, "metric_values"), key=lambda one: one["period_start"]):
            metric = self.metrics.get(row["metric"])
            if metric is None:
                continue
            segment = row["segment"]
            self.labels["segment"].setdefault(squeezed(segment), segment)
            if segment != "all" and row["period_grain"] == "month":
                continue  # no page prints a segment's months
            about = self.about(
                metric=metric.id, period=f"{row['period_grain']} {row['period_start']}", segment=segment
            )
            value, low, high = row["value"], row["ci_low"], row["ci_high"]
            for end in (value, low, high, row["last_value"]):
                if formats.known(end):
                    shown = ctx.show(metric, end)
                    self.add(about, shown, shown.replace("×", " times"))
                    self.add((*about, ("dimension", "outcomes")), formats.bare(end, metric.shown_as))
            if formats.known(low) or formats.known(high):
                self.add(about, ctx.show_interval(metric, low, high))
            counts = [row[name] for name in ("numerator", "denominator", "sample_size", "pending")]
            for number in counts:
                if formats.known(number):
                    self.add(about, formats.count(number), formats.counted(number, metric.sample_unit))
            if metric.id in (one.metric for one in money.BESIDE) and formats.known(row["numerator"]):
                self.add(about, ctx.money(row["numerator"]))
            young, old = row["pending"] or 0, row["sample_size"] or 0
            self.add(about, formats.count(young + old), f"{formats.count(young)} still too young")
            if formats.known(counts[0]) and formats.known(counts[1]):
                whole = formats.counted(counts[1], metric.sample_unit)
                self.add(about, f"{formats.count(counts[0])} of {whole}")
            if formats.known(row["score"]):
                score = formats.score(row["score"])
                self.add(about, score, f"scores {score}", f"{score} of 100")
            self.add(about, row["status_reason"] or "")
            series = (row["metric"], row["period_grain"], row["segment_by"], segment)
            if formats.known(value):
                if series in before:
                    self.add(about, formats.difference(value - before[series], metric.shown_as))
                before[series] = value

    def _read_details(self, results: Path) -> None:
        ctx, ends = self.ctx, dict[tuple[str, ...], float]()
        listed = [row for row in rows(results, "metric_details") if row["segment_by"] == "all"]
        for row in listed:
            ends[_key(row)] = row["value"]
        for row in listed:
            metric = self.metrics.get(row["metric"])
            if metric is None or not formats.known(row["value"]):
                continue
            detail, category = row["detail"], row["category"]
            period = f"{row['period_grain']} {row['period_start']}"
            label = companions.words(category) if category else companions.words(detail)
            names = [label, companions.words(detail), f"{companions.words(detail)}, {label}"]
            if detail.endswith("_grade") and " and " in label:
                names += label.split(" and ")
            rule = attribution_page.RULES.get(re.sub("^channel_credit_", "", detail) if category else "")
            rule = rule or attribution_page.RULES.get(category or "")
            names += [rule[0]] if rule else []
            about = self.about(metric=metric.id, period=period, segment="all", category=self.called(*names))
            one = Detail(**{name: row[name] for name in Detail.__dataclass_fields__})
            low, high = (ends.get(_key(row, end)) for end in ("_low", "_high"))
            written = [companions.written(ctx, metric, one)]
            if detail.startswith("nowcast"):
                written.append(ctx.show(metric, row["value"]))
                written.append(ctx.show_interval(metric, low, high))
            unit = companions.unit_of(metric, detail, row["value"])
            written.append(formats.interval(low, high, unit, ctx.currency, ctx.symbol))
            written.append(written[0].replace("×", " times"))
            if unit == "currency" or "amount" in detail:
                written.append(ctx.money(row["value"]))
            if formats.known(row["sample_size"]):
                written += [formats.count(row["sample_size"]), formats.counted(row["sample_size"], "deals"),
                            formats.counted(row["sample_size"], "leads")]  # fmt: skip
            if category and re.search(r"_within_(hours|days)$", detail):
                self.always.add(
                    squeezed(f"within {formats.counted(float(category), detail.rsplit('_', 1)[1])}")
                )
            self.add(about, *written)

    def _read_scores(self, results: Path) -> None:
        for name in ("alignment_index", "dimension_scores"):
            before = dict[tuple[str, ...], float]()
            for row in sorted(rows(results, name), key=lambda one: one["period_start"]):
                about = self.about(
                    period=f"{row['period_grain']} {row['period_start']}",
                    segment=row["segment"],
                    dimension=row.get("dimension", "index"),
                )
                ends = [row[end] for end in ("score", "ci_low", "ci_high", "bound_low", "bound_high")]
                for decimals in (0, 1):
                    self.add(about, *(formats.plain(end, decimals) for end in ends if formats.known(end)))
                if formats.known(ends[1]) and formats.known(ends[2]):
                    self.add(about, f"{formats.plain(ends[1], 1)}–{formats.plain(ends[2], 1)}")
                for low, high in (ends[1:3], ends[3:5]):
                    if formats.known(low) and formats.known(high):
                        low, high = formats.score(low), formats.score(high)
                        self.add(about, f"{low}–{high}", f"{low} to {high}", f"{low} and {high}")
                if formats.known(row["coverage"]):
                    self.add(about, formats.value(row["coverage"], "share"))
                key = (row["period_grain"], row["segment"], row.get("dimension", ""))
                if formats.known(row["score"]):
                    if key in before:
                        self.add(about, formats.count(abs(round(row["score"]) - round(before[key]))))
                    before[key] = row["score"]
        moved = dict[tuple[str, str], float]()
        for row in rows(results, "contributions"):
            if row["segment_by"] == "all" and formats.known(row["points"]):
                key = (f"quarter {row['period_start']}", row["dimension"])
                moved[key] = moved.get(key, 0.0) + row["points"]
        for (period, dimension), points in moved.items():
            text = f"{'+' if points > 0 else ''}{formats.plain(points, 1)}"
            said = formats.plain(abs(points), 1)
            self.add(self.about(period=period, segment="all", dimension=dimension),
                     text, f"{text} points", f"{said} points", f"{said} point")  # fmt: skip

    def _read_costs(self, results: Path) -> None:
        ctx = self.ctx
        for row in rows(results, "misalignment_cost"):
            if (
                row["period_grain"] != "latest"
                or row["segment_by"] != "all"
                or not formats.known(row["base"])
            ):
                continue
            cause = row["cause"]
            label = money.CAUSES[cause].label if cause in money.CAUSES else cause
            low, base, high = (ctx.money(row[name]) for name in ("low", "base", "high"))
            about = self.about(category=self.called(label), segment="all")
            self.add(about, low, base, high, f"{low}–{high}", f"{low} to {high}")
            if formats.known(row["base_if_all_recoverable"]):
                self.add(about, ctx.money(row["base_if_all_recoverable"]))
            if row["won_amount"]:
                self.add(about, formats.value(row["base"] / row["won_amount"], "share"))
            for name in (
                "gross_margin",
                "recoverable_share_low",
                "recoverable_share_base",
                "recoverable_share_high",
            ):
                if formats.known(row[name]):
                    self._assume(f"{formats.plain(row[name] * 100, 0)} %", name)
            for name, (_, unit) in money.ASSUMPTIONS.items():
                value = row.get(name)
                if formats.known(value) and unit != "share":
                    self._assume(
                        formats.money_full(value, ctx.currency, ctx.symbol)
                        if unit == "currency"
                        else f"{formats.plain(value, 0)} {unit}",
                        name,
                    )

    def _assume(self, text: str, name: str) -> None:
        """An assumption explains its own row of the Money page only."""
        self.add(self.about(category=self.called(money.ASSUMPTIONS.get(name, (name, ""))[0])), text)

    def _read_campaigns(self, results: Path) -> None:
        ctx = self.ctx
        given = rows(results, "campaigns")
        sums = {"All": given, "No campaign": [row for row in given if row["campaign_id"] == "(none)"]}
        sums["fruitless"] = [
            row for row in given
            if row["campaign_id"] != "(none)" and row["spend_amount"] and row["accepted"] == 0
            and row["undecided"] == 0 and row["objective"] != "brand"
        ]  # fmt: skip
        named = [
            (row["campaign_name"] or row["campaign_id"], row)
            for row in given
            if row["campaign_id"] != "(none)"
        ]
        for name, parts in sums.items():
            total = {
                key: sum(float(row[key]) for row in parts if row[key] is not None)
                for key in given[0] if key in SUMMED or key.startswith("credit_")
            } if parts else {}  # fmt: skip
            if total:
                total["cost_per_accepted_lead"] = (
                    total["spend_amount"] / total["accepted"] if total["accepted"] else None
                )
                total["credit_low"] = total["credit_high"] = None
                named.append((name, total))
        whole = sum(float(row["spend_amount"] or 0) for row in given)
        for name, row in named:
            label = squeezed(formats.shorten(name, 60))
            self.labels["campaign"][label] = label
            about = self.about(campaign=label)
            self.add(about, label, str(row.get("campaign_id", "")))
            for rule, (title, _) in attribution_page.RULES.items():
                if formats.known(row[f"credit_{rule}"]):
                    given_by = self.about(campaign=label, category=self.called(title))
                    self.add(
                        given_by, ctx.money(row[f"credit_{rule}"]), ctx.money(float(row["spend_amount"] or 0))
                    )
            amounts = [
                value
                for key, value in row.items()
                if key
                in (
                    "credit_linear",
                    "spend_amount",
                    "pipeline_amount",
                    "won_amount",
                    "cost_per_accepted_lead",
                )
            ]
            for amount in amounts:
                if formats.known(amount):
                    self.add(
                        about,
                        formats.money_full(float(amount), ctx.currency, ctx.symbol),
                        ctx.money(float(amount)),
                    )
            if formats.known(row["credit_low"]) and formats.known(row["credit_high"]):
                self.add(
                    about,
                    formats.interval(
                        row["credit_low"], row["credit_high"], "currency", ctx.currency, ctx.symbol
                    ),
                )
            for key in ("leads", "handed_off", "accepted", "followed_up", "opportunities", "won_deals"):
                if formats.known(row[key]):
                    self.add(about, formats.count(row[key]), formats.counted(row[key], "deals"))
            self.add(about, f"{formats.count(row['undecided'] or 0)} too young")
            sent = float(row["handed_off"] or 0)
            for part, of in (("accepted", sent - float(row["undecided"] or 0)), ("followed_up", sent)):
                if of and row[part] is not None:
                    self.add(about, formats.value(float(row[part]) / of, "share"))
            if name == "No campaign":
                self.add(about, formats.value(float(row["spend_amount"]) / whole, "share"))
        self.add(self.about(campaign="fruitless"), formats.counted(len(sums["fruitless"]), "campaigns"))

    def _read_ledger(self, results: Path) -> None:
        whole: dict[str, int] = defaultdict(int)
        parts: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows(results, "handoff_ledger"):
            if row["segment_by"] != "all":
                continue
            period = f"{row['period_grain']} {row['period_start']}"
            outcome = ledger_page.OUTCOMES.get(row["outcome"], (row["outcome"],))[0]
            whole[period] += row["leads"]
            parts[period, outcome] += row["leads"]
            if row["reason_family"]:
                parts[period, f"{outcome}\t{row['reason_family']}"] += row["leads"]
            else:
                parts[period, f"{outcome}\tno reason given"] += row["leads"]
        for period, leads in whole.items():
            out = sum(
                count
                for (at, name), count in parts.items()
                if (at, name) == (period, ledger_page.OUTCOMES["excluded"][0])
            )
            self.add(self.about(period=period, category=self.called("left out")),
                     f"{formats.count(out)} of {formats.count(leads)} leads handed off")  # fmt: skip
        for (period, name), leads in parts.items():
            names = [companions.words(one) for one in name.split("\t")]
            count = formats.count(leads)
            texts = (
                [count, f"{count} ({formats.value(leads / whole[period], 'share')})"]
                if whole[period]
                else [count]
            )
            self.add(self.about(period=period, category=self.called(": ".join(names))), *texts)
            if names[0] == ledger_page.OUTCOMES["excluded"][0] and len(names) > 1:
                self.add(self.about(period=period, category=self.called("left out")), f"{names[1]} {count}")
        for period, leads in whole.items():
            self.add(
                self.about(period=period, category=self.called("sent to sales", "sent")), formats.count(leads)
            )
            for outcome, _, _ in ledger_page.OUTCOMES.values():
                if (period, outcome) not in parts:
                    self.add(self.about(period=period, category=self.called(outcome)), "0")

    def _read_rest(self, results: Path) -> None:
        ctx = self.ctx
        for row in rows(results, "changes"):
            metric = self.metrics.get(row["metric"] or "")
            for value in (row["before"], row["after"]):
                if formats.known(value):
                    shown = ctx.show(metric, value) if metric else formats.plain(value, 1)
                    self.add(self.about(metric=row["metric"], segment=row["segment"]), shown)
        for row in rows(results, "who_is_right"):
            two = [
                row[name] for name in ("ranking_power", "observed_to_expected") if formats.known(row[name])
            ]
            for dimension in ("lead_quality", "follow_up"):
                self.add(
                    self.about(
                        period=f"quarter {row['period_start']}", segment=row["segment"], dimension=dimension
                    ),
                    *(formats.plain(value, 2) for value in two),
                    formats.value(row["follow_up_rate"], "share"),
                    formats.count(row["worked_leads"]),
                    row["reason"] or "",
                )
        judged = rows(results, "check_results")
        for metric in ctx.registry.metrics:
            touching = [row for row in judged if metric.id in str(row["metrics"] or "")]
            known = [row["success"] for row in touching if row["success"] is not None]
            self.add(
                self.about(metric=metric.id),
                f"{formats.count(sum(map(bool, known)))} of {formats.count(len(known))} data checks upstream",
                f"{formats.count(len(touching) - len(known))} could not be judged",
            )
        for number in self._check_counts(judged):
            self.always.add(squeezed(number))

    def _check_counts(self, judged: list[dict[str, Any]]) -> Iterator[str]:
        known = [row for row in judged if row["success"] is not None]
        passed = sum(1 for row in known if row["success"])
        yield f"{formats.count(passed)} of {formats.count(len(known))} data checks pass"
        for row in judged:
            for name in ("observed", "threshold", "check"):
                yield str(row[name] or "")

    def _read_words(self, site: Path) -> None:
        """Texts of definitions and templates that hold numbers of their own."""
        ctx = self.ctx
        texts: list[str] = []
        for metric in ctx.registry.metrics:
            texts += [metric.label, metric.question, metric.action, metric.unlock, metric.caution, metric.interval,
                      metric.sample_unit, metric.owner, *metric.traps, *metric.threshold_reasons.values()]  # fmt: skip
            texts += [part for one in metric.benchmarks for part in (one.text, one.source)]
            for said in (metric.wording.reads, metric.wording.rose, metric.wording.fell):
                texts += (said or "").split("{value}")
            for anchor in (metric.floor, metric.red, metric.target, metric.stretch):
                if anchor is not None:
                    self.add(
                        self.about(metric=metric.id, category="|"),
                        ctx.show(metric, anchor),
                        ctx.tick(metric, anchor),
                    )
            for one in metric.benchmarks:
                if one.value is not None:
                    texts.append(f"{one.text}: {ctx.tick(metric, one.value)}")
            self.add(self.about(metric=metric.id),
                     f"weight {formats.plain(metric.weight, 1)}", formats.plain(metric.weight, 1),
                     formats.counted(metric.minimum_sample or 0, metric.sample_unit))  # fmt: skip
            texts.append(singular_of(metric.sample_unit))
        for path in itertools.chain((site / "pages").glob("*.j2"), (site / "components").glob("*.j2")):
            source = path.read_text(encoding="utf-8")
            texts += [said for said in re.findall(r'"([^"]*)"', source) if len(said.split()) > 1]
            bare = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "\n", source, flags=re.S)
            texts += [line for line in bare.split("\n") if len(line.split()) > 1]
        texts += [says for _, says in attribution_page.RULES.values()]
        with (site / "interval_coverage.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                texts.append(f"{formats.value(float(row['coverage']), 'share')} of {formats.count(int(row['samples']))} "
                             f"simulated samples of {formats.count(int(row['n']))} {row['unit']}")  # fmt: skip
        self.always.update(
            text for one in texts if any(c.isdigit() for c in one) and (text := squeezed(one).strip("."))
        )


def singular_of(text: str) -> str:
    return formats.singular(text)


def _key(row: Mapping[str, Any], end: str = "") -> tuple[str, ...]:
    return (
        row["metric"],
        row["period_grain"],
        str(row["period_start"]),
        row["detail"] + end,
        str(row["category"]),
    )
