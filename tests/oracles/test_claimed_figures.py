"""Companion figures that answer a claim of the source documents, worked by hand on rows put on a bench."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.oracles.bench import Bench
from tests.oracles.conftest import QUARTERS, START

pytestmark = pytest.mark.requires("shared")

AS_OF = datetime(2025, 7, 1)
FIRST, SECOND = QUARTERS[0][0], QUARTERS[1][0]
DAY = timedelta(days=1)


def test_deals_of_leads_handled_as_agreed_have_a_cycle_of_their_own(bench: Bench) -> None:
    """Aligned closed after 10, 20 and 30 days, one open for 40: half at 20. The others after 40 and 50, one open for 5: 40."""
    handed_off, opened = datetime(2024, 10, 1), datetime(2025, 4, 10)
    waits = [
        ("in time", 10),
        ("in time", 20),
        ("in time", 30),
        ("in time", None),
        ("late", 40),
        ("late", 50),
        ("late", None),
    ]
    open_since = {"in time": AS_OF - 40 * DAY, "late": AS_OF - 5 * DAY}
    bench.put(
        "marts.fct_lead_journeys",
        [
            {
                "lead_id": name,
                "is_eligible": True,
                "is_speed_measurable": True,
                "handed_off_at": handed_off,
                "first_touch_hours": hours,
                "sla_hours": 24,
                "first_structured_feedback_at": handed_off + DAY,
            }
            for name, hours in (("in time", 3.0), ("late", 30.0))
        ],
    )
    bench.put(
        "marts.fct_deals",
        [
            {
                "opportunity_id": str(number),
                "primary_lead_id": lead,
                "opportunity_type": "new",
                "created_at": opened if days else open_since[lead],
                "closed_at": opened + days * DAY if days else None,
                "is_closed": days is not None,
                "is_won": False,
            }
            for number, (lead, days) in enumerate(waits)
        ],
    )
    bench.make("fct_handled_deals")
    rows = _of(bench.run("sales_cycle_median_days__details"))
    assert _figures(rows, "median_by_handling_days") == {"aligned": 20.0, "not aligned": 40.0}
    assert _figures(rows, "deals_by_handling") == {"aligned": 4.0, "not aligned": 3.0}


def test_the_first_touch_is_a_persons_or_a_sequences_and_hand_offs_carry_a_stamp_or_not(bench: Bench) -> None:
    day = datetime(2025, 4, 10)
    # hours until a person touched, and until a sequence did
    touches = {
        "person": (2, None),
        "sequence, then person": (9, 1),
        "sequence": (None, 1),
        "nobody": (None, None),
        "person first": (1, 5),
    }
    bench.put(
        "marts.fct_lead_journeys",
        [
            {
                "lead_id": name,
                "is_eligible": True,
                "is_first_response_stand_in": False,
                "handed_off_at": day,
                "first_assigned_at": day,
                "source_campaign_id": None if name == "sequence" else "campaign",
                "follow_up_due_at": day + 14 * DAY,
                "first_sales_touch_at": None if human is None else day + timedelta(hours=human),
            }
            for name, (human, _) in touches.items()
        ],
    )
    bench.put(
        "core.sales_activities",
        [
            {
                "activity_id": name,
                "lead_id": name,
                "is_automated": True,
                "direction": "outbound",
                "occurred_at": day + timedelta(hours=machine),
            }
            for name, (_, machine) in touches.items()
            if machine is not None
        ],
    )
    bench.put(
        "core.leads",
        [{"lead_id": name, "handed_off_at": None if name == "nobody" else day} for name in touches],
    )
    # 100 for four leads, one of which nobody touched
    bench.put(
        "marts.fct_spend",
        [{"campaign_id": "campaign", "amount": 60}, {"campaign_id": "campaign", "amount": 40}],
    )
    rows = _of(bench.run("lead_follow_up_rate__details"))
    assert _figures(rows, "spend_on_untouched_leads_amount") == {None: 25.0}
    assert _figures(rows, "first_touch") == {"a person": 0.4, "an automated sequence": 0.4, "nobody": 0.2}
    assert _figures(rows, "stamped_hand_off_share") == {None: 0.8}


def test_leads_fit_by_grade_whatever_they_did(bench: Bench) -> None:
    bench.put(
        "marts.fct_lead_journeys",
        [
            {
                "lead_id": str(number),
                "is_eligible": True,
                "handed_off_at": datetime(2025, 4, 10),
                "segment": segment,
                "fit_grade": grade,
            }
            for number, (segment, grade) in enumerate(
                [("SMB", "A"), ("SMB", "C"), ("Enterprise", "B"), ("SMB", None)]
            )
        ],
    )
    rows = _of(bench.run("lead_acceptance_rate__details"))
    assert _figures(rows, "good_fit_share") == {None: pytest.approx(2 / 3)}
    assert _figures(rows, "good_fit_by_segment_share") == {"SMB": 0.5, "Enterprise": 1.0}


def test_what_was_won_of_leads_is_told_once_all_of_a_period_had_their_time(bench: Bench) -> None:
    """Of four old leads one was won for 100, one for an unknown amount, one too late. The next quarter still has a young one."""
    due = datetime(2025, 3, 30)
    won = [(due - DAY, 100), (due - DAY, None), (due + DAY, 900), (None, None)]
    bench.put(
        "marts.fct_lead_journeys",
        [
            {
                "lead_id": f"old {number}",
                "is_eligible": True,
                "handed_off_at": datetime(2024, 10, 1),
                "opportunity_due_at": datetime(2024, 12, 30),
                "win_due_at": due,
                "won_at": at,
                "won_amount": amount,
            }
            for number, (at, amount) in enumerate(won)
        ]
        + [
            {
                "lead_id": f"due {at}",
                "is_eligible": True,
                "handed_off_at": datetime(2025, 1, 2),
                "opportunity_due_at": datetime(2025, 4, 2),
                "win_due_at": at,
            }
            for at in (AS_OF - DAY, AS_OF + DAY)
        ],
    )
    found = bench.run("lead_to_opportunity_rate__details")
    assert _figures(_of(found, FIRST), "won_share") == {None: 0.5}
    assert _figures(_of(found, FIRST), "won_amount_per_lead") == {None: pytest.approx(100 / 3)}
    assert _figures(_of(found, SECOND), "won_share") == {}


def test_what_is_scored_of_a_calibration_is_told_beside_it(bench: Bench) -> None:
    """Two of four were predicted and one came: half as many, as far from 1 as twice as many."""
    handed_off = datetime(2025, 1, 2)
    bench.put(
        "marts.fct_lead_journeys",
        [
            {
                "lead_id": str(number),
                "is_eligible": True,
                "handed_off_at": handed_off,
                "opportunity_due_at": handed_off + 90 * DAY,
                "predicted_conversion_probability": 0.5,
                "converted_at": handed_off + DAY if number == 0 else None,
            }
            for number in range(4)
        ],
    )
    rows = _of(bench.run("lead_score_calibration_ratio__details"), SECOND)
    assert _figures(rows, "log_distance_from_1") == {None: pytest.approx(math.log(2))}


def test_weights_are_told_goal_by_goal_and_none_on_prices_is_told_too(bench: Bench) -> None:
    weights = [
        ("sales", "bookings", "in_period", 0.8),
        ("sales", "retention", "multi_period", 0.2),
        ("marketing", "brand", "multi_period", 0.7),
        ("marketing", "leads", "in_period", 0.3),
    ]
    columns = ("function", "goal_metric", "horizon", "weight_share")
    common = {
        "period_grain": "quarter",
        "period_start": START,
        "segment_by": "all",
        "segment": "all",
        "goals": 1,
        "functions": 2,
    }
    bench.put(
        "marts.fct_goal_weights",
        [{**common, **dict(zip(columns, weight, strict=True))} for weight in weights],
    )
    by_goal = _figures(bench.run("goal_horizon_gap__details"), "long_term_weight_by_goal")
    assert by_goal == {"sales, retention": 0.2, "marketing, brand": 0.7}
    assert _figures(bench.run("shared_goal_overlap__details"), "sales_weight_on_price_goals") == {None: 0.0}
    bench.put(
        "marts.fct_goal_weights",
        [{**common, "function": "sales", "goal_metric": "price_realization", "weight_share": 0.05}],
    )
    assert _figures(bench.run("shared_goal_overlap__details"), "sales_weight_on_price_goals") == {None: 0.05}


def test_other_is_no_reason_for_a_loss_and_some_reasons_name_the_product(bench: Bench) -> None:
    reasons = ["product gap", "missing feature", "price", "other", None]
    closed = {"closed_at": datetime(2025, 5, 2), "is_closed": True}
    bench.put("marts.fct_lead_journeys", [])
    bench.put(
        "marts.fct_deals",
        [
            {**closed, "opportunity_id": str(number), "is_won": False, "lost_reason": reason}
            for number, reason in enumerate(reasons)
        ]
        + [{**closed, "opportunity_id": "won", "is_won": True, "lost_reason": "product"}],
    )
    rows = _of(bench.run("disqualification_specificity_rate__details"))
    assert _figures(rows, "lost_deals_with_a_reason_share") == {None: 0.6}
    assert _figures(rows, "product_among_lost_reasons_share") == {None: pytest.approx(2 / 3)}


def test_the_loop_is_closed_where_a_win_leads_back_to_a_lead_handed_over(bench: Bench) -> None:
    won = {"is_won": True, "closed_at": datetime(2025, 5, 2), "opportunity_type": "new"}
    bench.put(
        "marts.fct_deals",
        [
            {**won, "opportunity_id": "names its lead", "primary_lead_id": "handed over"},
            {**won, "opportunity_id": "named by its lead", "opportunity_type": None},
            {**won, "opportunity_id": "of a lead never handed over", "primary_lead_id": "kept"},
            {**won, "opportunity_id": "of nobody"},
            {**won, "opportunity_id": "of a customer", "opportunity_type": "expansion"},
        ],
    )
    bench.put(
        "marts.fct_lead_journeys",
        [
            {"lead_id": "handed over", "handed_off_at": datetime(2025, 1, 2)},
            {
                "lead_id": "other",
                "handed_off_at": datetime(2025, 1, 2),
                "opportunity_id": "named by its lead",
            },
            {"lead_id": "kept"},
        ],
    )
    rows = _of(bench.run("feedback_coverage_rate__details"))
    assert _figures(rows, "won_deals_from_a_lead_share") == {None: 0.5}


def test_discounts_are_told_by_quota_and_prices_at_the_usual_mix(bench: Bench) -> None:
    """Three sizes of three kinds: in the quarter two small ones at half of list and a middle one at list; its seller met quota."""
    kept = {
        FIRST: [("A", 10, 10), ("B", 20, 20), ("C", 30, 30)],
        SECOND: [("B", 20, 20), ("C", 30, 30), ("C", 30, 30)],
        START: [("A", 10, 5), ("A", 10, 5), ("B", 20, 20)],
    }
    bench.put(
        "marts.fct_deals",
        [
            {
                "opportunity_id": f"{start} {number}",
                "is_won": True,
                "closed_on": start,
                "product_family": family,
                "list_amount": listed,
                "amount": amount,
                "owner_user_id": "met" if family == "B" else "missed",
            }
            for start, deals in kept.items()
            for number, (family, listed, amount) in enumerate(deals)
        ],
    )
    bench.put("marts.fct_concessions", [])
    bench.put("core.opportunity_line_items", [])
    bench.put(
        "marts.fct_quotas",
        [
            {"user_id": name, "period_start": START, "period_end": QUARTERS[2][1], "is_met": name == "met"}
            for name in ("met", "missed")
        ],
    )
    rows = _of(bench.run("price_realization_rate__details"))
    # lists on record: A 30, B 60, C 90; of C there is none in the quarter
    assert _figures(rows, "realization_at_usual_mix") == {None: pytest.approx((30 * 0.5 + 60 * 1) / 90)}
    assert _figures(rows, "discount_by_quota") == {"met": 0.0, "not_met": 0.5}
    assert _figures(rows, "quota_met_discount_gap") == {None: -0.5}


def test_what_was_given_away_is_told_by_the_function_that_approved_it(bench: Bench) -> None:
    given = [(10, None), (20, "seller"), (30, "gone"), (5, "seller")]
    bench.put(
        "marts.fct_deals",
        [{"opportunity_id": "deal", "is_won": True, "closed_on": START, "list_amount": 100}],
    )
    bench.put("marts.dim_owners", [{"user_id": "seller", "function": "sales"}])
    bench.put("marts.fct_quotas", [])
    bench.put(
        "marts.fct_concessions",
        [
            {
                "concession_id": str(number),
                "is_won": True,
                "closed_on": START,
                "list_amount": 100,
                "concession_list_amount": amount,
                "approved_by_user_id": approver,
                "is_approved": approver is not None,
            }
            for number, (amount, approver) in enumerate(given)
        ],
    )
    rows = _of(bench.run("concession_leakage_rate__details"))
    assert _figures(rows, "concession_amount_by_approver") == {
        "nobody": 10.0,
        "sales": 25.0,
        "approved by someone not on file": 30.0,
    }


def test_stories_match_around_launches_and_at_other_times(bench: Bench) -> None:
    announced = datetime(2025, 4, 1)
    opened = [
        ("Robotics", 0, "a"),
        ("Robotics", 89, "b"),
        ("Robotics", 90, "a"),
        ("Conveyors", 5, "a"),
        (None, 5, "a"),
    ]
    bench.put(
        "core.launches", [{"launch_id": "one", "product_family": "Robotics", "announced_at": announced}]
    )
    bench.put(
        "marts.fct_deal_journeys",
        [
            {
                "opportunity_id": str(number),
                "product_family": family,
                "created_at": announced + days * DAY,
                "sales_theme": theme,
                "marketing_theme": "a",
            }
            for number, (family, days, theme) in enumerate(opened)
        ],
    )
    rows = _of(bench.run("message_consistency_rate__details"))
    assert _figures(rows, "match_around_launches") == {
        "within 90 days of a launch": 0.5,
        "at other times": 1.0,
    }


def test_launches_are_told_with_who_was_trained_and_what_was_won(bench: Bench) -> None:
    announced = datetime(2024, 10, 1)
    bench.put(
        "core.launches",
        [
            {"launch_id": name, "product_family": "Robotics", "announced_at": at}
            for name, at in (("taught", announced), ("young", datetime(2025, 6, 1)))
        ],
    )
    bench.put("core.launch_readiness_items", [])
    bench.put(
        "marts.dim_owners",
        [{"user_id": name, "function": "sales"} for name in ("in time", "on the day", "late", "never")]
        + [
            {"user_id": "gone", "function": "sales", "left_on": date(2024, 9, 30)},
            {"user_id": "marketer", "function": "marketing"},
        ],
    )
    courses = {"in time": -5, "on the day": 0, "late": 3, "gone": -9, "marketer": -9}
    bench.put(
        "core.enablement_events",
        [
            {
                "event_id": name,
                "user_id": name,
                "launch_id": "taught",
                "completed_at": announced + timedelta(days=days, hours=9),
            }
            for name, days in courses.items()
        ],
    )
    # days after the announcement the deal was opened, and days to its win
    deals = [(-90, 10), (-1, None), (-91, 10), (0, 10), (89, 181), (90, 10)]
    bench.put(
        "marts.fct_deals",
        [
            {
                "opportunity_id": str(number),
                "product_family": "Robotics",
                "opportunity_type": "new",
                "created_at": announced + days * DAY,
                "win_due_at": announced + (days + 180) * DAY,
                "is_won": wait is not None,
                "closed_at": None if wait is None else announced + (days + wait) * DAY,
            }
            for number, (days, wait) in enumerate(deals)
        ],
    )
    rows = bench.run("launch_readiness_rate__details")
    assert _figures(_of(rows, FIRST), "sellers_trained_in_time_share") == {None: 0.5}
    assert _figures(_of(rows, FIRST), "win_rate_of_launched_products") == {
        "before it": 0.5,
        "after the launch": 0.5,
    }
    # without a course on file nobody knows, and deals around it are too young
    assert not _figures(_of(rows), "sellers_trained_in_time_share")
    assert not _figures(_of(rows), "win_rate_of_launched_products")


def test_a_role_can_be_that_of_a_liaison(bench: Bench) -> None:
    bench.put(
        "core.users",
        [
            {"user_id": "one", "role": "Sales liaison", "hired_on": date(2025, 2, 1)},
            {"user_id": "two", "role": "director", "hired_on": date(2020, 1, 1)},
            {"user_id": "three", "role": None},
        ],
    )
    rows = bench.run("joint_activity_rate__details")
    assert _figures(_of(rows, FIRST), "has_liaison_role") == {None: 0.0}
    assert _figures(_of(rows), "has_liaison_role") == {None: 1.0}


def test_items_beyond_the_seven_are_shown_for_five_people_or_more(bench: Bench) -> None:
    bench.put("marts.fct_perception_items", [])
    bench.put(
        "marts.fct_survey_answers",
        [
            {
                "quarter_start": START,
                "function": function,
                "question_code": code,
                "respondent_key": str(number),
                "points": points,
            }
            for function, code, all_points in (
                ("sales", "one_story", (0, 25, 50, 75, 100)),
                ("marketing", "one_story", (100, 100, 100, 100)),
                ("sales", "trust", (50,) * 5),
                ("sales", "goal_confidence", (50,) * 5),
            )
            for number, points in enumerate(all_points)
        ],
    )
    assert _figures(bench.run("perception_gap__details"), "other_item_level") == {"sales one_story": 50.0}


def test_score_versions_and_definitions_have_an_age(bench: Bench) -> None:
    used = [
        ("v1", datetime(2024, 1, 5)),
        ("v2", datetime(2024, 10, 5)),
        ("v3", datetime(2025, 4, 5)),
        (None, datetime(2025, 5, 5)),
    ]
    bench.put(
        "marts.fct_lead_journeys",
        [
            {
                "lead_id": str(number),
                "is_eligible": True,
                "handed_off_at": at,
                "lead_score": 1,
                "score_model_version": version,
            }
            for number, (version, at) in enumerate(used)
        ],
    )
    versions = bench.run("lead_score_auc__details")
    assert [
        _figures(_of(versions, start), "new_score_versions_of_12_months") for start in (FIRST, START)
    ] == [{None: 1.0}, {None: 2.0}]
    written = [
        ("marketing", 1, date(2023, 1, 1)),
        ("marketing", 2, date(2025, 6, 1)),
        ("sales", 1, date(2024, 12, 31)),
    ]
    bench.put(
        "marts.fct_lead_definitions",
        [{"lead_id": "one", "handed_off_at": datetime(2025, 5, 5), "has_unfilled": False}],
    )
    bench.put(
        "core.lead_definitions",
        [
            {
                "definition_id": str(number),
                "function": function,
                "term": "lead",
                "version": version,
                "effective_from": since,
            }
            for number, (function, version, since) in enumerate(written)
        ],
    )
    rows = bench.run("lead_definition_conformance_rate__details")
    assert _figures(_of(rows), "definition_age_days") == {"marketing": 29.0, "sales": 181.0}
    assert _figures(_of(rows), "definition_versions_of_12_months") == {"marketing": 1.0, "sales": 1.0}
    assert _figures(_of(rows, FIRST), "definition_age_days") == {"marketing": 730.0, "sales": 0.0}


def test_content_reaches_customer_segments_differently(bench: Bench) -> None:
    closed = datetime(2025, 5, 2)
    used = {
        "used": ("SMB", closed - DAY),
        "used after": ("SMB", closed + DAY),
        "unused": ("Enterprise", None),
    }
    bench.put(
        "marts.fct_deals",
        [
            {
                "opportunity_id": name,
                "segment": segment,
                "is_closed": True,
                "closed_at": closed,
                "is_won": True,
            }
            for name, (segment, _) in used.items()
        ],
    )
    bench.put(
        "core.content_usage",
        [
            {"usage_id": name, "opportunity_id": name, "action": "sent", "used_at": at}
            for name, (_, at) in used.items()
            if at is not None
        ],
    )
    rows = _of(bench.run("content_utilization_rate__details"))
    assert _figures(rows, "deals_with_content_share") == {"SMB": 0.5, "Enterprise": 0.0}


def test_teams_are_pooled_by_the_tier_of_their_own_index(bench: Bench) -> None:
    slice_of = {"period_grain": "quarter", "period_start": START, "segment_by": "team"}
    tiers = {"North": "partly_aligned", "South": "partly_aligned", "West": "misaligned"}
    bench.put(
        "scorecard.alignment_index",
        [
            {**slice_of, "segment": team, "score": 50, "provisional": False, "tier": tier}
            for team, tier in tiers.items()
        ]
        + [{**slice_of, "segment": "East", "score": 50, "provisional": True}],
    )
    accepted = {"North": (30, 40), "South": (10, 60), "West": (5, 50), "East": (9, 9)}
    bench.put(
        "scorecard.metric_scores",
        [
            {
                **slice_of,
                "metric": "lead_acceptance_rate",
                "segment": team,
                "value": part / whole,
                "numerator": part,
                "denominator": whole,
            }
            for team, (part, whole) in accepted.items()
        ],
    )
    bench.put(
        "scorecard.metric_details",
        [
            {
                **slice_of,
                "metric": "score_disposition_kappa",
                "detail": "rated_a_or_b_by_sales_share",
                "segment": team,
                "value": value,
                "sample_size": rated,
            }
            for team, value, rated in (("North", 0.5, 10), ("South", 0.2, 20))
        ],
    )
    rows = [row for row in bench.run("published_details") if row["detail"] == "by_tier_of_the_team"]
    found = {(row["metric"], row["category"]): row["value"] for row in rows}
    assert found == {
        ("lead_acceptance_rate", "partly_aligned"): 0.4,
        ("lead_acceptance_rate", "misaligned"): 0.1,
        ("score_disposition_kappa", "partly_aligned"): pytest.approx(0.3),
    }


def _of(rows: Sequence[Mapping[str, Any]], start: date = START) -> list[Mapping[str, Any]]:
    """The company's rows of one quarter."""
    return [
        row
        for row in rows
        if (row["period_grain"], row["period_start"], row["segment_by"]) == ("quarter", start, "all")
    ]


def _figures(rows: Sequence[Mapping[str, Any]], detail: str) -> dict[str | None, float]:
    return {row["category"]: row["value"] for row in rows if row["detail"] == detail}
