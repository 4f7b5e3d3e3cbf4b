"""What counts as an edit of a definition, and how it is told."""

from __future__ import annotations

from typing import Any

from scorecard import definitions
from scorecard.definitions import Edit, Part
from scorecard.mapping_told import Told

SQL = "select {{ share() }}, {{ var('follow_up_horizon_days') }} from {{ ref('fct_leads') }}"


def manifest(**changes: str) -> dict[str, Any]:
    """A project of one metric on one mart, one seed and a macro with a form per engine."""
    code = {
        "rate": SQL,
        "fct_leads": "select * from {{ ref('limits') }} where age < {{ var('lead_age_days') }}",
        "share": "{{ adapter.dispatch('divide')() }}",
        "default__divide": "a / b",
        "spark__divide": "try_divide(a, b)",
        "limits": "abc",
        **changes,
    }

    def macro(name: str, *uses: str) -> dict[str, Any]:
        return {
            "package_name": "own",
            "macro_sql": code[name],
            "depends_on": {"macros": [f"macro.own.{use}" for use in uses]},
        }

    return {
        "nodes": {
            "model.own.rate": {
                "resource_type": "model",
                "package_name": "own",
                "name": "rate",
                "original_file_path": "models/metrics/follow_up/rate.sql",
                "raw_code": code["rate"],
                "config": {"meta": {"target": 0.8, "red": 0.4, "weight": 1, "minimum_sample": 30}},
                "depends_on": {"nodes": ["model.own.fct_leads"], "macros": ["macro.own.share"]},
            },
            "model.own.fct_leads": {
                "resource_type": "model",
                "package_name": "own",
                "name": "fct_leads",
                "original_file_path": "models/marts/fct_leads.sql",
                "raw_code": code["fct_leads"],
                "depends_on": {"nodes": ["seed.own.limits"]},
            },
            "seed.own.limits": {
                "resource_type": "seed",
                "package_name": "own",
                "name": "limits",
                "checksum": {"checksum": code["limits"]},
            },
        },
        "macros": {
            "macro.own.share": macro("share", "divide"),
            "macro.own.divide": {"package_name": "own", "macro_sql": "", "depends_on": {}},
            "macro.own.default__divide": macro("default__divide"),
            "macro.own.spark__divide": macro("spark__divide"),
        },
    }


def made(
    variables: dict[str, Any] | None = None,
    override: dict[str, str] | None = None,
    points: list[dict[str, str]] | None = None,
    mapping: list[Told] | None = None,
    **changes: str,
) -> tuple[Part, ...]:
    return definitions.parts(
        manifest(**changes),
        variables={
            "follow_up_horizon_days": 14,
            "lead_age_days": 90,
            "as_of": "2026-10-01",
            **(variables or {}),
        },
        overrides={"rate": override} if override else {},
        points=points or [],
        mapping=mapping,
    )


def edited(after: tuple[Part, ...]) -> dict[str, Edit]:
    return {edit.part: edit for edit in definitions.edits(made(), after)}


def test_comments_and_layout_are_no_part_of_a_definition() -> None:
    rewritten = SQL.replace("select", "-- why\n{# how #}\nselect\n   ").replace(" from", "\n/* where */ from")
    assert made(rate=rewritten) == made()


def test_an_edit_of_the_sql_of_a_model_beneath_it_of_a_seed_or_of_either_engines_macro_is_one() -> None:
    assert set(edited(made(rate=SQL.replace("select", "select distinct")))) == {"calculation"}
    for name in ("fct_leads", "limits", "share", "default__divide", "spark__divide"):
        assert set(edited(made(**{name: "something else"}))) >= {"foundations"}, name


def test_a_companys_own_threshold_is_told_old_against_new_and_moves_no_value() -> None:
    found = edited(made(override={"target_anchor": "0.85", "red_anchor": ""}))
    assert [(edit.note, edit.changes_value) for edit in found.values()] == [("target 0.8 → 0.85", False)]


def test_a_variable_counts_only_where_it_is_read_and_near_is_told_from_far() -> None:
    assert edited(made(variables={"as_of": "2027-01-01", "company_name": "Other"})) == {}
    near = edited(made(variables={"follow_up_horizon_days": 7}))["variable follow_up_horizon_days"]
    far = edited(made(variables={"lead_age_days": 60}))["foundation variable lead_age_days"]
    assert (near.note, near.changes_value) == ("follow_up_horizon_days 14 → 7", True)
    assert (far.note, far.changes_value) == ("lead_age_days 90 → 60", True)


def test_a_variable_read_through_a_macro_that_is_given_its_name_counts_and_the_preset_itself_does_not() -> (
    None
):
    code = SQL.replace("var('follow_up_horizon_days')", "horizon('follow_up_horizon_days')")
    before = made(rate=code, variables={"preset": "smb"})
    after = made(rate=code, variables={"preset": "enterprise", "follow_up_horizon_days": 21})
    (edit,) = definitions.edits(before, after)
    assert edit.note == "follow_up_horizon_days 14 → 21"


def test_what_mapping_yml_says_of_a_table_is_part_of_the_metrics_that_read_it() -> None:
    def said(field: str, values: str, other: str) -> list[Told]:
        return [
            Told("salesforce lead.handed_off_at", field, ("fct_leads",)),
            Told("salesforce lead_status", f"values {values}", ("fct_leads",)),
            Told("salesforce stage", f"values {other}", ("opportunities",)),
        ]

    before = made(mapping=said("MQL__c", "1a", "3c"))
    (edit,) = definitions.edits(before, made(mapping=said("SQL__c", "2b", "4d")))
    assert (edit.metric, edit.changes_value) == ("rate", True)
    assert edit.note == (
        "mapping.yml: salesforce lead.handed_off_at MQL__c → SQL__c; what values of salesforce lead_status mean"
    )
    assert definitions.edits(before, made(mapping=said("MQL__c", "1a", "4d"))) == ()
    (first,) = definitions.edits(made(mapping=[]), made(mapping=[Told("date order", "dmy", ())]))
    assert first.note == "mapping.yml: date order not set → dmy"
    # a build of before this was kept says nothing of whether it was edited
    assert definitions.edits(made(), before) == ()


def test_a_number_is_the_same_however_it_is_written() -> None:
    assert edited(made(override={"target_anchor": "0.80"}, variables={"lead_age_days": 90.0})) == {}


def test_a_metric_that_is_new_is_not_redefined() -> None:
    assert definitions.edits([], made()) == ()
    other = [Part("another", "target", "1")]
    assert definitions.edits(other, made()) == ()


def test_the_version_is_that_of_the_parts_alone() -> None:
    assert definitions.version(made()) == definitions.version(tuple(reversed(made())))
    assert definitions.version(made()) != definitions.version(made(override={"target_anchor": "0.85"}))
