"""Writing that is whole or absent: nothing half-written is left under its final name."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file aside, then rename it into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """Give an empty folder to fill, which takes the name of `folder` only when the block ends well."""
    aside = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    try:
        yield aside
        move_into_place(aside, folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def move_into_place(new: Path, folder: Path) -> None:
    """Rename `new` to `folder`; a folder already there gives way last and comes back if the rename fails."""
    old = folder.with_name(f".{folder.name}.old.{os.getpid()}")
    had_old = folder.is_dir()
    if had_old:
        folder.rename(old)
    try:
        new.rename(folder)
    except BaseException:
        if had_old:
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def point(link: Path, destination: Path) -> None:
    """Make `link` lead to the folder `destination` in one step, so that no reader ever finds nothing there.

    Where symbolic links are not possible, or `link` is a real folder already, a copy is renamed into place instead.
    """
    aside = link.with_name(f".{link.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        aside.unlink()
    if not link.is_symlink() and link.is_dir():
        _copy_into_place(destination, link)
        return
    try:
        aside.symlink_to(os.path.relpath(destination, link.parent), target_is_directory=True)
    except (OSError, NotImplementedError):
        _copy_into_place(destination, link)
        return
    aside.replace(link)


def _copy_into_place(source: Path, folder: Path) -> None:
    with replacing(folder) as aside:
        shutil.copytree(source, aside, dirs_exist_ok=True)
