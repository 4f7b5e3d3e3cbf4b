"""The demo's rows hold the truth stated beside them: each metric, by plain SQL and numpy, within three standard errors.

No model of the project is used. Per quarter the figure is compared with that quarter's truth; the differences are
pooled over the quarters with inverse-variance weights, so each test is one z score.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import pytest

from scorecard import demo

SEEDS = (demo.DEFAULT_SEED, 4)
Estimates = dict[str, tuple[float, float]]  # quarter -> value, standard error


@dataclass(frozen=True)
class Company:
    """A demo company with its tables as DuckDB views and its truth."""

    rows: duckdb.DuckDBPyConnection
    truth: dict[str, Any]

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        return self.rows.execute(sql).fetchall()

    def arrays(self, sql: str) -> dict[str, dict[str, np.ndarray]]:
        """Return the columns of a query, by the quarter in its first column."""
        table = self.rows.execute(sql).fetchnumpy()
        quarter = np.asarray(table["quarter"]).astype(str)
        return {
            name: {column: np.asarray(values)[quarter == name] for column, values in table.items()}
            for name in np.unique(quarter)
        }


@pytest.fixture(
    scope="module",
    params=[(world, seed) for world in demo.WORLDS for seed in SEEDS],
    ids=lambda p: f"{p[0]}-{p[1]}",
)
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    world, seed = request.param
    folder = tmp_path_factory.mktemp("demo") / "company"
    demo.generate(folder, world, 12_000, 36, seed)
    rows = duckdb.connect()
    rows.execute("set timezone = 'UTC'")
    for file in folder.glob("*.csv"):
        rows.execute(
            f"create table {file.stem} as from read_csv('{file}', all_varchar = false, sample_size = -1)"
        )
    rows.execute(HAND_OFFS)
    yield Company(rows, json.loads((folder / "truth.json").read_text(encoding="utf-8")))
    rows.close()


HAND_OFFS = """
create table journeys as
select
    leads.*,
    strftime(date_trunc('quarter', handed_off_at), '%Y-%m-%d') as quarter,
    timestamptz '2026-10-01 00:00:00+00' as as_of,
    touches.first_touch_at,
    answers.first_at, answers.first_status, answers.first_rating,
    (select min(changed_at) from lead_status_events as event
     where event.lead_id = leads.lead_id and changed_by_function = 'sales' and to_status in
       ('accepted', 'qualified', 'rejected', 'disqualified', 'unresponsive') and reason_code <> 'other') as structured_at
from leads
left join (
    select lead_id, min(occurred_at) as first_touch_at from sales_activities
    where direction = 'outbound' and not is_automated group by lead_id
) as touches on touches.lead_id = leads.lead_id
left join (
    select lead_id, min(changed_at) as first_at, arg_min(to_status, (changed_at, event_id)) as first_status,
        arg_min(sales_quality_rating, (changed_at, event_id)) as first_rating
    from lead_status_events
    where changed_by_function in ('sales', 'sdr')
      and to_status in ('accepted', 'qualified', 'converted', 'rejected', 'disqualified', 'recycled', 'unresponsive')
    group by lead_id
) as answers on answers.lead_id = leads.lead_id
where handed_off_at is not null and exclusion_reason is null
"""


def proportion(company: Company, metric: str, sql: str) -> Estimates:
    """Return success shares per quarter; the standard error is the true one, so that it never is zero."""
    truth = company.truth["metrics"][metric]["quarters"]
    found = {}
    for quarter, successes, size in company.query(sql):
        if quarter in truth and size >= 20:
            share = truth[quarter]
            found[quarter] = (successes / size, np.sqrt(share * (1 - share) / size))
    return found


def cohort(metric: str, success: str, days: int, condition: str = "true") -> Callable[[Company], Estimates]:
    sql = f"""
        select quarter, count(*) filter ({success}), count(*) from journeys
        where handed_off_at + interval {days} day <= as_of and {condition} group by 1"""
    return lambda company: proportion(company, metric, sql)


def speed(company: Company) -> Estimates:
    """Kaplan–Meier survival at the true median, which must be one half, with Greenwood's standard error."""
    found = {}
    truth = company.truth["metrics"]["speed_to_lead_median_hours"]["quarters"]
    data = company.arrays("""
        select quarter, first_touch_at is not null as touched,
            epoch(coalesce(first_touch_at, as_of) - handed_off_at) / 3600 as hours from journeys""")
    for quarter, columns in data.items():
        order = np.lexsort((~columns["touched"], columns["hours"]))
        hours, touched = columns["hours"][order], columns["touched"][order]
        at_risk = np.arange(hours.size, 0, -1)
        counted = touched & (hours <= truth[quarter])
        survival = np.prod(1 - 1 / at_risk[counted])
        found[quarter] = (
            truth[quarter] + (survival - 0.5),
            survival * np.sqrt((1 / (at_risk[counted] * (at_risk[counted] - 1.0))).sum()),
        )
    return found


