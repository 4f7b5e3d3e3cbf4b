"""Every claim of the source documents is answered by a figure that exists, or says what is not measured of it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from scorecard.pages.source_claims import PLACES

PROJECT = Path(__file__).resolve().parents[2]
DESCRIBED = {
    path.stem: path.read_text(encoding="utf-8") for path in (PROJECT / "models/metrics").glob("*/*.yml")
}
with (PROJECT / "site" / "claims.csv").open(encoding="utf-8", newline="") as file:
    CLAIMS = list(csv.DictReader(file))


def test_what_answers_a_claim_is_a_metric_or_a_companion_its_yaml_describes_or_a_place_of_the_site() -> None:
    wrong = []
    for claim in CLAIMS:
        for figure in claim["answered_by"].split():
            owner, _, companion = figure.partition("/")
            if companion:
                known = re.search(rf"`{companion}\b", _details(owner)) is not None
            else:
                known = owner in DESCRIBED or owner in PLACES
            if not known:
                wrong.append(f"{claim['claim']}: {figure}")
    assert wrong == []


def test_a_claim_is_answered_or_says_what_is_not_measured() -> None:
    silent = [claim["claim"] for claim in CLAIMS if not (claim["answered_by"] or claim["not_measured"])]
    assert silent == []


@pytest.mark.requires("shared")
def test_the_claims_are_those_of_the_specification_each_with_every_metric_it_names(shared: Path) -> None:
    text = (shared / "design" / "metrics.md").read_text(encoding="utf-8")
    section = text[text.index("## 1.") : text.index("## 2.")]
    measured_by = dict(re.findall(r"^\| (s\d\.\d+) \| .*? \| (.*?) \|$", section, re.M))
    assert [claim["claim"] for claim in CLAIMS] == list(measured_by)
    lacking = {
        claim["claim"]: sorted(named)
        for claim in CLAIMS
        if (
            named := set(re.findall(r"\w+", measured_by[claim["claim"]]))
            & set(DESCRIBED) - {figure.partition("/")[0] for figure in claim["answered_by"].split()}
        )
    }
    assert lacking == {}


def test_what_matures_later_is_a_companion_of_the_metric() -> None:
    for metric, text in DESCRIBED.items():
        later = yaml.safe_load(text)["models"][0]["config"]["meta"].get("matures_later") or []
        assert [name for name in later if f"`{name}`" not in _details(metric)] == [], metric


def _details(metric: str) -> str:
    """The description of a metric's companions; empty where it has none."""
    models = yaml.safe_load(DESCRIBED[metric])["models"] if metric in DESCRIBED else []
    return next((str(one["description"]) for one in models if one["name"] == f"{metric}__details"), "")
