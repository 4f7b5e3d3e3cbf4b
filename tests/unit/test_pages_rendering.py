"""Pages from small result files: complete, escaped, and with every missing number in words."""

import csv
import gzip
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import markdown
import pytest
from markupsafe import Markup

from scorecard import pages
from scorecard.errors import ScorecardError
from scorecard.pages import own_pages, rendering
from scorecard.progress import Progress

HOSTILE = [
    "<script>alert(1)</script>",
    "{{ 7*7 }} {% if x %}",
    "*bold* _it_ `code` ~~~ ``` | pipe [a](b)",
    "# head\n\n- item\n```\ncode",
    "مبيعات \u202eevil\u202c 🚀",
    "=cmd|' /C calc'!A0",
    "x" * 500,
    "\"quoted\" & 'single' </div></section>",
]
QUARTERS = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1)]
ENDS = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]
META = {
    "question": "Does anyone call?",
    "role": "scored",
    "unit": "share",
    "direction": "higher",
    "interval": "Wilson score, 95 %",
    "floor": 0.3,
    "red": 0.7,
    "target": 0.9,
    "stretch": 0.98,
    "threshold_reasons": {"red": "Below it leads are lost."},
    "minimum_sample": 30,
    "sample_unit": "leads handed off",
    "weight": 1,
    "unlock": "Add sales_activities with lead_id.",
    "action": "Route every lead to a name.",
    "owner": "Head of sales",
    "claims": ["s2.8"],
    "traps": ["One click counts as a call."],
}
VALUES = "metric varchar, dimension varchar, role varchar, period_grain varchar, period_start date, segment_by varchar, segment varchar, value double, ci_low double, ci_high double, numerator double, denominator double, sample_size bigint, pending bigint, score double, status varchar, status_reason varchar, last_value double, last_value_as_of timestamp"
TABLES = {
    "periods": "period_grain varchar, period_start date, period_end date, period_label varchar, is_closed boolean, is_partly_covered boolean",
    "metric_values": VALUES,
    "dimension_scores": "period_grain varchar, period_start date, segment_by varchar, segment varchar, dimension varchar, score double, ci_low double, ci_high double, coverage double, bound_low double, bound_high double",
    "alignment_index": "period_grain varchar, period_start date, segment_by varchar, segment varchar, score double, ci_low double, ci_high double, coverage double, bound_low double, bound_high double, tier varchar, borderline boolean, provisional boolean, arithmetic double, min_dimension varchar, weight_low double, weight_high double",
    "check_results": '"check" varchar, relation varchar, severity varchar, success boolean, observed varchar, threshold varchar, unexpected_rows bigint, sample_keys varchar, metrics varchar',
    "match_report": "entity varchar, source varchar, kept_source varchar, matched_by varchar, records bigint",
    "row_accounting": 'source varchar, "table" varchar, file varchar, rows_read bigint, rows_used bigint, rows_set_aside bigint, reason varchar',
    "contributions": "period_start date, segment_by varchar, segment varchar, metric varchar, dimension varchar, points double",
    "sensitivity": "run varchar, family varchar, detail varchar, segment_by varchar, segment varchar, score double, tier varchar",
    "robustness": "segment_by varchar, segment varchar, score double, tier varchar, runs bigint, tier_kept bigint, tier_kept_share double, segments bigint, rank bigint, rank_runs bigint, third_kept bigint, third_kept_share double, mean_tau double, lowest_tau double, is_rank_stable boolean",
    "coherence": "segment_by varchar, kind varchar, dimension varchar, other varchar, sample_size bigint, correlation double, ci_low double, ci_high double, finding varchar",
    "dimension_weights": "dimension varchar, weight double, lowest_share double, highest_share double, executives bigint",
    "index_publications": "period_grain varchar, period_start date, segment_by varchar, segment varchar, score double, tier varchar, first_score double, first_as_of timestamp, points_since_first double",
    "definitions": "metric varchar, part varchar, content varchar, version varchar, since timestamp",
    "changes": "kind varchar, metric varchar, period_start date, segment_by varchar, segment varchar, before double, after double, significant boolean, note varchar",
    "metric_details": "metric varchar, period_grain varchar, period_start date, segment_by varchar, segment varchar, detail varchar, category varchar, value double, sample_size bigint",
    "campaigns": "campaign_id varchar, campaign_name varchar, channel varchar, campaign_type varchar, objective varchar, started_on date, ended_on date, spend_amount decimal(18, 4), leads bigint, handed_off bigint, accepted bigint, undecided bigint, followed_up bigint, cost_per_accepted_lead double, opportunities bigint, pipeline_amount decimal(18, 4), won_deals bigint, won_amount decimal(18, 4), touched_deals bigint, credit_linear double, credit_markov double, credit_shapley double, credit_low double, credit_high double",
    "handoff_ledger": "period_grain varchar, period_start date, segment_by varchar, segment varchar, outcome varchar, reason_family varchar, leads bigint",
    "improvements": "metric varchar, index_points double, cause varchar, cost_period_start date, cost_low double, cost_base double, cost_high double",
    "who_is_right": "period_start date, segment_by varchar, segment varchar, ranking_power double, observed_to_expected double, follow_up_rate double, worked_leads bigint, converted_leads bigint, position varchar, reason varchar",
    "misalignment_cost": "period_grain varchar, period_start date, segment_by varchar, segment varchar, cause varchar, population varchar, low double, base double, high double, won_amount double, win_horizon_days double",
}


