"""Whether a colour can be read on a background, as WCAG 2.2 measures it, and the shade nearest to it that can."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass

TEXT = 4.5  # WCAG 1.4.3, level AA
GRAPHICS = 3.0  # WCAG 1.4.11
FAINTEST_BAR = 0.75  # bars of levels are filled with this much of the accent (charts.css)
STEPS = 1000  # shades tried between a colour and black or white


@dataclass(frozen=True)
class Measured:
    """How a colour fares as text and as a bar, at its worst of several backgrounds."""

    text: float
    graphics: float

    @property
    def passes(self) -> bool:
        return self.text >= TEXT and self.graphics >= GRAPHICS


def is_colour(text: object) -> bool:
    """Whether it is a colour as `#rrggbb`."""
    return isinstance(text, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", text) is not None


def ratio(one: str, other: str) -> float:
    """The contrast of two colours given as `#rrggbb`, from 1 to 21."""
    lighter, darker = sorted((_luminance(_parts(one)), _luminance(_parts(other))), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def measure(colour: str, backgrounds: Sequence[str]) -> Measured:
    """The colour on each background; the worst counts."""
    return Measured(
        text=min(ratio(colour, ground) for ground in backgrounds),
        graphics=min(ratio(_mixed(colour, ground, FAINTEST_BAR), ground) for ground in backgrounds),
    )


def nearest(colour: str, backgrounds: Sequence[str]) -> str:
    """The shade of the same hue nearest in lightness that passes on every background.

    On light backgrounds that is a darker shade, on dark ones a lighter one; a colour that passes is its own.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    end = 0.0 if min(_luminance(_parts(ground)) for ground in backgrounds) > 0.18 else 1.0
    shade = colour
    for step in range(STEPS + 1):
        shade = colour if step == 0 else _hex(
            colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / STEPS, saturation)
        )  # fmt: skip
        if measure(shade, backgrounds).passes:
            break
    return shade


def _parts(colour: str) -> tuple[float, float, float]:
    return int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255


def _hex(parts: Sequence[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _mixed(colour: str, ground: str, share: float) -> str:
    return _hex([share * a + (1 - share) * b for a, b in zip(_parts(colour), _parts(ground), strict=True)])


def _luminance(parts: Sequence[float]) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
