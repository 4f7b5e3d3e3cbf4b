"""What must hold for any records: order, names and currency say nothing, and every figure lies in its own interval."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.figures import Figures, Record
from tests.oracles.bench import Bench

pytestmark = pytest.mark.requires("shared")

QUARTER = date(2025, 1, 1)
# price, discount and day of a deal whose source both teams name, so that claims of both are on file
DOUBLE_CLAIMED = (10_000, 10, 45)
HANDED_OFF = datetime(2024, 10, 1, 9)
# a few dozen examples each, on a bench shared by all of them
few = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# list price in cents, discount in per cent, day of the quarter, and who claims the deal
deals = st.lists(
    st.tuples(
        st.integers(100, 10_000_000),
        st.integers(-5, 60),
        st.integers(0, 89),
        st.sampled_from(["sales", "marketing", None]),
        st.sampled_from(["sales", "marketing", None]),
    ),
    min_size=2,
    max_size=25,
)
# score, hours to the first touch (none: never touched), both grades, and whether it became an opportunity
leads = st.lists(
    st.tuples(
        st.integers(0, 100),
        st.one_of(st.none(), st.integers(0, 1_000)),
        st.sampled_from("ABCD"),
        st.sampled_from("ABCD"),
        st.booleans(),
    ),
    min_size=2,
    max_size=25,
)


@pytest.fixture(scope="module")
def deal_bench(made: dict[str, Figures]) -> Bench:
    """Deals are put by the test; the calendar is that of the build with one calendar quarter."""
    return _bench(made["quarter"])


@pytest.fixture(scope="module")
def lead_bench(made: dict[str, Figures]) -> Bench:
    """Leads are put by the test; the calendar is that of the build with one long quarter."""
    return _bench(made["cohorts"])


@few
@given(deals=deals, factor=st.sampled_from([2, 10, 1_000]))
@pytest.mark.parametrize(
    "metric", ["price_realization_rate", "double_claimed_revenue_rate", "quarter_end_bookings_index"]
)
def test_the_currency_amounts_are_in_moves_no_share(
    metric: str, deal_bench: Bench, deals: Sequence[tuple[Any, ...]], factor: int
) -> None:
    before = _deal_figures(deal_bench, metric, deals)
    after = _deal_figures(deal_bench, metric, [(deal[0] * factor, *deal[1:]) for deal in deals])
    for column in ("value", "ci_low", "ci_high"):
        assert after[column] == _nearly(before[column])
    assert after["denominator"] == _nearly(before["denominator"] * factor)


@few
@given(deals=deals, data=st.data())
@pytest.mark.parametrize(
    "metric", ["price_realization_rate", "double_claimed_revenue_rate", "quarter_end_bookings_index"]
)
def test_the_order_of_deals_says_nothing_and_the_figure_lies_in_its_interval(
    metric: str, deal_bench: Bench, deals: Sequence[tuple[Any, ...]], data: st.DataObject
) -> None:
    before = _deal_figures(deal_bench, metric, deals)
    after = _deal_figures(deal_bench, metric, data.draw(st.permutations(deals)))
    assert after == {
        name: _nearly(value) if isinstance(value, float) else value for name, value in before.items()
    }
    _lies_in_its_interval(before)


@few
@given(leads=leads, data=st.data())
@pytest.mark.parametrize(
    "metric",
    ["lead_follow_up_rate", "speed_to_lead_median_hours", "score_disposition_kappa", "lead_score_auc"],
)
def test_the_order_of_leads_says_nothing_and_the_figure_lies_in_its_interval(
    metric: str, lead_bench: Bench, leads: Sequence[tuple[Any, ...]], data: st.DataObject
) -> None:
    before = _lead_figures(lead_bench, metric, leads)
    after = _lead_figures(lead_bench, metric, data.draw(st.permutations(leads)))
    assert after == {
        name: _nearly(value) if isinstance(value, float) else value for name, value in before.items()
    }
    _lies_in_its_interval(before)


@few
@given(leads=leads)
def test_only_the_rank_of_a_score_counts(lead_bench: Bench, leads: Sequence[tuple[Any, ...]]) -> None:
    figure = _lead_figures(lead_bench, "lead_score_auc", leads)
    stretched = _lead_figures(lead_bench, "lead_score_auc", [(lead[0] ** 3 + 7, *lead[1:]) for lead in leads])
    turned = _lead_figures(lead_bench, "lead_score_auc", [(-lead[0], *lead[1:]) for lead in leads])
    assert stretched["value"] == _nearly(figure["value"])
    assert turned["value"] == _nearly(None if figure["value"] is None else 1 - figure["value"])


@few
@given(leads=leads)
def test_agreement_does_not_depend_on_who_is_asked_first(
    lead_bench: Bench, leads: Sequence[tuple[Any, ...]]
) -> None:
    figure = _lead_figures(lead_bench, "score_disposition_kappa", leads)
    swapped = [(score, hours, second, first, became) for score, hours, first, second, became in leads]
    assert _lead_figures(lead_bench, "score_disposition_kappa", swapped)["value"] == _nearly(figure["value"])


@few
@given(leads=leads)
def test_waiting_twice_as_long_doubles_the_median(
    lead_bench: Bench, leads: Sequence[tuple[Any, ...]]
) -> None:
    contacted = [lead for lead in leads if lead[1] is not None]
    if not contacted:
        return
    figure = _lead_figures(lead_bench, "speed_to_lead_median_hours", contacted)
    doubled = _lead_figures(
        lead_bench, "speed_to_lead_median_hours", [(lead[0], 2 * lead[1], *lead[2:]) for lead in contacted]
    )
    for column in ("value", "ci_low", "ci_high"):
        assert doubled[column] == _nearly(None if figure[column] is None else 2 * figure[column])


@few
@given(leads=leads, more=st.integers(1, 5))
def test_a_young_lead_changes_nothing_but_what_is_pending(
    lead_bench: Bench, leads: Sequence[tuple[Any, ...]], more: int
) -> None:
    before = _lead_figures(lead_bench, "lead_follow_up_rate", leads)
    young = [_lead(100 + n, (0, 1, "A", "A", False), datetime(2025, 3, 30)) for n in range(more)]
    after = _lead_figures(lead_bench, "lead_follow_up_rate", leads, young)
    assert after.pop("pending") == before.pop("pending") + more
    assert after == before


@few
@given(deals=deals)
def test_claims_in_capitals_are_the_same_claims(deal_bench: Bench, deals: Sequence[tuple[Any, ...]]) -> None:
    metric = "double_claimed_revenue_rate"
    named = [(*DOUBLE_CLAIMED, "sales", "marketing"), *deals]
    shouted = [(*deal[:3], deal[3] and deal[3].title(), deal[4] and deal[4].upper()) for deal in named]
    assert _deal_figures(deal_bench, metric, shouted) == _deal_figures(deal_bench, metric, named)


@few
@given(deals=deals)
def test_claims_of_one_team_alone_are_no_figure(deal_bench: Bench, deals: Sequence[tuple[Any, ...]]) -> None:
    records = [_deal(number, (*deal[:3], "sales", None)) for number, deal in enumerate(deals)]
    deal_bench.put("marts.fct_deals", records)
    assert deal_bench.run("double_claimed_revenue_rate") == []
    assert deal_bench.run("double_claimed_revenue_rate__details") == []


def _bench(figures: Figures) -> Bench:
    bench = Bench(figures)
    for relation in ("marts.dim_days", "marts.dim_periods", "seeds.t_quantiles"):
        bench.copy(relation)
    return bench


def _deal_figures(bench: Bench, metric: str, deals: Sequence[tuple[Any, ...]]) -> dict[str, Any]:
    # a lost deal with both claims: claims of both teams are on file, whatever the won ones say
    lost = {**_deal(-1, (*DOUBLE_CLAIMED, "sales", "marketing")), "is_won": False}
    bench.put("marts.fct_deals", [lost, *(_deal(number, deal) for number, deal in enumerate(deals))])
    return _company(bench.run(metric), QUARTER)


def _lead_figures(
    bench: Bench, metric: str, leads: Sequence[tuple[Any, ...]], more: Sequence[Record] = ()
) -> dict[str, Any]:
    records = [_lead(number, lead, HANDED_OFF) for number, lead in enumerate(leads)]
    bench.put("marts.fct_lead_journeys", [*records, *more])
    return _company(bench.run(metric), date(2024, 1, 1))


def _company(rows: Sequence[dict[str, Any]], start: date) -> dict[str, Any]:
    (row,) = [
        row
        for row in rows
        if (row["period_grain"], row["segment_by"], row["period_start"]) == ("quarter", "all", start)
    ]
    return row


def _deal(number: int, deal: tuple[Any, ...]) -> Record:
    cents, discount, day, sales, marketing = deal
    price = Decimal(cents) / 100
    return {
        "opportunity_id": f"{number}",
        "opportunity_type": "new",
        "is_won": True,
        "is_closed": True,
        "list_amount": price,
        "amount": price * (100 - discount) / 100,
        "closed_on": QUARTER + timedelta(days=day),
        "quarter_start": QUARTER,
        "quarter_end": date(2025, 3, 31),
        "covered_days": 90,
        "is_late": day >= 80,
        "sales_claimed_source": sales,
        "marketing_claimed_source": marketing,
    }


def _lead(number: int, lead: tuple[Any, ...], handed_off_at: datetime) -> Record:
    score, hours, marketing_grade, sales_grade, became = lead
    touched_at = None if hours is None else handed_off_at + timedelta(hours=hours)
    due: Callable[[int], datetime] = lambda days: handed_off_at + timedelta(days=days)  # noqa: E731
    return {
        "lead_id": f"{number}",
        "is_eligible": True,
        "is_speed_measurable": True,
        "handed_off_at": handed_off_at,
        "first_sales_touch_at": touched_at,
        "first_touch_hours": hours,
        "follow_up_due_at": due(14),
        "rating_due_at": due(30),
        "opportunity_due_at": due(90),
        "lead_score": score,
        "lead_score_band": marketing_grade,
        "first_disposition_at": due(2),
        "first_disposition_status": "accepted",
        "first_disposition_rating": sales_grade,
        "converted_at": due(40) if became else None,
    }


def _lies_in_its_interval(figure: dict[str, Any]) -> None:
    for limit, sign in (("ci_low", 1), ("ci_high", -1)):
        if figure["value"] is not None and figure[limit] is not None:
            assert sign * (figure["value"] - figure[limit]) >= -1e-9


def _nearly(value: float | None) -> Any:
    return None if value is None else pytest.approx(float(value), rel=1e-9, abs=1e-12)
