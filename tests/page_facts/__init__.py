"""What a published page may say in figures: every value of the result files, written as pages write it.

A fact knows what it is a figure of (metric, period, segment, dimension, category). A piece of a page names what it is
about by its row's head, its heading or its words; only facts of just that explain its figures. Figures are read from
the result files here, not through the code of the pages; labels, the periods shown and the way a number is written are
the pages'.
"""

from __future__ import annotations

from pathlib import Path

from scorecard.pages.context import Context
from tests.page_facts.book import CLASSES, About, Book, squeezed
from tests.page_facts.campaigns import read_campaigns
from tests.page_facts.records import read_ledger, read_rest
from tests.page_facts.scores import read_costs, read_improvements, read_scores
from tests.page_facts.values import read_details, read_values
from tests.page_facts.words import read_words

__all__ = ["CLASSES", "About", "Facts", "squeezed"]


class Facts(Book):
    """All facts of a build."""

    def __init__(self, ctx: Context, results: Path, site: Path) -> None:
        super().__init__(ctx)
        self.results = results
        for read in (read_values, read_details, read_scores, read_costs, read_improvements, read_campaigns,
                     read_ledger, read_rest):  # fmt: skip
            read(self, results)
        read_words(self, site)
