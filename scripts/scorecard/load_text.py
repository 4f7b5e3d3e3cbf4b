"""Text files as they come: packed or not, in whatever encoding, made readable as plain UTF-8.

UTF-8 files that are not packed are read where they lie; any other is copied, once, into a scratch folder.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from scorecard.errors import ScorecardError
from scorecard.load_files import SourceFile

CHUNK_BYTES = 1 << 20

# Where Windows-1252 has letters, Latin-1 has controls that no export holds on purpose.
WINDOWS_1252 = {
    byte: bytes([byte]).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}

# Files that bear a text file's name and are something else, by their first bytes.
OTHER_KINDS = {
    b"PK\x03\x04": "a spreadsheet or a zip archive; save it as CSV",
    b"\xd0\xcf\x11\xe0": "a spreadsheet; save it as CSV",
    b"\x1f\x8b": "packed with gzip; add .gz to its name",
    b"PAR1": "a Parquet file; name it .parquet",
}


@dataclass(frozen=True)
class PlainText:
    """A UTF-8 file holding the content of a source file, and what had to be assumed to read it."""

    path: Path
    warning: str | None


def plain_text(file: SourceFile, scratch: Path) -> PlainText:
    """Return the file's content as plain UTF-8 (a byte order mark may lead it).

    Raises ScorecardError naming the file when it is blank, no text, or its gzip packing is cut off.
    """
    packed = file.path.name.lower().endswith(".gz")
    copy = scratch / "plain"
    try:
        head = _head(file)
        if not head.strip():
            raise ScorecardError(f"{file.name} is empty (only blank lines); export it again, or remove it.")
        for mark, kind in OTHER_KINDS.items():
            if head.startswith(mark):
                raise ScorecardError(f"{file.name} is not text but {kind}.")
        wide = _utf16(head)
        if wide is not None:
            _transcode(file, copy, wide, errors="replace")
            return PlainText(copy, None)
        if _check_utf8(file, copy if packed else None):
            return PlainText(copy if packed else file.path, None)
        return PlainText(copy, _transcode_bytes(file, copy))
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ScorecardError(
            f"{file.name} is not a whole gzip file (cut off or damaged); export it again."
        ) from error


def _open(file: SourceFile) -> BinaryIO:
    packed = file.path.name.lower().endswith(".gz")
    return cast(BinaryIO, gzip.open(file.path, "rb")) if packed else file.path.open("rb")


def _chunks(file: SourceFile) -> Iterator[bytes]:
    with _open(file) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            yield chunk


def _head(file: SourceFile) -> bytes:
    """Return the first piece of the file that holds more than white space, or the last piece when none does."""
    head = b""
    for head in _chunks(file):
        if head.strip():
            break
    return head


def _utf16(head: bytes) -> str | None:
    """Name the UTF-16 form by its byte order mark, or by where the zeros of plain letters stand."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:2000]
    if len(sample) >= 4 and sample[1::2].count(0) > len(sample) * 0.4:
        return "utf-16-le"
    if len(sample) >= 4 and sample[0::2].count(0) > len(sample) * 0.4:
        return "utf-16-be"
    return None


def _check_utf8(file: SourceFile, copy: Path | None) -> bool:
    """Read the whole file and say whether it is UTF-8; write the unpacked bytes to `copy` when given."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid = True
    out = copy.open("wb") if copy else None
    try:
        for chunk in _chunks(file):
            if out:
                out.write(chunk)
            if valid:
                valid = _decodes(decoder, chunk)
        return valid and _decodes(decoder, b"", final=True)
    finally:
        if out:
            out.close()


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    # the decoder may hold the first bytes of a letter the last chunk ended in; plain ASCII is far quicker to tell
    if chunk.isascii() and not decoder.getstate()[0] and not final:
        return True
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _transcode_bytes(file: SourceFile, copy: Path) -> str:
    """Copy a file that is not UTF-8 and say how it was read: UTF-8 with a few bad bytes, or Windows-1252."""
    good, bad = _count_letters(file)
    if good > bad:
        _transcode(file, copy, "utf-8", errors="replace")
        return f"{file.name} holds {bad:,} characters that are not UTF-8; they are read as \ufffd."
    with copy.open("w", encoding="utf-8", newline="") as out:
        for chunk in _chunks(file):
            out.write(chunk.decode("latin-1").translate(WINDOWS_1252))
    return (
        f"{file.name} is not UTF-8 and is read as Latin-1 (Windows-1252); "
        "save it as UTF-8 if its accented letters look wrong."
    )


def _count_letters(file: SourceFile) -> tuple[int, int]:
    """Count the letters beyond ASCII that are valid UTF-8, and the places that are not."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    for chunk in _chunks(file):
        text = decoder.decode(chunk)
        replaced = text.count("\ufffd")
        bad += replaced
        good += len(text) - len(text.encode("ascii", "ignore")) - replaced
    return good, bad


def _transcode(file: SourceFile, copy: Path, encoding: str, *, errors: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    with copy.open("w", encoding="utf-8", newline="") as out:
        for chunk in _chunks(file):
            out.write(decoder.decode(chunk))
        out.write(decoder.decode(b"", True))
