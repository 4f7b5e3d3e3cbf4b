"""What it would be worth if a weak metric reached its target, in words: an association and a size, never a promise."""

from __future__ import annotations

from scorecard.pages import formats
from scorecard.pages.context import Context

# when the cost attached to a metric would be gone, by its cause
IF = {
    "unworked_leads": "if no lead went unworked",
    "slow_response": "if every lead were answered as promised",
    "late_discount_excess": "if late deals were discounted like others of their kind",
    "concessions_at_cost": "if nothing outside the deal policy were given away",
    "selling_time_on_wrong_fit": "if no selling time went to leads that could never buy",
}
SMALLEST = 0.05  # points that would be printed as none


def worth(ctx: Context, metric: str) -> str:
    """The sentences for a metric below its target; empty where neither a cost nor points are known."""
    found = ctx.results.improvements.get(metric)
    if found is None:
        return ""
    said = []
    if found.cause in IF and found.cost_period_start and formats.known(found.cost_base) and found.cost_base:
        low = found.cost_low if formats.known(found.cost_low) else found.cost_base
        high = found.cost_high if formats.known(found.cost_high) else found.cost_base
        span = f"{ctx.money(low)} to {ctx.money(high)}, " if low != high else ""
        period = ctx.period("quarter", found.cost_period_start).name
        said.append(
            f"Worth up to about {ctx.money(found.cost_base)} a quarter {IF[found.cause]} ({span}{period}): "
            + ("an association, not a proven effect." if span else "as recorded.")
        )
    if formats.known(found.index_points) and found.index_points >= SMALLEST:
        points = formats.plain(found.index_points, 1)
        said.append(f"At its target alone it would add {points} points to the index.")
    return " ".join(said)