@dataclass(frozen=True)
class FakeSettings:
    """As much of the settings as rendering reads."""

    project: Path
    target: Path
    vars: dict
    is_demo: bool = False
    as_of: datetime = datetime(2026, 10, 20, tzinfo=UTC)
    build_clock: datetime = datetime(2026, 10, 20, 6, tzinfo=UTC)

    @property
    def results(self):
        return self.target / "results"

    @property
    def pages(self):
        return self.target / "pages"

    @property
    def dbt_target(self):
        return self.target / "dbt"

    @property
    def data(self):
        return self.target / "data"

    @property
    def history(self):
        return self.target / "history"


class Outline(HTMLParser):
    """Elements in order, and whether every one that opens closes."""

    VOID = ("br", "meta", "link", "img", "input", "hr")

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.text, self.faults = [], [], [], []

    def handle_starttag(self, tag, _attrs):
        self.tags.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, _attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def value_row(
    metric, dimension, start, value, *, by="all", segment="all", status="measured", reason=None, pending=0
):
    low, high = (None, None) if value is None else (max(value - 0.02, 0), min(value + 0.02, 1))
    shown = [value, low, high, None if value is None else round(value * 400), 400]
    score = None if value is None else value * 70
    return (
        metric,
        dimension,
        "scored",
        "quarter",
        start,
        by,
        segment,
        *shown,
        400,
        pending,
        score,
        status,
        reason,
        None,
        None,
    )


def campaign(key, name, spend, *, accepted=4, undecided=0, credit=300.0, objective="demand"):
    """A campaign of 10 leads, 3 opportunities and one won deal; Markov's credit is left out."""
    identity = (key, name, name, None, objective, QUARTERS[0], None)
    leads = (10, 9, accepted, undecided, 5, spend / accepted if accepted else None)
    return (*identity, spend, *leads, 3, 900.0, 1, 300.0, 1, credit, None, credit, credit / 2, credit * 2)


def write_results(target: Path, rows: dict[str, list[tuple]]) -> None:
    (target / "results").mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for name, columns in TABLES.items():
            connection.execute(f"create table {name} ({columns})")
            for row in rows.get(name, ()):
                connection.execute(f"insert into {name} values ({', '.join('?' * len(row))})", list(row))
            connection.execute(f"copy {name} to '{target / 'results' / name}.parquet' (format parquet)")