def kappa(company: Company) -> Estimates:
    """Linear weighted kappa with a delete-one jackknife standard error, by cells."""
    found = {}
    data = company.arrays("""
        select quarter, ascii(lead_score_band) - 65 as band,
            case when first_rating is not null then ascii(first_rating) - 65
                 when first_status in ('qualified', 'converted') then 0 when first_status = 'accepted' then 1 end as rating
        from journeys where handed_off_at + interval 30 day <= as_of and first_at <= handed_off_at + interval 30 day
          and first_status <> 'unresponsive'""")
    for quarter, columns in data.items():
        table = np.zeros((4, 4))
        np.add.at(table, (columns["band"].astype(int), columns["rating"].astype(int)), 1)
        value, drops = _weighted_kappa(table), []
        for cell in zip(*np.nonzero(table), strict=True):
            fewer = table.copy()
            fewer[cell] -= 1
            drops.append((table[cell], _weighted_kappa(fewer)))
        size = table.sum()
        mean = sum(count * drop for count, drop in drops) / size
        found[quarter] = (
            value,
            np.sqrt((size - 1) / size * sum(count * (drop - mean) ** 2 for count, drop in drops)),
        )
    return found


def _weighted_kappa(table: np.ndarray) -> float:
    weights = 1 - np.abs(np.subtract.outer(np.arange(len(table)), np.arange(len(table)))) / 3
    shares = table / table.sum()
    expected = (weights * np.outer(shares.sum(axis=1), shares.sum(axis=0))).sum()
    return float(((weights * shares).sum() - expected) / (1 - expected))


def auc(company: Company) -> Estimates:
    """Area under the curve by mid-ranks with DeLong's variance."""
    found = {}
    data = company.arrays("""
        select quarter, lead_score as score, coalesce(converted_at <= handed_off_at + interval 90 day, false) as won
        from journeys where handed_off_at + interval 90 day <= as_of""")
    for quarter, columns in data.items():
        score, won = columns["score"], columns["won"].astype(bool)
        if min(won.sum(), (~won).sum()) < 20:
            continue
        yes, no = _midrank(score)[won], _midrank(score)[~won]
        above = (yes - _midrank(score[won])) / (~won).sum()
        below = 1 - (no - _midrank(score[~won])) / won.sum()
        found[quarter] = (
            above.mean(),
            np.sqrt(above.var(ddof=1) / above.size + below.var(ddof=1) / below.size),
        )
    return found


def _midrank(values: np.ndarray) -> np.ndarray:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[place]


def calibration(company: Company) -> Estimates:
    found = {}
    for quarter, observed, expected, spread in company.query("""
        select quarter, count(*) filter (converted_at <= handed_off_at + interval 90 day),
            sum(predicted_conversion_probability), sum(predicted_conversion_probability * (1 - predicted_conversion_probability))
        from journeys where handed_off_at + interval 90 day <= as_of group by 1"""):
        found[quarter] = (observed / expected, np.sqrt(spread) / expected)
    return found


