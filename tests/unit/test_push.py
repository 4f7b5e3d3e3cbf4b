"""What each build hands on beside its pages: the same figures in every form, safe, whole, and the same bytes again."""

import dataclasses
import json
import math
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO
from xml.etree import ElementTree

import jsonschema
import pytest
from pypdf import PdfReader

from scorecard import history, pages, push, registry
from scorecard.errors import ScorecardError
from scorecard.pages import context, published
from scorecard.progress import Progress
from scorecard.push import digest, pdf, printable, slack
from scorecard.push.brief import brief
from scorecard.verify import site
from tests.unit.test_pages_rendering import (
    HOSTILE,
    QUARTERS,
    FakeSettings,
    body,
    sample_rows,
    value_row,
    write_manifest,
    write_results,
)

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS = "https://scorecard.example/b2b"
METRICS = {
    "lead_follow_up_rate": "follow_up",
    "lead_score_auc": "lead_quality",
    "shared_goal_overlap": "goals",
    "price_realization_rate": "pricing",
}


def rows_to_tell():
    """The rows pages are tested with, and two more dimensions: one weak, one on target."""
    rows = sample_rows()
    rows["metric_values"] += [
        value_row("shared_goal_overlap", "goals", QUARTERS[2], 0.4),
        value_row("price_realization_rate", "pricing", QUARTERS[2], 1.0),
    ]
    rows["dimension_scores"] += [
        ("quarter", QUARTERS[2], "all", "all", name, score, score - 2, score + 2, 1.0, 10.0, 80.0)
        for name, score in (("goals", 28.0), ("pricing", 70.0))
    ]
    return rows


def made(project, folder, rows=None, **choices):
    """Settings of a company with a hostile name whose pages, and what goes with them, are written."""
    variables = {"company_name": HOSTILE[0], "reporting_currency": "EUR", "late_window_days": 10}
    settings = FakeSettings(project, folder, {**variables, **choices.pop("variables", {})}, **choices)
    write_manifest(folder, METRICS)
    write_results(folder, rows_to_tell() if rows is None else rows)
    settings.data.mkdir(exist_ok=True)
    (settings.data / "truth.json").write_text("{}")
    pages.render(settings, Progress(quiet=True))
    return settings


def told(settings):
    """The brief as the forms are made from it."""
    return brief(
        context.make(
            registry=registry.read(settings),
            results=published.read(settings.results),
            variables=settings.vars,
            is_demo=settings.is_demo,
            as_of=settings.as_of,
            build_clock=settings.build_clock,
        )
    )


def handed_on(settings):
    return {name: (settings.pages / name).read_bytes() for name in push.FILES}


@pytest.fixture(scope="module")
def quiet(project, tmp_path_factory):
    """A build of a site whose address nobody configured."""
    return made(project, tmp_path_factory.mktemp("quiet"))


@pytest.fixture(scope="module")
def linked(project, tmp_path_factory):
    """A demo build of a site with an address."""
    return made(project, tmp_path_factory.mktemp("linked"), is_demo=True, variables={"site_url": ADDRESS})


class Words(HTMLParser):
    """The text of a page, its elements and what it links to."""

    def __init__(self, text):
        super().__init__()
        self.words, self.tags, self.links, self.attributes = [], [], [], set()
        self.feed(text)
        self.text = plain(" ".join(self.words))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.words.append(data)


def plain(text):
    """The text on one line with plain spaces and the dash a minus is printed by."""
    return " ".join(text.replace("\u2212", "\u2013").split())


def text_of_pdf(content):
    (page,) = PdfReader(BytesIO(content)).pages
    return plain(page.extract_text())


def test_every_form_is_written_and_the_site_is_not_whole_without_it(quiet, tmp_path):
    assert all((quiet.pages / name).is_file() for name in push.FILES)
    (tmp_path / "index.html").write_text("<html><body></body></html>")
    missing = [str(problem) for problem in site(tmp_path, handed_on=push.FILES)]
    assert missing == [f"{name} is missing" for name in push.FILES]


def test_the_same_results_and_clock_make_the_same_bytes(project, quiet, tmp_path):
    assert handed_on(made(project, tmp_path)) == handed_on(quiet)


