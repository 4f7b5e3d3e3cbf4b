"""The company's look: an accent that can be read, a logo that is nothing but a picture, or an error saying what to do."""

import zlib
from datetime import date

import pytest

from scorecard import build
from scorecard import settings as settings_module
from scorecard.errors import UsageError
from scorecard.pages import context, contrast, logo, look, styles
from scorecard.pages.published import Period
from scorecard.progress import Progress

PNG = logo.PNG + zlib.compress(b"pixels") + b"\0\0\0\0IEND\xaeB`\x82"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
WHITE, NEAR_WHITE, NIGHT = "#ffffff", "#fbfbf9", "#11161d"


def chosen(project, folder=None, **variables):
    return look.of(variables, site=project / "site", folders=[folder] if folder else [])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        ("#767676", WHITE, 4.54),
        ("#ff0000", WHITE, 4.00),
        ("#0000ff", WHITE, 8.59),
    ],
)
def test_contrast_is_that_of_wcag(one, other, expected):
    assert round(contrast.ratio(one, other), 2) == round(contrast.ratio(other, one), 2) == expected


@pytest.mark.parametrize("colour", ["#ff6600", "#ffdd00", "#00aa88", "#808080", "#ffffff"])
def test_the_nearest_shade_passes_and_one_a_little_nearer_does_not(colour):
    for grounds in ((NEAR_WHITE, WHITE), (NIGHT, "#171d26")):
        shade = contrast.nearest(colour, grounds)
        assert contrast.measure(shade, grounds).passes
        if shade != colour:
            closer = contrast.measure(shade, grounds)
            assert closer.text < contrast.TEXT + 0.05 or closer.graphics < contrast.GRAPHICS + 0.05


def test_a_faint_accent_stops_with_the_measured_contrast_and_a_shade_that_passes(project):
    with pytest.raises(UsageError) as refused:
        chosen(project, accent="#ff6600")
    said = str(refused.value)
    assert (
        "accent #ff6600 is too faint on light pages: its contrast is 2.83 as text, where 4.5 is needed"
        in said
    )
    shade = said.rpartition(" ")[2].rstrip(".")
    assert chosen(project, accent=shade).accent == shade
    with pytest.raises(UsageError, match="accent_dark #1d5689 is too faint on dark pages"):
        chosen(project, accent_dark="#1d5689")


def test_a_build_is_stopped_by_its_look_before_anything_is_loaded(project, tmp_path):
    target = tmp_path / "target"
    made = settings_module.make(project=project, data=tmp_path, target=target, overrides=["accent=#ff6600"])
    with pytest.raises(UsageError, match="accent #ff6600 is too faint"):
        build.build(made, Progress(quiet=True))
    assert [path.name for path in target.iterdir()] == [".lock"]


def test_the_accent_of_dark_pages_follows_from_that_of_light_ones(project):
    made = chosen(project, accent="#0b3d91")
    assert contrast.measure(made.accent_dark, (NIGHT, "#171d26")).passes
    assert f"--accent: {made.accent_dark}" in made.css
    assert "--accent: #0b3d91" in made.css
    assert chosen(project, accent="#0b3d91", accent_dark="#9cc3ff").accent_dark == "#9cc3ff"


def test_without_a_choice_the_site_keeps_its_own_colours(project):
    made = chosen(project)
    assert (made.accent, made.accent_dark, made.logo) == ("#1d5689", "#8dbbe6", None)
    assert "--accent:" not in made.css


@pytest.mark.parametrize("accent", ["blue", "#12345", 123456, "#12345g", "#1d5689; } body { display: none"])
def test_what_is_no_colour_is_refused(project, accent):
    with pytest.raises(UsageError, match="write a colour as '#1d5689', in quotes"):
        chosen(project, accent=accent)


def test_a_colour_given_on_the_command_line_is_no_comment(project):
    made = settings_module.make(project=project, overrides=["accent=#0b3d91", "company_name=A # comment"])
    assert made.vars["accent"] == "#0b3d91"
    assert made.vars["company_name"] == "A"


@pytest.mark.parametrize(
    "label", ["FY{yy} Q{quarter}", "{year}/Q{quarter}", "Jahr {year} – {quarter}. Quartal"]
)
def test_quarters_can_be_named_as_the_company_writes_them(project, label):
    made = settings_module.make(project=project, overrides=[f"fiscal_quarter_label='{label}'"])
    assert made.vars["fiscal_quarter_label"] == label


