"""Every figure on every page of a built site is one of the result files, written as that figure of that thing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from scorecard import registry, settings
from scorecard.pages import campaign_page, campaign_rows, context, formats, published, segments_page
from tests.page_check import Checker
from tests.page_facts import Facts, squeezed
from tests.page_scopes import Subject
from tests.page_text import pieces

COMPANY = ("index", "money", "price", "attribution", "outcomes", "ledger", "campaigns", "metrics/index", "dimensions/index",
           "changes")  # fmt: skip
# a figure of each kind of page
CHANGED = ("index", "dimensions/follow_up", "metrics/lead_follow_up_rate", "segments/region-europe", "segments/index",
           "ledger", "attribution", "price", "outcomes", "money", "campaigns", "campaigns/c000")  # fmt: skip


def checker_of(data: Path, target: Path, project: Path, as_of: str) -> Checker:
    made = settings.make(project=project, data=data, target=target, as_of=as_of)
    ctx = context.make(
        registry=registry.read(made),
        results=published.read(made.results),
        variables=made.vars,
        is_demo=True,
        as_of=made.as_of,
        build_clock=made.build_clock,
    )
    return Checker(Facts(ctx, made.results, project / "site"))


def subject_of(checker: Checker, path: str) -> Subject | None:
    """What the page at `path` (without its ending) is about; None for pages without a company's figures."""
    ctx = checker.facts.ctx
    folder, _, name = path.rpartition("/")
    if path in COMPANY:
        return Subject()
    if path == "segments/index":
        return Subject(segments=frozenset(("all", *checker.facts.labels["segment"].values())))
    if folder == "metrics":
        return Subject({"metric": frozenset((name,))})
    if folder == "dimensions":
        return Subject({"dimension": frozenset((name,))})
    if folder == "segments":
        one = next(one for one in segments_page.segments(ctx) if one.slug == name)
        return Subject(segments=frozenset((one.name, "all")))
    if folder == "campaigns":
        listed = campaign_page.paged(campaign_rows.read(checker.facts.results))
        one = next(one for one in listed if campaign_page.slug(one.campaign_id) == name)
        return Subject({"campaign": frozenset((squeezed(formats.shorten(campaign_page.name_of(one), 60)),))})
    return None


@pytest.fixture(scope="session")
def built(demo_build, project):
    """The checker of the demo, and the text of each page that has a subject."""
    demo = demo_build()
    checker = checker_of(demo.data, demo.target, project, demo.as_of)
    found = {}
    for path in sorted(demo.site.rglob("*.html")):
        name = path.relative_to(demo.site).with_suffix("").as_posix()
        subject = subject_of(checker, name)
        if subject is not None:
            found[name] = (path.read_text(encoding="utf-8"), subject)
    return checker, found


def test_every_figure_on_every_page_is_one_of_the_result_files(built):
    checker, found = built
    wrong = {
        name: left[:5]
        for name, (page, subject) in found.items()
        if (left := checker.unexplained(page, subject))
    }
    assert not wrong, "\n".join(line for lines in wrong.values() for line in lines)
    assert sum(len(list(pieces(found[name][0]))) for name in CHANGED) > 2000


def test_a_changed_figure_is_found(built):
    """Figures of each kind of page, spread over it, each changed alone: a rare one becomes another true one."""
    checker, found = built
    tried, missed = 0, []
    for name in CHANGED:
        page, subject = found[name]
        cells = [one for one in dict.fromkeys(pieces(page)) if FIGURE.fullmatch(one.text)]
        for piece in cells[:: max(1, len(cells) // 40)]:
            changed = re.sub(r"\d", lambda digit: str(int(digit.group()) % 9 + 1), piece.text, count=1)
            tried += 1
            if not checker.left(replace(piece, text=changed), subject):
                missed.append((name, piece.row, piece.column, piece.text, changed))
    assert tried > 250
    assert len(missed) < tried / 12, missed


FIGURE = re.compile(r"[^\d’]*\d[\d.,]*( ?[%×]| days| hours)?")  # a figure alone, no date and no period
