"""Releases: a verified site is copied aside, then one pointer is switched; going back is switching it again.

`public/releases/<number>-<build id>/` are the releases, numbered in the order they were published;
`public/current` leads to the one that is live. Readers see the old site or the new one, never a mixture.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from scorecard import files, lock
from scorecard.errors import ScorecardError, UsageError

_RELEASE = re.compile(r"(\d{6})-(.+)")


@dataclass(frozen=True)
class Release:
    """One published site: its place in the order of publishing, its build and its folder."""

    number: int
    build_id: str
    path: Path


def releases(public: Path) -> list[Release]:
    """Return the releases that are kept, oldest first."""
    found = []
    for path in (public / "releases").glob("*"):
        match = _RELEASE.fullmatch(path.name)
        if match and path.is_dir():
            found.append(Release(int(match[1]), match[2], path))
    return sorted(found, key=lambda release: release.number)


def current(public: Path) -> Release | None:
    """Return the live release, or None when nothing was published."""
    pointer = public / "current"
    if pointer.is_symlink():
        name = pointer.resolve().name
    elif (pointer / "release.txt").is_file():
        name = (pointer / "release.txt").read_text(encoding="utf-8").strip()
    else:
        return None
    return next((release for release in releases(public) if release.path.name == name), None)


def publish(site: Path, public: Path, build_id: str, keep: int) -> Release:
    """Copy a verified `site` into a new release, make it live, and drop all but the newest `keep` releases.

    Until the pointer is switched nothing a reader can see has changed; on any error the copy is removed.
    """
    with lock.hold(public):
        number = max((release.number for release in releases(public)), default=0) + 1
        path = public / "releases" / f"{number:06d}-{build_id}"
        with files.replacing(path) as aside:
            shutil.copytree(site, aside, dirs_exist_ok=True)
            files.write_text(aside / "release.txt", f"{path.name}\n")
        try:
            files.point(public / "current", path)
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        _drop_oldest(public, max(1, keep))
        return Release(number, build_id, path)


def back(public: Path) -> Release:
    """Make the release before the live one live again. Raises UsageError when there is none."""
    with lock.hold(public):
        live = current(public)
        if live is None:
            raise UsageError(f"Nothing is published in {public} yet; run `scorecard build` first.")
        earlier = [release for release in releases(public) if release.number < live.number]
        if not earlier:
            raise UsageError(
                f"{live.path.name} is the oldest release kept in {public}; there is none to go back to."
            )
        files.point(public / "current", earlier[-1].path)
        return earlier[-1]


def require_site(site: Path) -> None:
    """Raise ScorecardError when there is no built site to publish."""
    if not (site / "index.html").is_file():
        raise ScorecardError(f"There is no site in {site}; run `scorecard site` or `scorecard build` first.")


def _drop_oldest(public: Path, keep: int) -> None:
    live = current(public)
    for release in releases(public)[:-keep]:
        if release != live:
            shutil.rmtree(release.path, ignore_errors=True)