def win_rate(company: Company) -> Estimates:
    return proportion(
        company,
        "win_rate",
        """
        select strftime(date_trunc('quarter', created_at), '%Y-%m-%d'),
            count(*) filter (is_won and closed_at <= created_at + interval 180 day), count(*)
        from opportunities where opportunity_type = 'new'
          and created_at + interval 180 day <= timestamptz '2026-10-01 00:00:00+00' group by 1""",
    )


def cycle(company: Company) -> Estimates:
    """Kaplan–Meier at the true median; the curve's slope there is left out, as one half is compared with one half."""
    found = {}
    truth = company.truth["metrics"]["sales_cycle_median_days"]["quarters"]
    data = company.arrays("""
        select strftime(date_trunc('quarter', created_at), '%Y-%m-%d') as quarter, is_closed as ended,
            epoch(coalesce(closed_at, timestamptz '2026-10-01 00:00:00+00') - created_at) / 86400 as days
        from opportunities where opportunity_type = 'new'""")
    for quarter, columns in data.items():
        order = np.lexsort((~columns["ended"], columns["days"]))
        days, ended = columns["days"][order], columns["ended"][order]
        at_risk = np.arange(days.size, 0, -1)
        counted = ended & (days <= truth[quarter])
        if days.max() < truth[quarter]:
            continue
        survival = np.prod(1 - 1 / at_risk[counted])
        found[quarter] = (
            truth[quarter] + survival - 0.5,
            survival * np.sqrt((1 / (at_risk[counted] * (at_risk[counted] - 1.0))).sum()),
        )
    return found


def won_deals(company: Company) -> dict[str, dict[str, np.ndarray]]:
    return company.arrays("""
        select strftime(date_trunc('quarter', closed_at), '%Y-%m-%d') as quarter, amount, list_amount, segment,
            sales_claimed_source = 'sales' and marketing_claimed_source = 'marketing' as doubled,
            closed_at >= date_trunc('quarter', closed_at) + interval 3 month - interval 10 day as late
        from opportunities where is_won""")


def double_claimed(company: Company) -> Estimates:
    found = {}
    for quarter, deals in won_deals(company).items():
        share = company.truth["metrics"]["double_claimed_revenue_rate"]["quarters"][quarter]
        size = deals["amount"].sum() ** 2 / (deals["amount"] ** 2).sum()
        value = deals["amount"][deals["doubled"]].sum() / deals["amount"].sum()
        found[quarter] = (value, np.sqrt(share * (1 - share) / size))
    return found


def ratio(top: np.ndarray, bottom: np.ndarray) -> tuple[float, float]:
    """Return Σtop/Σbottom with its linearised standard error."""
    value = top.sum() / bottom.sum()
    return value, float(
        np.sqrt(((top - value * bottom) ** 2).sum() * top.size / max(1, top.size - 1)) / bottom.sum()
    )


def evenly_known(top: dict[str, np.ndarray], bottom: dict[str, np.ndarray]) -> Estimates:
    """Return Σtop/Σbottom per quarter; the error rests on all quarters' deals.

    Estimated from one quarter's own few deals it would be small exactly when the figure is low.
    """
    spread = np.concatenate([top[quarter] / bottom[quarter] for quarter in top]).std()
    return {
        quarter: (
            top[quarter].sum() / bottom[quarter].sum(),
            spread * np.sqrt((bottom[quarter] ** 2).sum()) / bottom[quarter].sum(),
        )
        for quarter in top
    }


def price(company: Company) -> Estimates:
    deals = won_deals(company)
    return evenly_known(
        {q: d["amount"] for q, d in deals.items()}, {q: d["list_amount"] for q, d in deals.items()}
    )


