"""Texts of definitions and templates that hold numbers of their own."""

from __future__ import annotations

import csv
import itertools
import re
from pathlib import Path

from scorecard.pages import attribution_page, formats
from tests.page_facts.book import Book, squeezed


def read_words(book: Book, site: Path) -> None:
    """Texts of definitions and templates that hold numbers of their own."""
    ctx = book.ctx
    texts: list[str] = []
    for metric in ctx.registry.metrics:
        texts += [metric.label, metric.question, metric.action, metric.unlock, metric.caution, metric.interval,
                  metric.sample_unit, metric.owner, *metric.traps, *metric.threshold_reasons.values()]  # fmt: skip
        texts += [part for one in metric.benchmarks for part in (one.text, one.source)]
        for said in (metric.wording.reads, metric.wording.rose, metric.wording.fell):
            texts += (said or "").split("{value}")
        for anchor in (metric.floor, metric.red, metric.target, metric.stretch):
            if anchor is not None:
                book.add(
                    book.about(metric=metric.id, category="|"),
                    ctx.show(metric, anchor),
                    ctx.tick(metric, anchor),
                )
        for one in metric.benchmarks:
            if one.value is not None:
                texts.append(f"{one.text}: {ctx.tick(metric, one.value)}")
        book.add(book.about(metric=metric.id),
                 f"weight {formats.plain(metric.weight, 1)}", formats.plain(metric.weight, 1),
                 formats.counted(metric.minimum_sample or 0, metric.sample_unit))  # fmt: skip
        texts.append(formats.singular(metric.sample_unit))
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
    book.always.update(
        text for one in texts if any(c.isdigit() for c in one) and (text := squeezed(one).strip("."))
    )
