"""What a company chooses about itself reaches the figures: horizons, types of deals, marketing's claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from scorecard import settings
from scorecard.errors import UsageError
from tests import figures
from tests.figures import PROJECT, Figures

PRESETS = ("smb", "mid_market", "enterprise")
HORIZONS = tuple(settings.project_vars(PROJECT)["presets"]["mid_market"])
AS_OF = "2026-01-01"
HANDED_OFF = datetime(2024, 3, 4, 9)


def resolved(*overrides: str) -> Mapping[str, Any]:
    return settings.make(project=PROJECT, overrides=overrides, environment={}).vars


def test_the_middle_preset_is_the_default_and_its_horizons_are_those_of_the_method() -> None:
    chosen = resolved()
    assert chosen["preset"] == "mid_market"
    assert [
        chosen[f"{name}_horizon_days"] for name in ("follow_up", "acceptance", "rating", "opportunity", "win")
    ] == [14, 21, 30, 90, 180]


def test_presets_name_the_same_horizons_and_grow_with_the_size_of_the_customers() -> None:
    presets = resolved()["presets"]
    assert set(presets) == set(PRESETS)
    for name in HORIZONS:
        small, middle, large = (presets[preset][name] for preset in PRESETS)
        assert small < middle < large, name


def test_a_horizon_of_ones_own_wins_over_the_preset() -> None:
    chosen = resolved("preset=enterprise", "win_horizon_days=270")
    assert chosen["win_horizon_days"] == 270
    assert chosen["opportunity_horizon_days"] == chosen["presets"]["enterprise"]["opportunity_horizon_days"]


def test_an_unknown_preset_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="smb, mid_market, enterprise"):
        resolved("preset=huge")


def leads(days: float) -> dict[str, list[dict[str, Any]]]:
    """One lead, worked and accepted some days after its hand-off, its new deal won after ten times as many."""
    worked, won = (HANDED_OFF + timedelta(days=span) for span in (days, days * 10))
    return {
        "leads": [
            {"lead_id": "lead", "created_at": HANDED_OFF, "handed_off_at": HANDED_OFF, "owner_user_id": "rep"}
        ],
        "users": [{"user_id": "rep", "function": "sales"}],
        "sales_activities": [
            {
                "activity_id": "call",
                "lead_id": "lead",
                "user_id": "rep",
                "activity_type": "call",
                "direction": "outbound",
                "is_automated": "false",
                "occurred_at": worked,
            }
        ],
        "lead_status_events": [
            {
                "event_id": "yes",
                "lead_id": "lead",
                "changed_at": worked,
                "to_status": "accepted",
                "changed_by_function": "sales",
            }
        ],
        "opportunities": [
            {
                "opportunity_id": name,
                "opportunity_type": kind,
                "created_at": HANDED_OFF,
                "closed_at": closed,
                "is_closed": "true",
                "is_won": outcome,
                "amount": 100,
                "sales_claimed_source": "sales",
            }
            for name, kind, outcome, closed in (
                ("won", "new", "true", won),
                ("grown", "expansion", "false", HANDED_OFF + timedelta(days=5)),
                ("kept", "renewal", "false", HANDED_OFF + timedelta(days=5)),
            )
        ],
        "touchpoints": [
            {
                "touchpoint_id": f"{order} {deal}",
                "opportunity_id": deal,
                "channel": "events",
                "touch_type": "visit",
                "function": function,
                "occurred_at": HANDED_OFF - timedelta(days=9 - order),
            }
            for deal, functions in (("won", ("marketing", "sales")), ("grown", ("sales", "marketing")))
            for order, function in enumerate(functions)
        ],
    }


@pytest.fixture(scope="module")
def chosen(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Figures]:
    """Figures of the one lead under some choices; the same choices are made once."""
    made: dict[tuple[str, ...], Figures] = {}

    def figure(*overrides: str) -> Figures:
        if overrides not in made:
            home = tmp_path_factory.mktemp("choices")
            figures.write(leads(10), home / "data" / "csv")
            made[overrides] = figures.make_metrics(
                home / "data",
                home,
                AS_OF,
                [
                    "lead_follow_up_rate",
                    "lead_acceptance_rate",
                    "win_rate",
                    "source_agreement_kappa",
                    "metric_inputs",
                ],
                ("fiscal_year_start_month=1", *overrides),
            )
        return made[overrides]

    return figure


def quarter(made: Figures, metric: str) -> dict[str, Any]:
    (row,) = made.warehouse(
        f"select * from metrics.{metric} where period_grain = 'quarter' and segment_by = 'all' "
        "and period_start = date '2024-01-01'"
    )
    return row


@pytest.mark.parametrize(
    ("preset", "worked", "accepted", "won"),
    [("smb", 0, 1, 0), ("mid_market", 1, 1, 1), ("enterprise", 1, 1, 1)],
)
def test_a_lead_worked_after_ten_days_is_late_only_where_customers_are_small(
    preset: str, worked: int, accepted: int, won: int, chosen: Callable[..., Figures]
) -> None:
    made = chosen(f"preset={preset}")
    found = [
        quarter(made, metric)["value"]
        for metric in ("lead_follow_up_rate", "lead_acceptance_rate", "win_rate")
    ]
    assert found == [worked, accepted, won]


def test_a_metric_counts_the_types_of_deals_it_is_told_to(chosen: Callable[..., Figures]) -> None:
    assert quarter(chosen("preset=mid_market"), "win_rate")["denominator"] == 1
    told = chosen(
        "opportunity_types={win_rate: [not renewal], source_agreement_kappa: []}",
        "derive_marketing_claim=true",
    )
    row = quarter(told, "win_rate")
    assert (row["numerator"], row["denominator"]) == (1, 2)


def test_marketings_claim_is_taken_from_the_first_touch_only_where_a_company_says_so(
    chosen: Callable[..., Figures],
) -> None:
    claims = "select opportunity_id, marketing_claimed_source, is_marketing_claim_derived from marts.fct_deals order by 1"
    needs = "select is_measurable from scorecard.metric_inputs where metric = 'source_agreement_kappa'"
    plain = chosen("preset=mid_market")
    assert {row["marketing_claimed_source"] for row in plain.warehouse(claims)} == {None}
    assert plain.warehouse(needs) == [{"is_measurable": False}]
    told = chosen(
        "opportunity_types={win_rate: [not renewal], source_agreement_kappa: []}",
        "derive_marketing_claim=true",
    )
    assert [tuple(row.values()) for row in told.warehouse(claims)] == [
        ("grown", "sales", True),
        ("kept", None, False),
        ("won", "marketing", True),
    ]
    assert told.warehouse(needs) == [{"is_measurable": True}]
