"""The command line: what each word takes, and how a failure is told. No logic lives here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from scorecard import failures
from scorecard.progress import Progress
from scorecard.settings import Settings, make

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="alignment-scorecard")
@click.option("--debug", is_flag=True, help="Print the traceback of an unexpected error.")
@click.option("--quiet", is_flag=True, help="Print nothing but failures.")
@click.pass_context
def scorecard(context: click.Context, debug: bool, quiet: bool) -> None:
    """Shows where sales and marketing pull apart, what it costs, and whether the numbers can be believed."""
    context.obj = Progress(quiet=quiet)
    context.meta["debug"] = debug


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options every part of a build shares."""
    options = (
        click.option("--data", type=FOLDER, help="Folder of raw files (default: data/ of the project)."),
        click.option(
            "--target-dir", "target", type=FOLDER, help="Folder for everything generated (default: target/)."
        ),
        click.option("--as-of", help="Look back from this date or instant (default: the newest past event)."),
        click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True),
        click.option(
            "--set",
            "overrides",
            multiple=True,
            metavar="NAME=VALUE",
            help="Override one of vars: in dbt_project.yml.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@scorecard.command("build")
@build_options
@click.pass_obj
def build_command(progress: Progress, /, **options: Any) -> None:
    """Raw files in, published scorecard out."""
    from scorecard import build, closing

    settings = _settings(**options)
    release = build.build(settings, progress)
    closing.say(settings, release, progress)


@scorecard.command("load")
@build_options
@click.pass_obj
def load_command(progress: Progress, /, **options: Any) -> None:
    """Read the raw files into the warehouse."""
    from scorecard import build, lock

    settings = _settings(**options)
    with lock.hold(settings.target):
        build.load(settings, progress)


@scorecard.command("check")
@build_options
@click.pass_obj
def check_command(progress: Progress, /, **options: Any) -> None:
    """Load, then hold the data and the figures to checks/, and write the results without publishing."""
    from scorecard import build, lock
    from scorecard.errors import PublishingRefused

    settings = _settings(**options)
    with lock.hold(settings.target):
        settings = build.load(settings, progress)
        refusal = build.figures(settings, progress)
        build.results(settings, progress)
    if refusal:
        raise PublishingRefused(refusal)


@scorecard.command("site")
@build_options
@click.pass_obj
def site_command(progress: Progress, /, **options: Any) -> None:
    """Make and verify the site again from the result files of the last build."""
    from scorecard import build, lock

    settings = _settings(**options)
    with lock.hold(settings.target):
        build.site(build.resumed(settings), progress)
    progress.say(f"\n  Open {settings.site / 'index.html'}")


@scorecard.command("publish")
@build_options
@click.option("--back", is_flag=True, help="Return to the release before the live one.")
@click.pass_obj
def publish_command(progress: Progress, /, back: bool, **options: Any) -> None:
    """Publish the site that was made last, or go back to the release before."""
    from scorecard import build, lock, publish

    settings = _settings(**options)
    if back:
        release = publish.back(settings.public)
        progress.say(f"  {release.path.name} is live again: {settings.public / 'current' / 'index.html'}")
        return
    with lock.hold(settings.target):
        settings = build.resumed(settings)
        publish.require_site(settings.site)
        build.verify_site(settings)
        build.release(settings, progress)


@scorecard.command("serve")
@build_options
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.pass_obj
def serve_command(progress: Progress, /, port: int, **options: Any) -> None:
    """Show the scorecard in a browser and show it again whenever a model, check or page is edited."""
    from scorecard import serve

    serve.serve(lambda: _settings(**options), port, progress)


@scorecard.command("demo")
@click.option("--out", type=FOLDER, help="Folder to write to (default: target/demo).")
@click.option("--world", default="misaligned", show_default=True, help="misaligned, aligned or improving.")
@click.option("--leads", type=int, default=12_000, show_default=True)
@click.option("--months", type=int, default=36, show_default=True)
@click.option("--seed", type=int, help="The same seed gives the same company (default: one of its own).")
@click.option(
    "--touchpoints-per-lead", type=float, help="Mean number of touches (default: depends on --leads)."
)
@click.option("--fault", help="Spoil the data in one named way, to see what the checks make of it.")
@click.pass_obj
def demo_command(progress: Progress, /, out: Path | None, **options: Any) -> None:
    """Write the raw files of an invented company whose truth is known."""
    from scorecard import demo

    folder = (out or make().target / "demo").resolve()
    with progress.step("demo") as step:
        given = {name: value for name, value in options.items() if value is not None}
        demo.generate(folder, report=step.update, **given)
        step.note(
            f"{options['world']}, {options['leads']:,} leads over {options['months']} months, in {folder}"
        )


@scorecard.command("doctor")
@build_options
@click.option("--write", is_flag=True, help="Write the proposed mapping.yml beside the data.")
@click.option(
    "--mapping", "only_mapping", is_flag=True, help="Print the proposed mapping.yml and nothing else."
)
@click.pass_obj
def doctor_command(progress: Progress, /, write: bool, only_mapping: bool, **options: Any) -> None:
    """Read the data and say what is there, what is missing, what that costs, and what to add next."""
    from scorecard import doctor

    doctor.run(_settings(**options), progress, write=write, only_mapping=only_mapping)


@scorecard.command("template")
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@click.option("--out", type=FOLDER, help="Folder to write to (default: data/csv/ of the project).")
@click.pass_obj
def template_command(progress: Progress, /, tables: tuple[str, ...], out: Path | None) -> None:
    """Write empty files to fill in, for the tables no CRM has: all of them, or those named."""
    from scorecard import contract, template

    settings = make()
    folder = (out or settings.data / "csv").resolve()
    written = template.write(settings.project, folder, tables)
    progress.say(template.told(written, folder, contract.tables(settings.project)))


@scorecard.command("history")
@build_options
def history_command(**options: Any) -> None:
    """List the builds that were published, newest first."""
    from scorecard import closing

    click.echo(closing.history_table(_settings(**options)))


def _settings(
    *, data: Path | None, target: Path | None, as_of: str | None, engine: str, overrides: Sequence[str]
) -> Settings:
    return make(data=data, target=target, as_of=as_of, engine=engine, overrides=overrides)


def main() -> None:
    """Run the command and end the process with 0, or the exit code of what went wrong."""
    failures.guard(scorecard)
