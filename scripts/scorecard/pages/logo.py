"""A company's logo: an SVG or PNG file, taken only when it is small, whole, and nothing but a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from scorecard.errors import UsageError

LARGEST = 64 * 1024  # bytes; every page carries it
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"
# in lower case, in which elements are compared
ACTIVE = (
    "script foreignobject iframe embed object audio video handler set animate animatetransform animatemotion"
)
INSIDE = re.compile(r"#[\w.:-]+|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+")
CSS_ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import\s+([^;]+)", re.I)


@dataclass(frozen=True)
class Logo:
    """The file as it is published, and under which name."""

    name: str
    content: bytes


def read(setting: object, folders: list[Path]) -> Logo | None:
    """The logo a company's setting names, looked for in `folders` in turn; None when nothing is set.

    Raises UsageError saying what is wrong with the file and what to do.
    """
    if not setting:
        return None
    path = next((found for folder in folders if (found := folder / str(setting)).is_file()), None)
    if path is None:
        places = " or ".join(str(folder) for folder in folders)
        raise UsageError(f"logo is {setting!r}, and there is no such file in {places}; put it there.")
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise UsageError(
            f"{path} has {len(content) // 1024} KB and every page carries it; make it smaller than "
            f"{LARGEST // 1024} KB (a logo 200 pixels high is enough)."
        )
    if content.startswith(PNG):
        if not content.rstrip(b"\0").endswith(b"IEND\xaeB`\x82"):
            raise UsageError(f"{path} is a PNG file that is cut off; export it again.")
        return Logo("logo.png", content)
    if b"<svg" not in content:
        raise UsageError(f"{path} is neither an SVG nor a PNG file; export the logo as one of them.")
    _hold_to_a_picture(path, content)
    return Logo("logo.svg", content)


def _hold_to_a_picture(path: Path, content: bytes) -> None:
    """Refuse an SVG that could run or load anything."""
    if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.I):
        raise _refused(path, "declares a document type or entities", "save it without (as plain SVG)")
    if re.search(rb"<\?xml-stylesheet", content, re.I):
        raise _refused(path, "loads a style sheet", "put its styles into the file")
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as error:
        line, column = error.position
        raise UsageError(
            f"{path}, line {line}, column {column + 1}: the SVG cannot be read; export it again."
        ) from None
    if root.tag != f"{SVG}svg":
        raise _refused(
            path, "has no <svg> element in the SVG namespace at its root", "export it as plain SVG"
        )
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name.lower() in ACTIVE.split():
            raise _refused(path, f"holds a <{name}> element", "export it as a still picture without scripts")
        for key, value in element.attrib.items():
            _hold_attribute(path, name, key.rpartition("}")[2], value)
        if name == "style":
            _hold_css(path, element.text or "")


def _hold_attribute(path: Path, element: str, key: str, value: str) -> None:
    if key.lower().startswith("on"):
        raise _refused(path, f"runs a script ({key} of <{element}>)", "remove the attribute")
    if key in ("href", "src") and not INSIDE.fullmatch(value.strip()):
        raise _refused(path, f"refers to {value[:60]!r} ({key} of <{element}>)", "embed what it refers to")
    if "url(" in value.lower() or "@import" in value.lower():
        _hold_css(path, value)


def _hold_css(path: Path, text: str) -> None:
    if "\\" in text or "/*" in text:
        raise _refused(path, "hides parts of its styles (\\ or comments)", "export it as plain SVG")
    for found in CSS_ADDRESS.finditer(text):
        address = (found.group(1) or found.group(2) or "").strip()
        if not INSIDE.fullmatch(address):
            raise _refused(path, f"loads {address[:60]!r} in its styles", "embed what it loads")


def _refused(path: Path, why: str, remedy: str) -> UsageError:
    return UsageError(f"{path} {why}, which a logo must not; {remedy}, or give a PNG file.")
