"""A made-up company whose true figures are known: `generate` writes its tables and the truth beside them."""

from scorecard.demo.generate import DEFAULT_SEED, generate
from scorecard.demo.worlds import WORLDS

__all__ = ["DEFAULT_SEED", "WORLDS", "generate"]