def write_manifest(target: Path, metrics: dict[str, str]) -> None:
    nodes = {
        f"model.p.{name}": {
            "name": name,
            "resource_type": "model",
            "schema": "metrics",
            "original_file_path": f"models/metrics/{dimension}/{name}.sql",
            "raw_code": "-- one row per lead\nselect {{ segments() }} from {{ ref('fct_lead_journeys') }}\n",
            "description": "The share of `leads` worked.\n\nSee *nothing* bold here.",
            "config": {
                "meta": {**META, "label": name.replace("_", " ").capitalize(), "dimension": dimension}
            },
            "depends_on": {"nodes": []},
        }
        for name, dimension in metrics.items()
    }
    (target / "dbt").mkdir(parents=True, exist_ok=True)
    (target / "dbt" / "manifest.json").write_text(json.dumps({"nodes": nodes}))


def sample_rows() -> dict[str, list[tuple]]:
    """Three closed quarters of one measured metric, an open one, a blocked metric, and hostile names everywhere."""
    closed = list(zip(QUARTERS, ENDS, strict=True))
    follow_up = [
        value_row("lead_follow_up_rate", "follow_up", start, value)
        for start, value in zip(QUARTERS, (0.72, 0.66, 0.55), strict=False)
    ]
    return {
        "periods": [
            ("quarter", start, end, f"Q{index + 1} 2026 (three months)", index < 3, False)
            for index, (start, end) in enumerate(closed)
        ],
        "metric_values": [
            *follow_up,
            value_row(
                "lead_follow_up_rate",
                "follow_up",
                QUARTERS[3],
                None,
                status="pending",
                reason="the period has not ended yet",
                pending=400,
            ),
            value_row(
                "lead_score_auc",
                "lead_quality",
                QUARTERS[2],
                None,
                status="blocked",
                reason="a data check failed: leads.key",
            ),
            *[
                value_row(
                    "lead_follow_up_rate",
                    "follow_up",
                    QUARTERS[2],
                    0.4 + index / 50,
                    by="channel",
                    segment=name,
                )
                for index, name in enumerate(HOSTILE)
            ],
        ],
        "dimension_scores": [
            ("quarter", start, "all", "all", "follow_up", score, score - 2, score + 2, 0.5, 10.0, 80.0)
            for start, score in zip(QUARTERS, (50.0, 45.0, 30.0), strict=False)
        ],
        "alignment_index": [
            (
                "quarter",
                start,
                by,
                segment,
                score,
                score - 2,
                score + 2,
                0.9,
                10.0,
                80.0,
                "partly_aligned",
                False,
                False,
                score,
                "follow_up",
                score - 1,
                score + 1,
            )
            for by, segment, starts in (
                ("all", "all", QUARTERS),
                *(("channel", name, QUARTERS[2:]) for name in HOSTILE[:4]),
            )
            for start, score in zip(starts, (58.0, 55.0, 44.0), strict=False)
        ],
        "sensitivity": [
            ("published", "published", "as published", "all", "all", 44.0, "partly_aligned"),
            ("weights", "all weights", "concentration 50, low end", "all", "all", 41.0, "partly_aligned"),
            ("leave-one-out", "metric left out", "lead_score_auc", "all", "all", 38.0, "misaligned"),
            ("anchors", "anchors", "looser", "all", "all", 52.0, "partly_aligned"),
        ],
        "robustness": [
            (
                "all",
                "all",
                44.0,
                "partly_aligned",
                3,
                2,
                0.667,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
            ),
            *(
                ("channel", name, 58.0, "partly_aligned", 3, 3, 1.0, 4, None, 3, 1, 0.333, 0.5, -0.3, False)
                for name in HOSTILE[:4]
            ),
        ],
        "coherence": [("team", "index", "follow_up", "index", 24, 0.05, -0.36, 0.44, "apart")],
        "dimension_weights": [("follow_up", 0.25, 0.1, 0.4, 2), ("goals", 0.05, 0.0, 0.1, 2)],
        "index_publications": [
            ("quarter", QUARTERS[2], "all", "all", 44.0, "partly_aligned", 46.5, QUARTERS[3], -2.5),
        ],
        "definitions": [("lead_follow_up_rate", "target", "0.9", "abc123def456", QUARTERS[3])],
        "check_results": [
            (
                "leads.key_is_unique",
                "leads",
                "critical",
                False,
                "3 rows",
                "none",
                3,
                HOSTILE[0],
                "lead_score_auc",
            ),
            ("leads.created", "leads", "warning", True, HOSTILE[2], "none", 0, "", "lead_follow_up_rate"),
            ("goals.key", "goals", "critical", None, "table is empty", "none", None, "", ""),
        ],
        "match_report": [
            ("lead", "hubspot", "salesforce", "e-mail", 40),
            ("lead", "hubspot", None, "not matched", 60),
        ],
        "row_accounting": [
            ("csv", "leads", "leads.csv", 90, 90, 0, None),
            ("csv", "leads", HOSTILE[0], 10, 0, 10, HOSTILE[5]),
        ],
        "contributions": [(QUARTERS[2], "all", "all", "lead_follow_up_rate", "follow_up", -11.0)],
        "changes": [
            ("moved", "lead_follow_up_rate", QUARTERS[2], "all", "all", 0.66, 0.55, True, None),
            ("moved", "lead_follow_up_rate", QUARTERS[2], "channel", HOSTILE[0], 0.5, 0.4, True, None),
            ("restated", "lead_follow_up_rate", QUARTERS[1], "all", "all", 0.67, 0.66, True, HOSTILE[1]),
            ("restated", "lead_follow_up_rate", QUARTERS[0], "all", "all", 0.7, 0.66, True, None),
            ("redefined", "lead_follow_up_rate", None, "all", "all", 0.8, 0.9, True, "target 0.8 → 0.9"),
            ("redefined", "alignment_index", QUARTERS[2], "all", "all", 46.5, 44.0, True, HOSTILE[0]),
        ],
        "metric_details": [
            (
                "lead_follow_up_rate",
                "quarter",
                QUARTERS[2],
                "all",
                "all",
                "outcome",
                "touched_in_time",
                0.55,
                400,
            ),
            ("lead_follow_up_rate", "quarter", QUARTERS[2], "all", "all", "outcome", HOSTILE[0], 0.45, 400),
            ("lead_follow_up_rate", "quarter", QUARTERS[2], "all", "all", "not_followed_up", None, 0.45, 400),
        ],
        "campaigns": [
            *[campaign(f"c{index}", name, 1000.0 - index) for index, name in enumerate(HOSTILE)],
            campaign("(none)", None, 500.0),
        ],
        "misalignment_cost": [
            (
                "latest",
                QUARTERS[0],
                "all",
                "all",
                "unworked_leads",
                "leads",
                610e3,
                820e3,
                1040e3,
                40e6,
                90.0,
            ),
            ("latest", QUARTERS[2], "all", "all", "total", "all", 610e3, 820e3, 1040e3, 40e6, 90.0),
        ],
    }


