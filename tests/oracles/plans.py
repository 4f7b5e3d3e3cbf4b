"""How every oracle of a metric in the catalogue is answered."""

from __future__ import annotations

from tests.oracles.cost_plans import COST_PLANS
from tests.oracles.credit_plans import CREDIT_PLANS
from tests.oracles.deal_plans import DEAL_PLANS
from tests.oracles.lead_plans import LEAD_PLANS
from tests.oracles.market_plans import MARKET_PLANS
from tests.oracles.readings import Plan
from tests.oracles.uplift_plans import UPLIFT_PLANS

PLANS: dict[str, Plan] = {
    **LEAD_PLANS,
    **DEAL_PLANS,
    **MARKET_PLANS,
    **CREDIT_PLANS,
    **UPLIFT_PLANS,
    **COST_PLANS,
}
