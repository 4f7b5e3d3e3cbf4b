"""`scorecard doctor`: what the data are enough for, what is missing, and a mapping.yml to begin with."""

from __future__ import annotations

from pathlib import Path

import click

from scorecard.doctor.examination import Examination, examine
from scorecard.doctor.proposal import text
from scorecard.doctor.report import lines
from scorecard.errors import ScorecardError, UsageError
from scorecard.files import write_text
from scorecard.mapping import FILE
from scorecard.progress import Progress
from scorecard.settings import Settings

__all__ = ["Examination", "examine", "run"]

PROPOSED = "mapping.proposed.yml"


def run(settings: Settings, progress: Progress, *, write: bool, only_mapping: bool) -> None:
    """Examine the data and tell what was found, or print the proposed mapping.yml alone; write it when asked to.

    An existing mapping.yml is never touched: the proposal is then written beside it. Raises UsageError saying what to
    do when no build is possible on these data.
    """
    try:
        with progress.step("doctor") as step:
            found = examine(settings, step)
            step.note(f"{len(found.loaded.files)} files of {settings.data}, read and put away again")
    except UsageError:
        raise
    except ScorecardError as error:
        raise UsageError(f"{error} A build would stop there too.") from error
    if only_mapping:
        click.echo(text(found), nl=False)
    else:
        click.echo("\n".join(lines(found, _heading, _quiet)))
    if write:
        progress.say(
            f"\n  The proposed mapping is in {_write(settings.data, text(found))}; read it before you build."
        )
    elif not only_mapping:
        click.echo(f"  `scorecard doctor --write` writes a proposed {FILE} into {settings.data}.")


def _write(data: Path, proposal: str) -> Path:
    path = data / (PROPOSED if (data / FILE).exists() else FILE)
    write_text(path, proposal)
    return path


# click leaves colours out where nobody watches
def _heading(words: str) -> str:
    return click.style(words, bold=True)


def _quiet(words: str) -> str:
    return click.style(words, dim=True)
