"""Files before their rows are read: the digest of each, and whether it is text at all, in which encoding."""

import codecs
import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from app.loading.faults import Fault, Refused
from app.vocabulary.text import printable

_CHUNK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_UTF7: Final = b"+/v"
"""How UTF-7 with a byte order mark begins: it is ASCII that means something else."""
_UNDEFINED: Final = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""Bytes that mean nothing in Windows-1252."""
_NO_TEXT: Final = "this is no text in UTF-8 or Windows-1252; save it as CSV in UTF-8"


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A file that is text: sha256 and number of its bytes, how to read them, and by what a change shows."""

    path: Path
    digest: str
    size: int
    is_gzip: bool
    is_json: bool
    encoding: str
    stamp: tuple[int, ...]

    @property
    def name(self) -> str:
        """What messages call it."""
        return printable(self.path.name)

    @contextmanager
    def open(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Open the text, unpacked, and the file below it, whose position tells how far reading has come."""
        with self.path.open("rb") as raw:
            try:
                yield (_unpacked(raw) if self.is_gzip else raw), raw
            except Exception:
                self.check_unchanged()
                raise
        self.check_unchanged()

    def check_unchanged(self) -> None:
        """Raise Refused where the file is another by now than the one whose digest was taken."""
        if not self.path.exists() or _stamp(self.path.stat()) != self.stamp:
            raise Refused([Fault(self.name, "", "was changed while it was read; import it again once it is whole")])

    def utf8(self, text: bytes, line: int) -> bytes:
        """Return a part of the text that starts at a line in UTF-8, without a byte order mark."""
        if line == 1:
            text = text.removeprefix(codecs.BOM_UTF8)
        return text if self.encoding == "utf-8" else text.decode(self.encoding).encode()


def inspect(path: Path) -> InspectedFile:
    """Read a file once through; raise Refused where it is no text, or damaged."""
    try:
        return _inspected(path)
    except (gzip.BadGzipFile, zlib.error):
        reason = "its gzip data are damaged"
    except OSError as error:
        reason = str(error.strerror)
    except EOFError:
        reason = "the gzip file is cut off"
    raise Refused([Fault(printable(str(path)), "", f"cannot be read: {reason}")])


def _inspected(path: Path) -> InspectedFile:
    # Asked before it is opened: opening a pipe waits until somebody writes into it, and a device may never end.
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device, and files are read more than once: store it"
        raise Refused([Fault(printable(str(path)), "", f"is {what}")])
    with path.open("rb") as raw:
        stamp = _stamp(os.fstat(raw.fileno()))
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
        size = raw.tell()
        raw.seek(0)
        is_gzip = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        first, encoding = _detect_encoding(printable(path.name), _unpacked(raw) if is_gzip else raw)
    start = first.removeprefix(codecs.BOM_UTF8).lstrip()
    return InspectedFile(path, digest, size, is_gzip, start[:1] in (b"{", b"["), encoding, stamp)


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=raw))


def _stamp(status: os.stat_result) -> tuple[int, ...]:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _detect_encoding(name: str, stream: IO[bytes]) -> tuple[bytes, str]:
    """Read a text to its end; return its first chunk and the name of its encoding."""
    first = chunk = stream.read(_CHUNK)
    if not first.removeprefix(codecs.BOM_UTF8).strip():
        raise Refused([Fault(name, "", "the file is empty")])
    if first.startswith(_UTF7):
        raise Refused([Fault(name, "", _NO_TEXT)])
    decoder = codecs.getincrementaldecoder("utf-8")()
    line, wrong_line, is_cp1252 = 1, 0, not first.startswith(codecs.BOM_UTF8)
    while chunk:
        following = stream.read(_CHUNK)
        if b"\0" in chunk:
            line += chunk[: chunk.index(0)].count(b"\n")
            raise Refused([Fault(name, f"line {line}", f"holds a NUL byte: {_NO_TEXT}")])
        if not wrong_line:
            try:
                decoder.decode(chunk, final=not following)
            except UnicodeDecodeError as error:
                # What is left of the chunk before belongs to a character, which holds no line end.
                wrong_line = line + error.object[: error.start].count(b"\n")
        is_cp1252 = is_cp1252 and (chunk.isascii() or len(chunk.translate(None, _UNDEFINED)) == len(chunk))
        line += chunk.count(b"\n")
        chunk = following
    if wrong_line and not is_cp1252:
        raise Refused([Fault(name, f"line {wrong_line}", "is not UTF-8; save the whole file as UTF-8")])
    return first, "cp1252" if wrong_line else "utf-8"
