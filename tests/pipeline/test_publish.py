"""Releases are whole, switched in one step, kept for going back, and never mixed with a failure."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scorecard import files, publish
from scorecard.errors import ScorecardError, UsageError


def a_site(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    return folder


def live_text(public: Path) -> str:
    return (public / "current" / "index.html").read_text(encoding="utf-8")


def test_a_published_site_is_live_and_back_returns_to_the_one_before(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for text in ("one", "two", "three"):
        publish.publish(a_site(tmp_path / "site", text), public, "20260101T000000Z", keep=5)
    assert live_text(public) == "three"
    publish.back(public)
    assert live_text(public) == "two"
    publish.back(public)
    assert live_text(public) == "one"
    with pytest.raises(UsageError, match="oldest release"):
        publish.back(public)
    publish.publish(a_site(tmp_path / "site", "four"), public, "20260101T000000Z", keep=5)
    assert live_text(public) == "four"


def test_only_the_newest_releases_are_kept_and_the_live_one_always(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for number in range(4):
        publish.publish(a_site(tmp_path / "site", str(number)), public, f"build{number}", keep=2)
    assert [release.build_id for release in publish.releases(public)] == ["build2", "build3"]
    assert publish.current(public) == publish.releases(public)[-1]


def test_nothing_to_go_back_to_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Nothing is published"):
        publish.back(tmp_path / "public")


def test_a_disk_that_fills_while_copying_leaves_the_old_site_and_no_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tmp_path / "public"
    publish.publish(a_site(tmp_path / "site", "old"), public, "first", keep=5)

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(OSError, match="No space left"):
        publish.publish(a_site(tmp_path / "site", "new"), public, "second", keep=5)
    assert live_text(public) == "old"
    assert [path.name for path in (public / "releases").iterdir()] == ["000001-first"]


def test_a_pointer_that_cannot_be_switched_leaves_the_old_site_and_no_remains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tmp_path / "public"
    publish.publish(a_site(tmp_path / "site", "old"), public, "first", keep=5)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "point", interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish.publish(a_site(tmp_path / "site", "new"), public, "second", keep=5)
    assert live_text(public) == "old"
    assert [path.name for path in (public / "releases").iterdir()] == ["000001-first"]


def test_where_symbolic_links_are_not_possible_the_live_site_is_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impossible(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", impossible)
    public = tmp_path / "public"
    for text in ("one", "two"):
        publish.publish(a_site(tmp_path / "site", text), public, text, keep=5)
    assert live_text(public) == "two"
    assert not (public / "current").is_symlink()
    publish.back(public)
    assert live_text(public) == "one"
    assert publish.current(public) == publish.releases(public)[0]


def test_a_second_publisher_is_refused(tmp_path: Path) -> None:
    from scorecard import lock

    with (
        lock.hold(tmp_path / "public", "scorecard build"),
        pytest.raises(ScorecardError, match="scorecard build"),
    ):
        publish.publish(a_site(tmp_path / "site", "new"), tmp_path / "public", "second", keep=5)


def test_history_lists_what_was_published_with_its_index(
    demo_build: Callable[..., Any], run_scorecard: Any
) -> None:
    build = demo_build("misaligned")
    listed = run_scorecard("history", "--target-dir", build.target).stdout.splitlines()
    assert len(listed) == 2
    assert re.search(r"^\d{8}T\d{6}Z +\d{4}-.* demo-\w+ +\d+\.\d", listed[1])
    assert listed[1].endswith("live")
