"""A first look at a file: whether it is text at all, in which encoding, and its digest."""

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

from app.loading.faults import Fault, Refused, printable
from app.loading.statistics.reading.encodings import Encodings, first_utf8_line

_CHUNK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_OTHERS: Final = {
    b"PK\x03\x04": "a zip archive, as .xlsx is too: unpack it, or save the table as CSV",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an Excel workbook (.xls): save the table as CSV",
    b"SQLite format 3\0": "a SQLite database",
    b"PAR1": "a Parquet file: export it as CSV",
    b"%PDF": "a PDF document",
    b"\xff\xfe\0\0": "UTF-32: save it as UTF-8",
    b"\0\0\xfe\xff": "UTF-32: save it as UTF-8",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
    _GZIP: "gzip within gzip: unpack it once",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
    b"\x28\xb5\x2f\xfd": "a zstd archive: unpack it first",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive: unpack it first",
}
"""How files start that somebody may take for a table of ours; the longer beginning comes before the shorter."""
_TAR: Final = slice(257, 262)

_Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A file that is text: sha256 of its bytes, their number, how to read them, and by what a change shows."""

    path: Path
    digest: str
    size: int
    is_gzip: bool
    is_json: bool
    encoding: str
    stamp: _Stamp

    @property
    def name(self) -> str:
        """What messages call it."""
        return printable(self.path.name)

    @contextmanager
    def open(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Open the text, unpacked, and the file below it, whose position tells how far reading has come."""
        with self.path.open("rb") as raw:
            try:
                yield (cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if self.is_gzip else raw), raw
            except Exception:
                self.hold_unchanged()
                raise
        self.hold_unchanged()

    def hold_unchanged(self) -> None:
        """Raise Refused where the file is another by now than the one whose digest was taken."""
        if not self.path.exists() or _stamp(self.path.stat()) != self.stamp:
            raise Refused([Fault(self.name, "", "was changed while it was read; import it again once it is whole")])

    def utf8(self, text: bytes, line: int) -> bytes:
        """Put a part of the text that starts at a line into UTF-8; raise Refused where lines are in two encodings."""
        if line == 1:
            text = text.removeprefix(codecs.BOM_UTF8)
        if self.encoding == "utf-8":
            return text
        mixed = first_utf8_line(text)
        if mixed is not None:
            reason = "is UTF-8, but other lines are not: save the whole file as UTF-8"
            raise Refused([Fault(self.name, f"line {line + mixed}", reason)])
        return text.decode(self.encoding).encode()


def survey(path: Path) -> Surveyed:
    """Read a file once through; raise Refused where it is no text, or damaged."""
    try:
        return _surveyed(path)
    except (gzip.BadGzipFile, zlib.error):
        reason = "its gzip data are damaged"
    except OSError as error:
        reason = str(error.strerror)
    except EOFError:
        reason = "the gzip file is cut off"
    raise Refused([Fault(printable(str(path)), "", f"cannot be read: {reason}")])


def _surveyed(path: Path) -> Surveyed:
    _hold_file(path)
    with path.open("rb") as raw:
        stamp = _stamp(os.fstat(raw.fileno()))
        start = raw.read(16)
        digest = hashlib.sha256(start)
        while chunk := raw.read(_CHUNK):
            digest.update(chunk)
        size = raw.tell()
    is_gzip = start.startswith(_GZIP)
    with _opened(path, is_gzip=is_gzip) as stream:
        encodings, is_json = _look(printable(path.name), iter(lambda: stream.read(_CHUNK), b""))
    try:
        encoding = encodings.found(lambda place: _line_of(path, place, is_gzip=is_gzip))
    except ValueError as error:
        raise Refused([Fault(printable(path.name), "", str(error))]) from None
    return Surveyed(path, digest.hexdigest(), size, is_gzip, is_json, encoding, stamp)


def _hold_file(path: Path) -> None:
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device, and files are read more than once: store it"
        raise Refused([Fault(printable(str(path)), "", f"is {what}")])


def _stamp(status: os.stat_result) -> _Stamp:
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _opened(path: Path, *, is_gzip: bool) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(path)) if is_gzip else path.open("rb")


def _line_of(path: Path, place: int, *, is_gzip: bool) -> int:
    """Count the lines up to a byte: only where it is to be told, for it takes time."""
    line = 1
    with _opened(path, is_gzip=is_gzip) as stream:
        while place > 0 and (chunk := stream.read(min(place, _CHUNK))):
            place -= len(chunk)
            line += chunk.count(b"\n")
    return line


def _look(name: str, chunks: Iterator[bytes]) -> tuple[Encodings, bool]:
    """Look through a text, and say whether it seems to be JSON."""
    first = next(chunks, b"")
    if not first.removeprefix(codecs.BOM_UTF8).strip():
        raise Refused([Fault(name, "", "the file is empty")])
    if what := _other(first):
        raise Refused([Fault(name, "", f"this is {what}")])
    encodings, position = Encodings(), 0
    for chunk in _with(first, chunks):
        if (at := chunk.find(b"\0")) >= 0:
            raise Refused([Fault(name, f"byte {position + at}", "a NUL byte: this is no text")])
        position += len(chunk)
        encodings.take(chunk)
    encodings.take(b"", final=True)
    is_json = first.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")
    return encodings, is_json


def _other(first: bytes) -> str | None:
    if first[_TAR] == b"ustar":
        return "a tar archive: unpack it first"
    return next((what for magic, what in _OTHERS.items() if first.startswith(magic)), None)


def _with(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others