def test_every_form_tells_the_figures_of_the_front_page(quiet):
    sheet, files = told(quiet), handed_on(quiet)
    front = Words(body((quiet.pages / "index.md").read_text(encoding="utf-8"))).text
    forms = {
        "digest.html": Words(files["digest.html"].decode()).text,
        "digest.txt": plain(files["digest.txt"].decode()),
        "brief.pdf": text_of_pdf(files["brief.pdf"]),
        "slack.json": plain(
            files["slack.json"].decode().replace("\u200b", "").replace("&amp;", "&").replace("\\n", " ")
        ),
    }
    figures = [sheet.headline, *sheet.why, sheet.cost, sheet.standing.likely, sheet.checks.rstrip(".")]
    figures += [card.reading for card in sheet.dimensions if card.reading]
    assert sheet.standing.shown == "44"
    assert [card.score for card in sheet.dimensions if card.score] == ["28", "30", "70"]
    for figure in map(plain, figures):
        assert figure.lower() in front.lower(), figure
        for name, text in forms.items():
            assert figure.lower() in text.lower(), (name, figure)
    for name in ("digest.html", "digest.txt", "brief.pdf"):
        for line in sheet.costs:
            assert plain(line.base) in forms[name], name
        assert "44" in forms[name]


def test_actions_are_those_of_the_weakest_dimensions_and_none_is_on_target(quiet):
    sheet = told(quiet)
    assert [one.label for one in sheet.actions] == ["Shared goal overlap", "Lead follow up rate"]
    assert sheet.actions[0].action == "Route every lead to a name."
    assert sheet.actions[0].owner == "Owner: Head of sales."
    assert [one.status for one in sheet.unknown] == ["Withheld by a data check"]
    assert "a data check failed: leads.key" in sheet.unknown[0].missing.lower()


def test_the_digest_is_tables_and_inline_styles_and_asks_for_nothing(quiet, linked):
    for settings in (quiet, linked):
        content = (settings.pages / "digest.html").read_bytes()
        page = Words(content.decode())
        assert len(content) < 100_000
        assert page.tags.count("h1") == 1
        assert not {"script", "style", "link", "img", "iframe", "svg", "form"} & set(page.tags)
        assert not {"class", "id", "onclick", "background", "src"} & page.attributes
        assert "url(" not in content.decode()
        assert "<script>alert(1)</script>" in page.text
    assert Words((quiet.pages / "digest.html").read_text()).links == []
    links = Words((linked.pages / "digest.html").read_text()).links
    assert links
    assert all(link.startswith(f"{ADDRESS}/") for link in links)


def test_a_digest_a_mail_client_would_cut_off_is_refused(quiet):
    long = dataclasses.replace(told(quiet), why=("x" * 100_000,))
    with pytest.raises(ScorecardError, match="mail clients cut messages at 100,000"):
        digest.as_html(long, quiet.project / "site")


def test_the_plain_digest_is_72_columns_of_plain_spaces(quiet):
    lines = (quiet.pages / "digest.txt").read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= 72
    assert not re.search("[\u00a0\u202f\t\u202e]", "".join(lines))


def valid_blocks(message):
    """Hold a message to the limits Slack publishes for the blocks it is made of."""
    blocks = message["blocks"]
    assert 0 < len(blocks) <= 50
    assert set(message) == {"text", "blocks"}
    for block in blocks:
        match block["type"]:
            case "header":
                assert block["text"]["type"] == "plain_text"
                assert 0 < len(block["text"]["text"]) <= 150
            case "section":
                assert ("text" in block) != ("fields" in block)
                texts = [block["text"]] if "text" in block else block["fields"]
                assert len(texts) <= 10
                assert all(0 < len(one["text"]) <= (3000 if "text" in block else 2000) for one in texts)
                assert all(one["type"] == "mrkdwn" for one in texts)
            case "context":
                assert 0 < len(block["elements"]) <= 10
                assert all(0 < len(one["text"]) <= 2000 for one in block["elements"])
            case kind:
                assert kind == "divider"
                assert set(block) == {"type"}


def marked(message):
    """Every text of the message in which Slack reads marks."""
    for block in message["blocks"]:
        for one in [block.get("text"), *block.get("fields", []), *block.get("elements", [])]:
            if one and one["type"] == "mrkdwn":
                yield one["text"]


def test_the_slack_message_keeps_slacks_limits_whatever_it_has_to_say(quiet, linked):
    for settings in (quiet, linked):
        valid_blocks(json.loads((settings.pages / "slack.json").read_text(encoding="utf-8")))
    sheet = told(linked)
    swollen = dataclasses.replace(
        sheet,
        headline="word " * 100,
        why=("*a* & <b> " * 1000,),
        dimensions=sheet.dimensions * 4,
        actions=sheet.actions * 60,
        unknown=sheet.unknown * 5000,
    )
    message = json.loads(slack.message(swollen))
    valid_blocks(message)
    for text in marked(message):
        assert text.count("<") == text.count(">"), "a link is cut in half"