@pytest.fixture
def settings(tmp_path, project):
    made = FakeSettings(
        project, tmp_path, {"company_name": HOSTILE[0], "reporting_currency": "EUR", "late_window_days": 10}
    )
    write_manifest(tmp_path, {"lead_follow_up_rate": "follow_up", "lead_score_auc": "lead_quality"})
    write_results(tmp_path, sample_rows())
    return made


def render(settings):
    pages.render(settings, Progress(quiet=True))
    return {
        path.relative_to(settings.pages).as_posix(): path.read_text(encoding="utf-8")
        for path in settings.pages.rglob("*.md")
    }


def body(page: str) -> str:
    return page.split("\n---\n", 1)[1]


def text_of(page: str) -> str:
    outline = Outline()
    outline.feed(body(page))
    return " ".join(" ".join(outline.text).split())


def test_every_page_is_written(settings):
    written = set(render(settings))
    assert {
        "index.md",
        "money.md",
        "campaigns.md",
        "changes.md",
        "quality.md",
        "method.md",
        "dimensions/index.md",
        "metrics/index.md",
        "segments/index.md",
        "ledger.md",
        "attribution.md",
        "price.md",
        "outcomes.md",
    } <= written
    assert {
        "dimensions/follow_up.md",
        "metrics/lead_follow_up_rate.md",
        "metrics/lead_score_auc.md",
    } <= written