@pytest.mark.parametrize("label", ["Q{quarter}", "{year}", "{year} Q{quarter}' --", "{year} {quarter} {x}"])
def test_a_name_that_would_not_tell_quarters_apart_or_is_no_plain_text_is_refused(project, label):
    with pytest.raises(UsageError, match=r"fiscal_quarter_label is .*write it of"):
        settings_module.make(project=project, overrides=[f'fiscal_quarter_label="{label}"'])


def test_a_picture_is_taken_as_it_is(project, tmp_path):
    drawing = SVG.format(
        '<defs><linearGradient id="a"/></defs><path fill="url(#a)" d="M0 0h9v9z"/><use href="#a"/>'
    )
    (tmp_path / "mark.svg").write_text(drawing)
    (tmp_path / "mark.png").write_bytes(PNG)
    assert chosen(project, tmp_path, logo="mark.svg").logo == logo.Logo("logo.svg", drawing.encode())
    assert chosen(project, tmp_path, logo="mark.png").logo == logo.Logo("logo.png", PNG)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script>alert(1)</script>", "holds a <script> element"),
        ('<path onload="alert(1)"/>', "runs a script (onload of <path>)"),
        ('<path ONCLICK="alert(1)"/>', "runs a script (ONCLICK of <path>)"),
        ('<image href="https://a.example/x.png"/>', "refers to 'https://a.example/x.png'"),
        ('<image xlink:href="//a.example/x.png"/>', "refers to '//a.example/x.png'"),
        ('<a href="javascript:alert(1)"><path/></a>', "refers to 'javascript:alert(1)'"),
        ('<image href="data:image/svg+xml;base64,AAAA"/>', "refers to 'data:image/svg+xml;base64,AAAA'"),
        ('<use href="other.svg#a"/>', "refers to 'other.svg#a'"),
        ("<foreignObject><b>x</b></foreignObject>", "holds a <foreignObject> element"),
        ("<style>@import url(https://a.example/a.css);</style>", "loads 'url(https://a.example/a.css)'"),
        ("<style>@import 'https://a.example/a.css';</style>", "loads"),
        ("<style>a{fill:u\\72l(https://a.example)}</style>", "hides parts of its styles"),
        ('<path style="fill:url(https://a.example/a)"/>', "loads 'https://a.example/a'"),
        ('<path fill="url( //a.example/a)"/>', "loads '//a.example/a'"),
        ('<set attributeName="href" to="javascript:alert(1)"/>', "holds a <set> element"),
        ("<path>", "line 1, column"),
    ],
)
def test_a_drawing_that_could_run_or_load_anything_is_refused(project, tmp_path, inside, told):
    (tmp_path / "mark.svg").write_text(SVG.format(inside))
    with pytest.raises(UsageError) as refused:
        chosen(project, tmp_path, logo="mark.svg")
    assert told in str(refused.value)
    assert "mark.svg" in str(refused.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
            "declares a document type",
        ),
        (b'<?xml-stylesheet href="a.css"?><svg xmlns="http://www.w3.org/2000/svg"/>', "loads a style sheet"),
        (b"<html><svg></svg></html>", "has no <svg> element in the SVG namespace at its root"),
        (PNG[:-4], "is a PNG file that is cut off"),
        (b"GIF89a", "is neither an SVG nor a PNG file"),
        (PNG + b"\0" * logo.LARGEST, "make it smaller than 64 KB"),
    ],
)
def test_a_file_that_is_no_small_picture_is_refused(project, tmp_path, content, told):
    (tmp_path / "mark").write_bytes(content)
    with pytest.raises(UsageError) as refused:
        chosen(project, tmp_path, logo="mark")
    assert told in str(refused.value)


def test_a_logo_that_is_not_there_is_looked_for_where_the_message_says(project, tmp_path):
    with pytest.raises(UsageError, match="there is no such file in"):
        chosen(project, tmp_path, logo="lost.png")


def test_months_in_the_names_of_periods_are_those_of_the_language():
    days = (date(2026, 5, 1), date(2026, 10, 31))
    labels = ["Q3 2026 (May–Oct)", "May 2026", "90 days to 31 Oct 2026", "Mayfair May, Oct-end"]
    periods = [Period("quarter", *days, label, True, None) for label in labels]
    with styles.using(styles.of({"locale": "de_DE"})):
        told = [context.in_language(period) for period in periods]
    assert told == ["Q3 2026 (Mai–Okt.)", "Mai 2026", "90 days to 31 Okt. 2026", "Mayfair May, Oct-end"]
    assert [context.in_language(period) for period in periods] == labels