def test_slack_takes_nothing_in_a_text_for_its_own_marks(linked):
    assert slack.escaped("<!channel> *b* & ~s~ `c` _i_").replace("\u200b", "") == (
        "&lt;!channel&gt; *b* &amp; ~s~ `c` _i_"
    )
    assert "*b*" not in slack.escaped("*b*")
    for text in marked(json.loads((linked.pages / "slack.json").read_text(encoding="utf-8"))):
        for link in re.findall("<([^>]*)>", text):
            assert link.startswith(f"{ADDRESS}/")


def entries(settings):
    feed = ElementTree.fromstring((settings.pages / "feed.xml").read_bytes())
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author", "link"):
        assert feed.find(ATOM + name) is not None, name
    return feed, feed.findall(f"{ATOM}entry")


def test_the_feed_is_atom_with_an_entry_for_this_build(quiet, linked):
    feed, (entry,) = entries(quiet)
    assert feed.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated") == "2026-10-20T06:00:00Z"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", entry.findtext(f"{ATOM}id"))
    assert entry.findtext(f"{ATOM}title") == "Q3 2026: 44 of 100, partly aligned"
    content = entry.find(f"{ATOM}content")
    assert content.get("type") == "html"
    assert "Lead follow up rate fell from 66.0\u00a0% to 55.0\u00a0%." in content.text
    assert {link.get("href") for link in feed.iter(f"{ATOM}link")} == {
        "index.html",
        "feed.xml",
        "changes.html",
    }
    feed, _ = entries(linked)
    assert all(link.get("href").startswith(f"{ADDRESS}/") for link in feed.iter(f"{ATOM}link"))


def test_entries_of_earlier_builds_stay_as_they_were_and_only_news_is_told_again(project, tmp_path):
    first = made(project, tmp_path)
    _, (before,) = entries(first)
    history.keep(first)
    later = dataclasses.replace(first, build_clock=datetime(2026, 10, 21, 6, tzinfo=UTC))
    pages.render(later, Progress(quiet=True))
    feed, (now, kept) = entries(later)
    assert feed.findtext(f"{ATOM}updated") == "2026-10-21T06:00:00Z"
    assert ElementTree.tostring(kept).strip() == ElementTree.tostring(before).strip()
    assert now.findtext(f"{ATOM}id") != kept.findtext(f"{ATOM}id")
    told_now = now.find(f"{ATOM}content").text
    assert "Moved beyond noise" not in told_now, "the quarter was told by the build before"
    assert "redefined: target 0.8 → 0.9." in told_now
    assert "{{ 7*7 }}" in told_now