def test_a_page_of_the_company_stands_in_the_frame_of_every_page(settings, monkeypatch):
    own = own_pages.OwnPage("weekly", "Weekly", "What we look at", Markup("Words of **ours**."))
    monkeypatch.setattr(own_pages, "read", lambda *_: [own])
    page = render(settings)["own/weekly.md"]
    assert "\ntitle: 'Weekly'\n" in page.replace('"', "'")
    assert page.endswith("# Weekly\n\nWords of **ours**.\n\n</div>\n")


def test_every_element_that_opens_closes(settings):
    for name, page in render(settings).items():
        outline = Outline()
        outline.feed(body(page))
        assert not outline.faults, name
        assert not outline.open, name


def test_raw_text_is_only_ever_text(settings):
    for name, page in render(settings).items():
        outline = Outline()
        outline.feed(body(page))
        assert "script" not in outline.tags, name
        assert "{{" not in page, name
        assert "{%" not in page, name
        assert "\u202e" not in page, name
        assert max(map(len, re.findall(r"x+", page)), default=0) < 100, name
    metric = text_of(render(settings)["metrics/lead_follow_up_rate.md"])
    assert "<script>alert(1)</script>" in metric
    assert "{{ 7*7 }} {% if x %}" in metric
    assert "*bold* _it_ `code` ~~~ ``` | pipe [a](b)" in metric


def test_channels_reasons_and_concessions_of_any_name_are_only_text(settings):
    rows = sample_rows()
    named = {"attribution_model_divergence": "attribution", "concession_leakage_rate": "pricing"}
    write_manifest(settings.target, {"lead_follow_up_rate": "follow_up", **named})
    rows["metric_values"] += [value_row(name, of, QUARTERS[2], 0.4) for name, of in named.items()]
    for name, detail in zip(named, ("channel_credit_linear", "concession_amount"), strict=True):
        rows["metric_details"] += [
            (name, "quarter", QUARTERS[2], "all", "all", detail, one, 100.0 + place, 9)
            for place, one in enumerate(HOSTILE)
        ]
    rows["handoff_ledger"] = [
        (grain, QUARTERS[2], "all", "all", outcome, reason, 7)
        for grain in ("month", "quarter")
        for outcome in ("rejected", HOSTILE[0], HOSTILE[6])
        for reason in (*HOSTILE, None)
    ]
    rows["periods"].append(("month", QUARTERS[2], date(2026, 7, 31), "July 2026", True, False))
    write_results(settings.target, rows)
    written = render(settings)
    for name in ("attribution.md", "price.md", "ledger.md"):
        outline = Outline()
        outline.feed(body(written[name]))
        assert not outline.faults, name
        assert not outline.open, name
        assert "script" not in outline.tags, name
        assert "{{" not in written[name], name
        assert "\u202e" not in written[name], name
        assert "<script>alert(1)</script>" in " ".join(outline.text).lower(), name
        assert "7*7" in " ".join(outline.text), name


