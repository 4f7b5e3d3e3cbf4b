"""The registry reads what dbt wrote, and says which file lacks what."""

import json
from types import SimpleNamespace

import pytest

from scorecard import registry
from scorecard.checks.touching import touched
from scorecard.errors import ScorecardError

META = {
    "label": "Lead follow-up rate",
    "question": "Does anyone call?",
    "dimension": "follow_up",
    "role": "scored",
    "unit": "share",
    "direction": "higher",
    "floor": 0.3,
    "red": 0.7,
    "target": 0.9,
    "stretch": 0.98,
    "weight": 1,
    "unlock": "Add sales_activities.",
    "owner": "Revenue operations",
    "benchmarks": [{"value": 0.3, "text": "70 % not pursued", "source": "Sabnis 2013", "grade": "A"}],
    "wording": {"reads": "{value} were followed up"},
}


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "seeds").mkdir()
    (tmp_path / "dbt").mkdir()
    seed = "dimension,label,question,planned_weight,sort\nfollow_up,Hand-off,Does sales work them?,2,1\n"
    (tmp_path / "seeds" / "dimensions.csv").write_text(seed)
    return SimpleNamespace(project=tmp_path, dbt_target=tmp_path / "dbt", vars={"win_horizon_days": 180})


def write(settings, meta=META, name="lead_follow_up_rate", **node):
    nodes = {
        f"model.p.{name}": {
            "name": name,
            "resource_type": "model",
            "schema": "metrics",
            "original_file_path": f"models/metrics/follow_up/{name}.sql",
            "raw_code": "select 1",
            "description": "The share.",
            "config": {"meta": meta},
            "depends_on": {"nodes": ["model.p.fct_lead_journeys"]},
            **node,
        },
        "model.p.fct_lead_journeys": {
            "name": "fct_lead_journeys",
            "resource_type": "model",
            "schema": "marts",
            "original_file_path": "models/marts/fct_lead_journeys.sql",
            "depends_on": {"nodes": ["source.p.csv.leads"]},
        },
    }
    (settings.dbt_target / "manifest.json").write_text(json.dumps({"nodes": nodes}))


def test_a_metric_is_read_with_its_words_thresholds_and_lineage(settings):
    write(settings)
    metric = registry.read(settings).metric("lead_follow_up_rate")
    assert (metric.label, metric.unit, metric.target) == ("Lead follow-up rate", "share", 0.9)
    assert metric.upstream == ("marts.fct_lead_journeys", "raw.leads")
    assert metric.benchmarks[0].value == 0.3
    assert metric.wording.reads == "{value} were followed up"
    assert metric.has_thresholds


def test_words_about_a_horizon_take_its_days_from_the_build(settings):
    meta = {**META, "label": "Won ({win_horizon_days} days)", "sample_unit": "leads {unheard_of}"}
    write(settings, meta, description="Within {win_horizon_days} days.")
    metric = registry.read(settings).metric("lead_follow_up_rate")
    assert (metric.label, metric.description) == ("Won (180 days)", "Within 180 days.")
    assert metric.sample_unit == "leads {unheard_of}"
    assert metric.wording.reads == "{value} were followed up"


def test_what_stands_in_for_a_column_once_a_company_says_so_is_a_need_and_an_input_that_checks_touch(
    settings,
):
    meta = {
        **META,
        "inputs": ["opportunities"],
        "needs": ["opportunities.marketing_claimed_source | attribution_claims.claimed_source"],
        "needs_when": {
            "derive_marketing_claim": {"opportunities.marketing_claimed_source": "touchpoints.occurred_at"}
        },
    }
    write(settings, meta)
    rule = SimpleNamespace(metrics=None, relation="touchpoints", touches=())
    assert touched(rule, registry.read(settings)) == []
    settings.vars["derive_marketing_claim"] = True
    found = registry.read(settings)
    assert touched(rule, found) == ["lead_follow_up_rate"]
    assert found.metrics[0].needs == (f"{meta['needs'][0]} | touchpoints.occurred_at",)


def test_companion_relations_are_not_metrics(settings):
    write(settings, name="lead_follow_up_rate__details")
    assert registry.read(settings).metrics == ()


@pytest.mark.parametrize("key", ["label", "question", "dimension", "unlock", "owner"])
def test_a_missing_key_is_named_with_its_file(settings, key):
    write(settings, {name: value for name, value in META.items() if name != key})
    with pytest.raises(ScorecardError, match=rf"models/metrics/follow_up/lead_follow_up_rate\.yml.*{key}"):
        registry.read(settings)


@pytest.mark.parametrize(
    ("key", "value"), [("role", "star"), ("unit", "bananas"), ("direction", "up"), ("dimension", "nowhere")]
)
def test_a_value_that_is_not_known_is_refused_with_the_known_ones(settings, key, value):
    write(settings, {**META, key: value})
    with pytest.raises(ScorecardError, match=f"{key} is '{value}'; use one of"):
        registry.read(settings)


def test_a_threshold_that_is_no_number_is_refused(settings):
    write(settings, {**META, "red": "high"})
    with pytest.raises(ScorecardError, match="red is 'high'; it must be a number"):
        registry.read(settings)


def test_no_manifest_says_what_to_run(settings):
    with pytest.raises(ScorecardError, match="run `scorecard build`"):
        registry.read(settings)


def test_points_held_as_a_fraction_are_shown_times_a_hundred(settings):
    write(settings, {**META, "unit": "points", "floor": 0.1, "red": 0.03, "target": 0.01, "stretch": 0})
    assert registry.read(settings).metrics[0].shown_as == "fraction_points"
    write(settings, {**META, "unit": "points", "floor": 25, "red": 50, "target": 70, "stretch": 90})
    assert registry.read(settings).metrics[0].shown_as == "points"


def test_the_planned_weights_are_those_of_the_catalogue(project):
    dimensions = registry.read_dimensions(project / "seeds" / "dimensions.csv")
    weights = {dimension.id: dimension.planned_weight for dimension in dimensions}
    assert weights == {
        "goals": 5,
        "lead_quality": 5,
        "follow_up": 2,
        "feedback": 3,
        "attribution": 3.5,
        "pricing": 4.5,
        "enablement": 4.5,
        "outcomes": 0,
    }