def test_the_document_is_valid_against_its_schema_and_holds_the_results_as_they_are(quiet, linked):
    schema = json.loads((quiet.pages / "scorecard.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for settings in (quiet, linked):
        document = json.loads((settings.pages / "scorecard.json").read_text(encoding="utf-8"))
        assert [error.message for error in validator.iter_errors(document)] == []
    assert (document["is_demo"], document["site_url"]) == (True, f"{ADDRESS}/")
    assert document["index"]["score"] == 44.0
    follow_up = next(one for one in document["metrics"] if one["id"] == "lead_follow_up_rate")
    assert (follow_up["value"], follow_up["value_before"], follow_up["has_changed"]) == (0.55, 0.66, True)
    blocked = next(one for one in document["metrics"] if one["id"] == "lead_score_auc")
    assert (blocked["value"], blocked["status"]) == (None, "blocked")
    assert document["cost"]["base"] == 820_000
    assert list(validator.iter_errors({**document, "more": 1}))
    assert list(validator.iter_errors({**document, "index": {**document["index"], "score": 101}}))


def test_no_number_of_the_document_is_nan_or_infinite(project, tmp_path):
    rows = rows_to_tell()
    spoiled = list(value_row("shared_goal_overlap", "goals", QUARTERS[1], 0.5))
    spoiled[7:10] = [math.nan, -math.inf, math.inf]
    rows["metric_values"].append(tuple(spoiled))
    settings = made(project, tmp_path, rows)

    def refuse(name):
        raise AssertionError(name)

    document = json.loads((settings.pages / "scorecard.json").read_text(), parse_constant=refuse)
    overlap = next(one for one in document["metrics"] if one["id"] == "shared_goal_overlap")
    assert overlap["value_before"] is None


def test_the_brief_is_one_page_of_a4_dated_by_the_build_clock(quiet):
    reader = PdfReader(quiet.pages / "brief.pdf")
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]
    assert reader.metadata.creation_date == datetime(2026, 10, 20, 6, tzinfo=UTC)
    assert "/URI" not in (quiet.pages / "brief.pdf").read_bytes().decode("latin-1")


@pytest.mark.parametrize("name", [HOSTILE[0], HOSTILE[4], HOSTILE[6], "", "Ærøskøbing łódź ₹ 株式会社"])
def test_a_brief_with_any_name_and_far_too_much_to_say_is_still_one_page(quiet, name):
    sheet = told(quiet)
    full = dataclasses.replace(
        sheet, company=name[:60], is_demo=True, unknown=sheet.unknown * 40, costs=sheet.costs * 6,
        dimensions=sheet.dimensions[:7], why=sheet.why * 3,
    )  # fmt: skip
    content = pdf.pages(full, accent="#1d5689", logo=None, made_at=datetime(2026, 10, 20, tzinfo=UTC))
    assert "without a number on the Metrics page" in text_of_pdf(content)


def test_dates_in_letters_the_fonts_lack_are_printed_in_digits(project, tmp_path):
    settings = made(project, tmp_path, variables={"locale": "ja_JP"})
    assert "Data to 2026年10月20日" in plain((settings.pages / "digest.txt").read_text(encoding="utf-8"))
    said = text_of_pdf((settings.pages / "brief.pdf").read_bytes())
    assert "Data to 2026-10-20, published 2026-10-20, 06:00 UTC" in said
    assert "alignment, Q3 2026" in said
    assert "?" not in said


def test_words_that_fit_on_no_page_are_refused(quiet):
    endless = dataclasses.replace(told(quiet), why=("word " * 1500,))
    with pytest.raises(ScorecardError, match="does not fit on one page"):
        pdf.pages(endless, accent="#1d5689", logo=None, made_at=datetime(2026, 10, 20, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Łódź, Győr, Đà Nẵng", "Lódz, Gyor, Dà Nang"),
        ("€820 – “£5” × ½ Æ", "€820 – “£5” × ½ Æ"),
        ("₹5", "INR\u00a05"),
        ("a 株式会社 b", "a ? b"),
        ("🚀🚀 up", "? up"),
        ("مبيعات 2026", "? 2026"),
        ("−2.5 → ≈3", "–2.5 -> ~3"),
    ],
)
def test_text_the_built_in_fonts_lack_is_written_otherwise(text, expected):
    assert printable.printable(text, "INR") == expected


def test_demo_data_is_labelled_in_every_form(linked, quiet):
    for settings, is_labelled in ((linked, True), (quiet, False)):
        files = handed_on(settings)
        texts = [files[name].decode() for name in ("digest.html", "digest.txt", "slack.json", "feed.xml")]
        texts.append(text_of_pdf(files["brief.pdf"]))
        assert [bool(re.search("demo data", text, re.I)) for text in texts] == [is_labelled] * 5


def test_without_a_single_number_every_form_says_what_to_add(project, tmp_path):
    reason = "not in the data: leads.handed_off_at"
    row = value_row(
        "lead_follow_up_rate", "follow_up", QUARTERS[2], None, status="not_measured", reason=reason
    )
    settings = made(project, tmp_path, {"periods": sample_rows()["periods"], "metric_values": [row]})
    files = handed_on(settings)
    for text in (
        Words(files["digest.html"].decode()).text,
        plain(files["digest.txt"].decode()),
        text_of_pdf(files["brief.pdf"]),
    ):
        assert "Nothing can be measured yet." in text
        assert "No index yet" in text
        assert "Add sales_activities with lead_id." in text
    valid_blocks(json.loads(files["slack.json"]))
    document = json.loads(files["scorecard.json"])
    jsonschema.validate(document, json.loads(files["scorecard.schema.json"]))
    assert document["cost"] is None
    assert entries(settings)[1][0].findtext(f"{ATOM}title") == "No index yet"


def test_a_picture_that_loads_from_outside_keeps_a_site_from_being_published(tmp_path):
    (tmp_path / "index.html").write_text("<html><body></body></html>")
    (tmp_path / "logo.svg").write_text('<svg><image href="https://a.example/x.png"/></svg>')
    assert ["loads https://a.example/x.png from outside" in str(one) for one in site(tmp_path)] == [True]