def test_figures_that_are_all_unknown_or_none_at_all_leave_every_page_readable(settings):
    rows = sample_rows()
    # what a row is of stays, what it says is unknown
    rows["metric_values"] = [
        (*row[:7], *([None] * 8), "not_measured", None, None, None) for row in rows["metric_values"]
    ]
    for name, keys in (
        ("metric_details", 7),
        ("campaigns", 1),
        ("dimension_scores", 5),
        ("alignment_index", 4),
    ):
        rows[name] = [(*row[:keys], *([None] * (len(row) - keys))) for row in rows[name]]
    rows["campaigns"] = [
        (*row[:7], 0, *([0] * 5), None, 0, 0, 0, 0, 0, *([None] * 5)) for row in rows["campaigns"]
    ]
    for given in (rows, {"periods": rows["periods"]}):
        write_results(settings.target, given)
        for name, page in render(settings).items():
            outline = Outline()
            outline.feed(body(page))
            assert not outline.faults + outline.open, name
            assert not re.search(r">\s*(None|nan|NaN|null|inf)\s*<", page), name


def test_a_weak_metric_says_what_its_target_would_be_worth_without_promising_it(settings):
    def told(*row):
        write_results(settings.target, {**sample_rows(), "improvements": [("lead_follow_up_rate", *row)]})
        return text_of(render(settings)["metrics/lead_follow_up_rate.md"])

    both = told(3.56, "unworked_leads", QUARTERS[0], 0.0, 73_700.0, 650_000.0)
    assert (
        "Worth up to about €73,700 a quarter if no lead went unworked (€0 to €650,000, Q1 2026): an association, "
        "not a proven effect. At its target alone it would add 3.6 points to the index." in both
    )
    assert "as recorded" in told(None, "concessions_at_cost", QUARTERS[0], 5e4, 5e4, 5e4)
    points = told(0.31, None, None, None, None, None)
    assert "Worth" not in points
    assert "would add 0.3 points" in points
    nothing = told(0.01, "unworked_leads", QUARTERS[0], 0.0, 0.0, 9.0)
    assert "Worth" not in nothing
    assert "would add" not in nothing


def test_horizons_are_those_the_costs_were_worked_out_with(settings):
    money = text_of(render(settings)["money.md"])
    assert "its full 90 days" in money
    assert "Days a lead gets to be won 90 days win_horizon_days" in money


def test_markdown_passes_every_page_through_untouched(settings):
    converter = markdown.Markdown(extensions=["toc", "tables", "fenced_code"])
    for name, page in render(settings).items():
        assert converter.reset().convert(body(page)).strip() == body(page).strip(), name


def test_a_number_that_is_missing_is_said_in_words(settings):
    written = render(settings)
    assert "Withheld by a data check" in text_of(written["metrics/lead_score_auc.md"])
    assert "a data check failed: leads.key" in text_of(written["metrics/lead_score_auc.md"]).lower()
    for name, page in written.items():
        assert not re.search(r">\s*(None|nan|NaN|null|inf)\s*<", page), name


def test_the_newest_closed_quarter_is_shown_and_an_open_one_is_drawn_as_too_young(settings):
    written = render(settings)
    assert "Q3 2026 (three months)" in text_of(written["index.md"])
    trend = written["metrics/lead_follow_up_rate.md"]
    assert "too young" in trend
    assert trend.count('class="dot"') == 3


def test_a_maturing_quarter_stands_where_it_is_heading_and_says_so(settings):
    rows = sample_rows()
    rows["metric_details"] += [
        ("lead_follow_up_rate", "quarter", QUARTERS[3], "all", "all", detail, None, value, 400)
        for detail, value in (("nowcast", 0.61), ("nowcast_low", 0.56), ("nowcast_high", 0.66))
    ]
    write_results(settings.target, rows)
    page = render(settings)["metrics/lead_follow_up_rate.md"]
    assert page.count('class="dot dot--young"') == 1
    course = "on course for 61.0 % (56.0–66.0 %)"
    assert f"Q4 2026 (three months) is {course}" in text_of(page)
    assert f"the period has not ended yet; {course}" in text_of(page)


