"""Which encoding a text is in, and that it is in one: UTF-8, or else Windows-1252 in every line."""

import codecs
import re
from collections.abc import Callable
from typing import Final

_UNDEFINED: Final = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
"""Bytes that mean nothing in Windows-1252."""
_HIGH: Final = re.compile(rb"[\x80-\xff]")

_Byte = tuple[int, int]
"""Where a byte stands, from 0, and the byte."""


class Encodings:
    """Watches the chunks of a text: where it is no UTF-8, and where no Windows-1252."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._size = 0
        self._is_marked: bool | None = None
        self._no_utf8: _Byte | None = None
        self._no_cp1252: _Byte | None = None

    def take(self, chunk: bytes, *, final: bool = False) -> None:
        """Look at the next chunk."""
        if self._is_marked is None:
            self._is_marked = chunk.startswith(codecs.BOM_UTF8)
        if self._no_utf8 is None:
            try:
                self._decoder.decode(chunk, final)
            except UnicodeDecodeError as error:
                self._no_utf8 = self._size + len(chunk) - len(error.object) + error.start, error.object[error.start]
        if self._no_cp1252 is None:
            places = [place for byte in _UNDEFINED if (place := chunk.find(byte)) >= 0]
            self._no_cp1252 = (self._size + min(places), chunk[min(places)]) if places else None
        self._size += len(chunk)

    def found(self, line_of: Callable[[int], int]) -> str:
        """Give the name of the encoding; ValueError says why there is none, in lines found by the place of a byte."""
        if self._no_utf8 is None:
            return "utf-8"
        place, byte = self._no_utf8
        no_utf8 = f"line {line_of(place)} is not UTF-8 (byte 0x{byte:02X})"
        if self._is_marked:
            raise ValueError(f"the text begins with the mark of UTF-8, but {no_utf8}")
        if self._no_cp1252 is not None:
            place, byte = self._no_cp1252
            no_cp1252 = f"line {line_of(place)} is not Windows-1252 (byte 0x{byte:02X})"
            raise ValueError(f"the text is neither UTF-8 nor Windows-1252: {no_utf8}, {no_cp1252}")
        return "cp1252"


def first_utf8_line(text: bytes) -> int | None:
    """Find in a text of Windows-1252 a line that is UTF-8 all the same, and not only ASCII; the first is 0."""
    if text.decode("utf-8", "ignore").isascii():
        return None
    at = 0
    while high := _HIGH.search(text, at):
        start, end = text.rfind(b"\n", 0, high.start()) + 1, text.find(b"\n", high.start())
        at = len(text) if end < 0 else end
        try:
            text[start:at].decode()
        except UnicodeDecodeError:
            continue
        return text.count(b"\n", 0, start)
    return None
