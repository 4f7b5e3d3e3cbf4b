"""How the site looks like the company's own: its accent colours, held to be readable, and its logo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scorecard.errors import ScorecardError, UsageError
from scorecard.pages import contrast
from scorecard.pages.logo import Logo
from scorecard.pages.logo import read as read_logo

# written as one file, so that a page waits for one answer; later ones win
STYLE_SHEET = "scorecard.css"
PARTS = ("tokens", "frame", "text", "parts", "charts", "print")
LIGHT, DARK = "default", "slate"


@dataclass(frozen=True)
class Look:
    """The accent on light and on dark pages (as `#rrggbb`, the site's own where none is set) and the logo."""

    accent: str
    accent_dark: str
    is_own: bool
    logo: Logo | None

    @property
    def css(self) -> str:
        """The style sheet that puts the company's accent in place of the site's."""
        if not self.is_own:
            return "/* No accent colour is set (accent in dbt_project.yml): the site's own is used. */\n"
        return _CSS.format(light=self.accent, dark=self.accent_dark)


def style_sheet(company: Look, folder: Path) -> str:
    """The site's style sheets in `folder` and the company's as one, without comments."""
    parts = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in PARTS]
    return re.sub(r"/\*.*?\*/\s*", "", "".join([*parts, company.css]), flags=re.S)


_CSS = """/* The company's accent, from accent and accent_dark in dbt_project.yml. */
:root,
[data-md-color-scheme="default"] {{ --accent: {light}; --accent-tint: color-mix(in srgb, {light} 15%, #fff); }}
[data-md-color-scheme="slate"] {{ --accent: {dark}; --accent-tint: color-mix(in srgb, {dark} 22%, #11161d); }}
@media (prefers-color-scheme: dark) {{
  .no-js [data-md-color-scheme="default"] {{
    --accent: {dark}; --accent-tint: color-mix(in srgb, {dark} 22%, #11161d);
  }}
}}
@media print {{
  :root, [data-md-color-scheme="default"], [data-md-color-scheme="slate"],
  .no-js [data-md-color-scheme="default"] {{ --accent: {light}; }}
}}
"""


def of(variables: Mapping[str, Any], *, site: Path, folders: list[Path]) -> Look:
    """The look a company's settings ask for; `site` holds the style sheets, `folders` may hold the logo.

    Raises UsageError with the measured contrast and the nearest shade that passes when an accent cannot be read.
    """
    tokens = site / "assets" / "css" / "tokens.css"
    light, dark = (_colours(tokens, scheme) for scheme in (LIGHT, DARK))
    accent, accent_dark = variables.get("accent"), variables.get("accent_dark")
    for name, given in (("accent", accent), ("accent_dark", accent_dark)):
        if given is not None and not contrast.is_colour(given):
            raise UsageError(
                f"{name} is {given!r}; write a colour as '#1d5689', in quotes, in dbt_project.yml or with --set."
            )
    if accent_dark is None and accent is not None:
        accent_dark = contrast.nearest(accent, _grounds(dark))
    look = Look(
        accent=accent or light["accent"],
        accent_dark=accent_dark or dark["accent"],
        is_own=accent is not None or accent_dark is not None,
        logo=read_logo(variables.get("logo"), folders),
    )
    _hold("accent", look.accent, _grounds(light), "light")
    _hold("accent_dark", look.accent_dark, _grounds(dark), "dark")
    return look


def _hold(name: str, colour: str, grounds: list[str], kind: str) -> None:
    measured = contrast.measure(colour, grounds)
    if measured.passes:
        return
    raise UsageError(
        f"{name} {colour} is too faint on {kind} pages: its contrast is {measured.text:.2f} as text, where "
        f"{contrast.TEXT} is needed, and {measured.graphics:.2f} in charts, where {contrast.GRAPHICS} is needed (WCAG "
        f"AA); the nearest shade that passes is {contrast.nearest(colour, grounds)}."
    )


def _grounds(colours: Mapping[str, str]) -> list[str]:
    return [colours["paper"], colours["surface"]]


def _colours(tokens: Path, scheme: str) -> dict[str, str]:
    """The colours a scheme names in tokens.css; raises ScorecardError when those that are needed are not there."""
    found = re.search(
        rf'\[data-md-color-scheme="{scheme}"\]\s*\{{(.*?)\}}', tokens.read_text(encoding="utf-8"), re.S
    )
    named = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6})\b", found.group(1) if found else ""))
    lacking = [name for name in ("paper", "surface", "accent") if name not in named]
    if lacking:
        raise ScorecardError(
            f"{tokens} gives the scheme {scheme} no {', '.join(lacking)} as #rrggbb; restore it."
        )
    return named