def test_the_quadrant_places_the_company_and_says_why_others_are_not_judged(settings):
    rows = sample_rows()
    rows["who_is_right"] = [
        (QUARTERS[2], "all", "all", 0.58, 0.95, 0.55, 300, 80, "poor_leads_ignored", None),
        (QUARTERS[2], "team", HOSTILE[0], 0.7, None, 0.9, 90, 30, None, "predictions are too few"),
    ]
    write_results(settings.target, rows)
    page = text_of(render(settings)["dimensions/lead_quality.md"])
    assert "Sales may be right" in page
    assert "poor leads, ignored" in page


def test_a_rate_is_read_with_its_volume(settings):
    page = text_of(render(settings)["metrics/lead_follow_up_rate.md"])
    assert "Volume: 400 in all, 400 in Q2 2026" in page


def test_the_front_page_tells_the_fall_and_its_cause(settings):
    front = text_of(render(settings)["index.md"])
    assert "Lead follow up rate fell" in front
    assert "Hand-off & follow-up took 11.0 points: lead follow up rate is 55.0 %, down from 66.0 %" in front
    assert "Misalignment costs about €820,000 a quarter" in front


def test_the_method_page_says_how_often_the_tier_stays_and_what_changes_it(settings):
    page = text_of(render(settings)["method.md"])
    assert "In 2 of 3 runs with another choice the tier stays partly aligned; it changes with:" in page
    assert "2 of 3 runs" in page
    assert "hardly moves with the index over 24 team-quarters (r = 0.05, −0.36 to 0.44)" in page
    assert "25.0 % 10.0–40.0 %" in page


def test_segments_without_stable_ranks_are_in_order_of_names_and_told_why(settings):
    page = text_of(render(settings)["dimensions/index.md"])
    assert "Not ranked:" in page
    assert "stays in its third in only 33.3 % of 3 runs" in page
    places = [page.index(name) for name in sorted(HOSTILE[:2])]
    assert places == sorted(places)


def test_the_changes_page_tells_edits_from_their_effects_and_counts_older_quarters(settings):
    page = text_of(render(settings)["changes.md"])
    assert "redefined: target 0.8 → 0.9." in page
    assert "The index redefined for" in page
    assert "1 earlier quarter differs too" in page
    assert "46.5 2026-10-01 44.0 −2.5" in page
    metric = text_of(render(settings)["metrics/lead_follow_up_rate.md"])
    assert "changed since the last build: target 0.8 → 0.9 version abc123def456" in metric


def test_checks_are_counted_by_verdict(settings):
    written = render(settings)
    assert "1 of 2 data checks pass · 1 critical fails, on lead quality" in text_of(written["index.md"])
    quality = text_of(written["quality.md"])
    assert "What could not be judged" in quality
    assert "100 90 10 10 =cmd|" in quality
    assert (
        "People hubspot 40 a record of salesforce by e-mail People hubspot 60 in no other source" in quality
    )


def test_demo_data_is_labelled_on_every_page(settings):
    labelled = FakeSettings(settings.project, settings.target, settings.vars, is_demo=True)
    labelled.data.mkdir()
    (labelled.data / "truth.json").write_text("{}")
    assert all("\ndemo: true\n" in page for page in render(labelled).values())
    assert all("\ndemo: false\n" in page for page in render(settings).values())


def test_rendering_again_touches_no_page(settings):
    render(settings)
    before = {path: path.stat().st_mtime_ns for path in settings.pages.rglob("*") if path.is_file()}
    render(settings)
    assert before == {path: path.stat().st_mtime_ns for path in settings.pages.rglob("*") if path.is_file()}


def test_a_metric_that_is_gone_takes_its_page_with_it(settings):
    render(settings)
    write_manifest(settings.target, {"lead_follow_up_rate": "follow_up"})
    assert "metrics/lead_score_auc.md" not in render(settings)


def test_without_results_the_message_says_what_to_run(settings):
    (settings.results / "metric_values.parquet").unlink()
    with pytest.raises(ScorecardError, match="run `scorecard build`"):
        render(settings)