def quarter_end(company: Company) -> Estimates:
    found = {}
    for quarter, deals in won_deals(company).items():
        if deals["amount"].size < 30:
            continue
        value = (deals["amount"] * deals["late"]).sum() / deals["amount"].sum()
        year, month = int(quarter[:4]), int(quarter[5:7])
        days = (
            np.datetime64(f"{year + month // 10:04d}-{(month + 2) % 12 + 1:02d}-01") - np.datetime64(quarter)
        ).astype(int)
        truth = company.truth["metrics"]["quarter_end_bookings_index"]["quarters"][quarter] * 10 / days
        size = deals["amount"].sum() ** 2 / (deals["amount"] ** 2).sum()
        found[quarter] = (value * days / 10, np.sqrt(truth * (1 - truth) / size) * days / 10)
    return found


def premium(company: Company) -> Estimates:
    """Discount late less rest, within segment × third of list, weighted by the late deals' list."""
    found = {}
    for quarter, deals in won_deals(company).items():
        discount = 1 - deals["amount"] / deals["list_amount"]
        late = deals["late"].astype(bool)
        third = np.searchsorted(np.quantile(deals["list_amount"], [1 / 3, 2 / 3]), deals["list_amount"])
        parts = []
        for segment in np.unique(deals["segment"]):
            for size in range(3):
                cell = (deals["segment"] == segment) & (third == size)
                if min((cell & late).sum(), (cell & ~late).sum()) >= 4:
                    weight = deals["list_amount"][cell & late].sum()
                    means = [
                        ratio(
                            discount[cell & part] * deals["list_amount"][cell & part],
                            deals["list_amount"][cell & part],
                        )
                        for part in (late, ~late)
                    ]
                    parts.append((weight, means[0][0] - means[1][0], means[0][1] ** 2 + means[1][1] ** 2))
        if parts:
            weights, gaps, variances = (np.array(column) for column in zip(*parts, strict=True))
            weights = weights / weights.sum()
            found[quarter] = (float(weights @ gaps), float(np.sqrt(weights**2 @ variances)))
    return found


def leakage(company: Company) -> Estimates:
    data = company.arrays("""
        select strftime(date_trunc('quarter', closed_at), '%Y-%m-%d') as quarter, list_amount,
            coalesce((select sum(list_value_amount) from concessions as given where given.opportunity_id = deal.opportunity_id), 0)
                as given
        from opportunities as deal where is_won""")
    return evenly_known(
        {q: d["given"] for q, d in data.items()}, {q: d["list_amount"] for q, d in data.items()}
    )


RECOVERED: dict[str, Callable[[Company], Estimates]] = {
    "lead_follow_up_rate": cohort(
        "lead_follow_up_rate", "first_touch_at <= handed_off_at + interval 14 day", 14
    ),
    "speed_to_lead_median_hours": speed,
    "lead_acceptance_rate": cohort(
        "lead_acceptance_rate",
        "first_status in ('accepted', 'qualified', 'converted') and first_at <= handed_off_at + interval 21 day",
        21,
    ),
    "score_disposition_kappa": kappa,
    "lead_score_auc": auc,
    "lead_score_calibration_ratio": calibration,
    "lead_to_opportunity_rate": cohort(
        "lead_to_opportunity_rate", "converted_at <= handed_off_at + interval 90 day", 90
    ),
    "feedback_coverage_rate": cohort(
        "feedback_coverage_rate", "structured_at <= handed_off_at + interval 14 day", 14
    ),
    "win_rate": win_rate,
    "sales_cycle_median_days": cycle,
    "double_claimed_revenue_rate": double_claimed,
    "price_realization_rate": price,
    "quarter_end_bookings_index": quarter_end,
    "late_quarter_discount_premium": premium,
    "concession_leakage_rate": leakage,
}


