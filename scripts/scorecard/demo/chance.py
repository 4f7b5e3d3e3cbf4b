"""Random streams and the normal distribution.

Every table draws from its own stream, named after it, so that adding a table never changes another.
"""

from __future__ import annotations

import math
import zlib

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of one named table of one demo company."""
    return np.random.default_rng(np.random.SeedSequence(entropy=seed, spawn_key=(zlib.crc32(name.encode()),)))


def even(rng: np.random.Generator, size: int, dimensions: int, block: int = 256) -> Floats:
    """Return uniform draws of shape (dimensions, size) that cover the unit cube evenly within each block of entries.

    Each block is a randomly shifted and shuffled lattice (Roberts' generalised golden ratio), so every draw is
    uniform, but shares counted over a month or a quarter stray less from their probabilities than independent draws
    would. That is what lets any seed recover its truth.
    """
    root = 2.0
    for _ in range(60):
        root = (1 + root) ** (1 / (dimensions + 1))
    blocks = -(-size // block)
    ranks = rng.permuted(np.tile(np.arange(block, dtype=float), (blocks, 1)), axis=1)
    points = [
        ((ranks * root ** -(axis + 1) + rng.random((blocks, 1))) % 1.0).ravel()[:size]
        for axis in range(dimensions)
    ]
    return np.clip(np.array(points), 1e-12, 1 - 1e-12)


def choose(weights: Floats | list[float], draws: Floats) -> Ints:
    """Turn uniform draws into positions 0..k-1 with the given weights (they need not sum to one)."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.searchsorted(edges / edges[-1], draws, side="right").astype(np.int64)


def pick(rng: np.random.Generator, weights: Floats | list[float], size: int) -> Ints:
    """Draw `size` positions 0..k-1 with the given weights (they need not sum to one)."""
    return choose(weights, rng.random(size))


def beta_quantile(tail: Floats, draws: Floats) -> Floats:
    """Return quantiles of beta(2, tail), whose distribution function is 1 − (1−x)^tail·(1 + tail·x), by bisection."""
    low, high = np.zeros_like(draws), np.ones_like(draws)
    for _ in range(40):
        middle = (low + high) / 2
        under = 1 - (1 - middle) ** tail * (1 + tail * middle) < draws
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return (low + high) / 2


def in_order(order: Ints, draws: Floats) -> Floats:
    """Hand out draws along an order, so that they cover the unit interval evenly within each stretch of it."""
    placed = np.empty_like(draws)
    placed[order] = draws
    return placed


def normal_cdf(values: Floats | float) -> Floats:
    """Return the standard normal distribution function (Hart 1968, as in West 2005; absolute error below 1e-14)."""
    x = np.asarray(values, dtype=float)
    z = np.minimum(np.abs(x), 37.0)
    top = 0.0352624965998911 * z + 0.700383064443688
    for factor in (6.37396220353165, 33.912866078383, 112.079291497871, 221.213596169931, 220.206867912376):
        top = top * z + factor
    low = 0.0883883476483184 * z + 1.75566716318264
    for factor in (
        16.064177579207,
        86.7807322029461,
        296.564248779674,
        637.333633378831,
        793.826512519948,
        440.413735824752,
    ):
        low = low * z + factor
    tail = z + 0.65
    for factor in (4.0, 3.0, 2.0, 1.0):
        tail = z + factor / tail
    density = np.exp(-z * z / 2)
    upper = np.where(z < 7.07106781186547, density * top / low, density / tail / 2.506628274631)
    return np.where(x > 0, 1.0 - upper, upper)


def normal_quantile(shares: Floats | float) -> Floats:
    """Return the standard normal quantile (Acklam's approximation with one Halley step; error below 1e-12)."""
    p = np.clip(np.asarray(shares, dtype=float), 1e-12, 1 - 1e-12)
    q = np.minimum(p, 1 - p)
    r = np.sqrt(-2 * np.log(q))
    c = (
        -7.784894002430293e-3,
        -3.223964580411365e-1,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    )
    d = (7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416)
    tail = _polynomial(c, r) / (_polynomial(d, r) * r + 1)
    a = (
        -3.969683028665376e1,
        2.209460984245205e2,
        -2.759285104469687e2,
        1.383577518672690e2,
        -3.066479806614716e1,
        2.506628277459239,
    )
    b = (
        -5.447609879822406e1,
        1.615858368580409e2,
        -1.556989798598866e2,
        6.680131188771972e1,
        -1.328068155288572e1,
    )
    s = (q - 0.5) ** 2
    middle = _polynomial(a, s) * (q - 0.5) / (_polynomial(b, s) * s + 1)
    x = np.where(q < 0.02425, tail, middle)
    error = normal_cdf(x) - q
    step = error * math.sqrt(2 * math.pi) * np.exp(x * x / 2)
    x = x - step / (1 + x * step / 2)
    return np.where(p <= 0.5, x, -x)


def _polynomial(factors: tuple[float, ...], x: Floats) -> Floats:
    total = np.full_like(x, factors[0])
    for factor in factors[1:]:
        total = total * x + factor
    return total
