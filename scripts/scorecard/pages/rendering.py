"""Writes the pages: reads the results once, fills each template, and touches only files whose content changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scorecard import push, website
from scorecard import registry as registry_module
from scorecard.pages import (
    attribution_page,
    campaign_page,
    campaign_rows,
    campaigns_page,
    changes_page,
    context,
    coverage,
    dimension_page,
    downloads,
    formats,
    home,
    ledger_page,
    ledger_rows,
    look,
    method_page,
    metric_page,
    money,
    outcomes_page,
    own_pages,
    price_page,
    published,
    quality_page,
    segments_page,
    styles,
    templating,
)
from scorecard.pages.campaign_rows import Campaigns
from scorecard.pages.context import Context
from scorecard.pages.ledger_rows import Entry
from scorecard.pages.look import Look

if TYPE_CHECKING:
    from scorecard.settings import Settings


@dataclass(frozen=True)
class Page:
    """One page to write: where, from which template, under which top-level section, with what."""

    path: str
    template: str
    section: str
    title: str
    description: str
    view: dict[str, Any]


def render_pages(settings: Settings) -> None:
    """Write all pages, assets, downloads and what is handed on under settings.pages, in the company's language.

    Files of pages that are gone are removed.
    """
    with styles.using(styles.of(settings.vars)):
        _render(settings)


def _render(settings: Settings) -> None:
    ctx = context.make(
        registry=registry_module.read(settings),
        results=published.read(settings.results),
        variables=settings.vars,
        is_demo=settings.is_demo,
        as_of=settings.as_of,
        build_clock=settings.build_clock,
    )
    site = settings.project / "site"
    company = look.of(settings.vars, site=site, folders=[settings.data, settings.project])
    environment = templating.environment(site)
    settings.pages.mkdir(parents=True, exist_ok=True)
    kept = set()
    campaigns, ledger = campaign_rows.read(settings.results), ledger_rows.read(settings.results)
    for page in all_pages(ctx, campaigns, ledger, site, settings.project / "checks"):
        text = environment.get_template(f"pages/{page.template}").render(
            ctx=ctx,
            page=page,
            root="../" * page.path.count("/"),
            logo=company.logo,
            **page.view,
        )
        target = settings.pages / page.path
        write_if_changed(target, still(text))
        kept.add(target)
    for own in own_pages.read(ctx, site / "pages", settings.results, environment):
        frame = Page(
            f"{own_pages.FOLDER}/{own.stem}.md", "own.md.j2", website.OWN_SECTION, own.title,
            own.description, {"body": own.body},
        )  # fmt: skip
        text = environment.get_template("pages/own.md.j2").render(
            ctx=ctx, page=frame, root="../", logo=company.logo, **frame.view
        )
        # its blank lines are Markdown's
        write_if_changed(settings.pages / frame.path, text + "\n")
        kept.add(settings.pages / frame.path)
    for path in settings.pages.rglob("*.md"):
        if path not in kept:
            path.unlink()
    copy_assets(site / "assets", settings.pages / "assets")
    downloads.write(
        settings.results,
        settings.pages / "data",
        {one.slug: (one.by, one.name) for one in segments_page.segments(ctx)},
    )
    write_look(company, site / "assets", settings.pages / "assets")
    push.write(settings, ctx, company)


def all_pages(
    ctx: Context, campaigns: Campaigns, ledger: Sequence[Entry], site: Path, suites: Path
) -> Iterator[Page]:
    """Every page of the site in reading order."""
    told = home.view(ctx)
    simulated = coverage.read(site / "interval_coverage.csv")
    yield Page("index.md", "home.md.j2", "Scorecard", "Scorecard", told["headline"], told)
    yield Page(
        "dimensions/index.md", "dimensions.md.j2", "Dimensions", "Dimensions",
        "The questions the scorecard is built from.", dimension_page.index_view(ctx),
    )  # fmt: skip
    for dimension in ctx.registry.dimensions:
        yield Page(
            f"dimensions/{dimension.id}.md", "dimension.md.j2", "Dimensions", dimension.label,
            dimension.question, dimension_page.view(ctx, dimension),
        )  # fmt: skip
    yield Page(
        "metrics/index.md", "metrics.md.j2", "Metrics", "Metrics",
        "Every metric with its number now.", metric_page.index_view(ctx),
    )  # fmt: skip
    for metric in ctx.registry.metrics:
        yield Page(
            f"metrics/{metric.id}.md", "metric.md.j2", "Metrics", metric.label,
            metric.question, metric_page.view(ctx, metric, coverage.of(simulated, metric.id)),
        )  # fmt: skip
    segments = segments_page.segments(ctx)
    yield Page(
        "segments/index.md", "segments.md.j2", "Segments", "Segments",
        "The whole scorecard for each region, team and channel.", segments_page.index_view(ctx, segments),
    )  # fmt: skip
    for segment in segments:
        yield Page(
            f"segments/{segment.slug}.md", "segment.md.j2", "Segments", formats.shorten(segment.name, 60),
            f"The scorecard of one {segment.word}.", segments_page.view(ctx, segment, segments),
        )  # fmt: skip
    yield Page(
        "ledger.md", "ledger.md.j2", "Hand-off", "Hand-off ledger",
        "What became of every lead sent to sales.", ledger_page.view(ctx, ledger),
    )  # fmt: skip
    yield Page("money.md", "money.md.j2", "Money", "Money", "What misalignment costs.", money.view(ctx))
    yield Page(
        "price.md", "price.md.j2", "Revenue", "Price and quarter-end",
        "From list to pocket, and the rush at the end.", price_page.view(ctx),
    )  # fmt: skip
    yield Page(
        "attribution.md", "attribution.md.j2", "Revenue", "Attribution",
        "Each channel's credit under every rule.", attribution_page.view(ctx),
    )  # fmt: skip
    yield Page(
        "outcomes.md", "outcomes.md.j2", "Revenue", "Outcomes",
        "What the business gets, beside the index.", outcomes_page.view(ctx),
    )  # fmt: skip
    for campaign in campaign_page.paged(campaigns):
        yield Page(
            f"campaigns/{campaign_page.slug(campaign.campaign_id)}.md", "campaign.md.j2", "Revenue",
            formats.shorten(campaign_page.name_of(campaign), 60), "What one campaign cost, and what came of it.",
            campaign_page.view(ctx, campaign, campaigns),
        )  # fmt: skip
    yield Page(
        "campaigns.md", "campaigns.md.j2", "Revenue", "Campaigns",
        "What each campaign cost, what sales made of its leads, and what it led to.",
        campaigns_page.view(ctx, campaigns),
    )  # fmt: skip
    yield Page(
        "changes.md", "changes.md.j2", "Trust", "Changes",
        "What moved, was edited or made anew.", changes_page.view(ctx),
    )  # fmt: skip
    yield Page(
        "quality.md", "quality.md.j2", "Trust", "Data quality",
        "Whether to believe the numbers.", quality_page.view(ctx, suites),
    )  # fmt: skip
    yield Page(
        "method.md", "method.md.j2", "Trust", "Method",
        "How the index is built, its words, and the claims it answers.", method_page.view(ctx, site, simulated),
    )  # fmt: skip


def still(text: str) -> str:
    """Drop blank lines outside preformatted text and code fences anywhere: a page is one block of HTML."""
    lines = []
    inside = False
    for line in text.split("\n"):
        inside = inside or "<pre" in line
        if inside or line.strip():
            lines.append(line if inside else line.strip())
        if "</pre>" in line:
            inside = False
    return "\n".join(lines).replace("```", "&#96;&#96;&#96;").replace("~~~", "&#126;&#126;&#126;") + "\n"


def write_if_changed(path: Path, text: str) -> None:
    """Write the file unless it already holds the text, so that its age tells whether it changed."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_look(company: Look, source: Path, assets: Path) -> None:
    """Write the style sheet and the company's logo, and remove a logo it no longer has."""
    write_if_changed(assets / look.STYLE_SHEET, look.style_sheet(company, source / "css"))
    for path in assets.glob("logo.*"):
        if company.logo is None or path.name != company.logo.name:
            path.unlink()
    if company.logo is not None:
        (assets / company.logo.name).write_bytes(company.logo.content)


def copy_assets(source: Path, target: Path) -> None:
    """Copy changed assets; style sheets are written as one."""
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix != ".css":
            place = target / path.relative_to(source)
            if place.is_file() and place.read_bytes() == path.read_bytes():
                continue
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
