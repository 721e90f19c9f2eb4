"""Lets polars read a block where that surely gives what the plain way would give."""

import io

import polars as pl

from app.loading.statistics.reading.tables import Rows


def frame_of(rows: Rows) -> pl.DataFrame | None:
    """Give the columns of a block as text; None where a row may be short, long, blank or oddly quoted."""
    block, width = rows.block, rows.header.width
    if rows.ready is not None or not _is_ordinary(block):
        return None
    first = block[: block.find(b"\n") + 1] or block
    extra = first.rstrip(b"\r\n").endswith(b",") and _commas(first) == width
    width += extra
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    if _commas(block) != lines * (width - 1):
        return None
    schema = {str(place): pl.String for place in range(width)}
    wanted = sorted({*rows.header.places.values(), *([width - 1] if extra else [])})
    try:
        frame = pl.read_csv(
            io.BytesIO(block),
            has_header=False,
            schema=schema,
            columns=wanted,
            empty_string_is_null=False,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines or (extra and (frame[str(width - 1)] != "").any()):
        return None
    return frame.select(pl.col(str(place)).alias(name) for name, place in rows.header.places.items())


def _is_ordinary(block: bytes) -> bool:
    """Say that no line is blank, lines end alike, and every quotation mark stands beside a comma or a line's end."""
    returns = block.count(b"\r")
    if not block or (returns and returns != block.count(b"\r\n")):
        return False
    if b"\n\n" in block or (returns and b"\n\r\n" in block) or block.startswith((b"\n", b"\r\n")):
        return False
    marks = block.count(b'"')
    if not marks:
        return True
    opened = block.count(b',"') + block.count(b'\n"') + block.startswith(b'"')
    closed = block.count(b'",') + block.count(b'"\n') + block.count(b'"\r\n') + block.endswith(b'"')
    return opened == closed and opened + closed == marks


def _commas(block: bytes) -> int:
    """Count the commas between fields: those outside of quotation marks."""
    if b'"' not in block:
        return block.count(b",")
    return b"".join(block.split(b'"')[::2]).count(b",")
