"""A first look at a file: whether it is text at all, in which encoding, and its digest."""

import codecs
import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, cast

from app.loading.faults import Fault, Refused, printable

_CHUNK: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_OTHERS: Final = {
    b"PK\x03\x04": "a zip archive: unpack it first",
    b"SQLite format 3\0": "a SQLite database",
    b"PAR1": "a Parquet file: export it as CSV",
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
    b"BZh": "a bzip2 archive: unpack it first",
    b"\xfd7zXZ": "an xz archive: unpack it first",
}
"""How files start that somebody may take for a table of ours."""
_NO_CP1252: Final = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that mean nothing in Windows-1252."""


@dataclass(frozen=True, slots=True)
class Surveyed:
    """A file that is text: sha256 of its bytes, their number, and how to read them."""

    path: Path
    digest: str
    size: int
    is_gzip: bool
    is_json: bool
    encoding: str

    @property
    def name(self) -> str:
        """What messages call it."""
        return printable(self.path.name)

    def open(self) -> tuple[IO[bytes], IO[bytes]]:
        """Open the text, unpacked, and the file below it, whose position tells how far reading has come."""
        raw: IO[bytes] = self.path.open("rb")
        return (cast("IO[bytes]", gzip.GzipFile(fileobj=raw)) if self.is_gzip else raw), raw


def survey(path: Path) -> Surveyed:
    """Read a file once through; raise Refused where it is no text, or damaged."""
    try:
        return _surveyed(path)
    except OSError as error:
        reason = "its gzip data are damaged" if isinstance(error, gzip.BadGzipFile) else error.strerror
        raise Refused([Fault(printable(path.name), "", f"cannot be read: {reason}")]) from None
    except EOFError:
        raise Refused([Fault(printable(path.name), "", "cannot be read: the gzip file is cut off")]) from None
    except zlib.error:
        raise Refused([Fault(printable(path.name), "", "cannot be read: its gzip data are damaged")]) from None


def _surveyed(path: Path) -> Surveyed:
    with path.open("rb") as raw:
        start = raw.read(16)
        digest = hashlib.sha256(start)
        while chunk := raw.read(_CHUNK):
            digest.update(chunk)
        size = raw.tell()
    is_gzip = start.startswith(_GZIP)
    with gzip.open(path) if is_gzip else path.open("rb") as stream:
        encoding, is_json = _look(path, iter(lambda: stream.read(_CHUNK), b""))
    return Surveyed(path, digest.hexdigest(), size, is_gzip, is_json, encoding)


def _look(path: Path, chunks: Iterator[bytes]) -> tuple[str, bool]:
    """Give the encoding, and whether it looks like JSON."""
    first = next(chunks, b"")
    if not first.removeprefix(codecs.BOM_UTF8).strip():
        raise Refused([Fault(printable(path.name), "", "the file is empty")])
    for magic, what in _OTHERS.items():
        if first.startswith(magic):
            raise Refused([Fault(printable(path.name), "", f"this is {what}")])
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    position, is_cp1252 = 0, True
    for chunk in _with(first, chunks):
        if (at := chunk.find(b"\0")) >= 0:
            raise Refused([Fault(printable(path.name), f"byte {position + at}", "a NUL byte: this is no text")])
        position += len(chunk)
        is_cp1252 = is_cp1252 and not any(byte in chunk for byte in _NO_CP1252)
        decoder = _still(decoder, chunk)
    decoder = _still(decoder, b"", final=True)
    if decoder is None and not is_cp1252:
        raise Refused([Fault(printable(path.name), "", "the text is neither UTF-8 nor Windows-1252")])
    is_json = first.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")
    return "utf-8" if decoder else "cp1252", is_json


def _with(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _still(
    decoder: codecs.IncrementalDecoder | None, chunk: bytes, *, final: bool = False
) -> codecs.IncrementalDecoder | None:
    """Give the decoder back as long as everything was UTF-8."""
    if decoder is not None:
        try:
            decoder.decode(chunk, final)
        except UnicodeDecodeError:
            return None
    return decoder