def test_with_nothing_but_unmeasured_metrics_the_pages_say_what_to_add(settings):
    rows = {
        "periods": sample_rows()["periods"],
        "metric_values": [
            value_row(
                "lead_follow_up_rate",
                "follow_up",
                QUARTERS[2],
                None,
                status="not_measured",
                reason="not in the data: leads.handed_off_at",
            )
        ],
    }
    write_results(settings.target, rows)
    front = text_of(render(settings)["index.md"])
    assert "Nothing can be measured yet." in front
    assert "Add sales_activities with lead_id." in front
    assert "No index yet" in front


def test_cells_a_spreadsheet_would_run_are_quoted_and_numbers_are_not(settings):
    render(settings)
    with (settings.pages / "data" / "row_accounting.csv").open(encoding="utf-8", newline="") as file:
        reasons = [row["reason"] for row in csv.DictReader(file)]
    assert "'=cmd|' /C calc'!A0" in reasons
    with (settings.pages / "data" / "contributions.csv").open(encoding="utf-8", newline="") as file:
        assert [row["points"] for row in csv.DictReader(file)] == ["-11.0"]
    for path in (settings.pages / "data").rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not re.match(r"[=+@\t\r]", cell), path
                    assert not cell.startswith("-") or re.fullmatch(r"-[\d.e+-]+", cell), path


def test_json_downloads_hold_the_values_as_they_are(settings):
    render(settings)
    rows = json.loads((settings.pages / "data" / "row_accounting.json").read_text(encoding="utf-8"))
    assert HOSTILE[5] in [row["reason"] for row in rows]


def test_campaigns_without_a_name_or_an_accepted_lead_are_told_apart_from_the_rest(settings):
    rows = {
        **sample_rows(),
        "campaigns": [
            campaign("fair", "Fair", 600.0),
            campaign("film", "Film", 250.0, accepted=0),
            campaign("flag", "Flag", 90.0, accepted=0, objective="brand"),
            campaign("fresh", "Fresh", 60.0, accepted=0, undecided=9),
            campaign("(none)", None, 0.0),
        ],
    }
    write_results(settings.target, rows)
    told = text_of(render(settings)["campaigns.md"])
    assert "1 campaign cost €250 without one lead that sales accepted." in told
    assert "names no campaign" not in told
    assert "Film" in told
    assert "none accepted" in told
    assert "9 too young" in told
    assert "Markov’s removal effect is not in the range" in told


def test_a_thousand_campaigns_are_listed_and_what_is_beyond_stands_in_one_row(settings):
    many = [campaign(f"c{index:04d}", f"Campaign {index}", 5000.0 - index) for index in range(1200)]
    write_results(settings.target, {**sample_rows(), "campaigns": [*many, campaign("(none)", None, 500.0)]})
    page = render(settings)["campaigns.md"]
    assert page.count('scope="row"') == 1003
    told = text_of(page)
    assert "Campaign 999" in told
    assert "Campaign 1000" not in told
    spent = sum(5000 - index for index in range(1200))
    assert (
        f"200 campaigns more all of them in the CSV €{sum(5000 - index for index in range(1000, 1200)):,}"
        in told
    )
    assert f"All €{spent + 500:,} 12,010" in told
    assert len(gzip.compress(page.encode())) < 100_000


def test_without_campaigns_the_page_says_what_to_add(settings):
    write_results(settings.target, {**sample_rows(), "campaigns": []})
    assert "No campaign is on file." in text_of(render(settings)["campaigns.md"])


def test_blank_lines_and_fences_cannot_end_a_page_early():
    assert rendering.still("<div>\n\n<p>a</p>\n\n</div>") == "<div>\n<p>a</p>\n</div>\n"
    assert "```" not in rendering.still("<div>\n```\n</div>")
    assert rendering.still("<pre>a\n\n  b</pre>") == "<pre>a\n\n  b</pre>\n"