@pytest.mark.parametrize("metric", RECOVERED)
def test_truth_is_recovered_within_three_standard_errors(company: Company, metric: str) -> None:
    truth = company.truth["metrics"][metric]["quarters"]
    found = {quarter: pair for quarter, pair in RECOVERED[metric](company).items() if pair[1] > 0}
    assert len(found) >= 6, found
    weights = {quarter: 1 / error**2 for quarter, (_, error) in found.items()}
    gap = sum(weights[quarter] * (value - truth[quarter]) for quarter, (value, _) in found.items())
    z = gap / np.sqrt(sum(weights.values()))
    assert abs(z) < 3, f"{metric}: z = {z:.2f}; " + ", ".join(
        f"{quarter} {value:.3f} ± {error:.3f} for {truth[quarter]:.3f}"
        for quarter, (value, error) in found.items()
    )


STRATA = "quarter, segment, lead_score_band"
ALIGNED = """
    coalesce(first_touch_at <= handed_off_at + interval 1 hour * promised, false)
    and coalesce(structured_at <= handed_off_at + interval 7 day, false)"""
WON = """
    exists (select 1 from opportunities as deal where deal.primary_lead_id = journeys.lead_id
        and is_won and closed_at <= handed_off_at + interval 180 day)"""
CONTACTED = "coalesce(first_touch_at <= handed_off_at + interval {days} day, false)"
CONVERTED = "coalesce(converted_at <= handed_off_at + interval 90 day, false)"


def risk_ratio(company: Company, exposed: str, success: str, condition: str) -> tuple[float, float, float]:
    """Return the logarithm of the Mantel-Haenszel ratio, its standard error, and the crude ratio.

    Quarters are strata too: in the improving world both the handling and the winning rise.
    """
    rows = np.array(
        company.query(f"""
            with judged as (select *, {exposed} as exposed, {success} as success from
                (select journeys.*, promises.hours as promised from journeys
                 inner join (select lead_class, min(hours) as hours from sla_rules group by 1) as promises
                 using (lead_class)) as journeys
                where {condition})
            select count(*) filter (exposed), count(*) filter (exposed and success),
                count(*) filter (not exposed), count(*) filter (not exposed and success)
            from judged group by {STRATA}"""),
        dtype=float,
    )
    size, won, other, other_won = rows.T
    both = size + other
    first, second = (won * other / both).sum(), (other_won * size / both).sum()
    spread = ((size * other * (won + other_won) - won * other_won * both) / both**2).sum()
    crude = won.sum() / size.sum() / (other_won.sum() / other.sum())
    return float(np.log(first / second)), float(np.sqrt(spread / first / second)), float(crude)


def test_like_for_like_aligned_leads_win_as_often_as_planted_though_not_in_sum(company: Company) -> None:
    stated = company.truth["metrics"]["aligned_win_rate_uplift"]
    matured = "handed_off_at + interval 180 day <= as_of"
    found, error, crude = risk_ratio(company, ALIGNED, WON, matured)
    assert abs(found - np.log(stated["value"])) < 3 * error
    if company.truth["world"] != "improving":
        assert crude < np.exp(found)
        assert abs(np.log(crude / stated["details"]["crude_ratio"])) < 3 * error
    for segment in ("SMB", "Mid-market", "Enterprise"):
        found, error, _ = risk_ratio(company, ALIGNED, WON, f"{matured} and segment = '{segment}'")
        assert abs(found - np.log(stated["value"])) < 3 * error, segment


def test_contact_matters_nothing_where_it_knows_nothing_and_seems_to_without_a_landmark(
    company: Company,
) -> None:
    stated = company.truth["metrics"]["aligned_win_rate_uplift"]["details"]["ratio_by_contact_ever"]
    where = "handed_off_at + interval 90 day <= as_of and lead_source = 'partner'"
    waiting = f"{where} and coalesce(converted_at > handed_off_at + interval 7 day, true)"
    landmark, error, _ = risk_ratio(company, CONTACTED.format(days=7), CONVERTED, waiting)
    assert abs(landmark) < 3 * error
    naive, error, _ = risk_ratio(company, CONTACTED.format(days=90), CONVERTED, where)
    assert naive > 2 * error
    if company.truth["world"] != "improving":
        assert abs(naive - np.log(stated["partner"])) < 3 * error
