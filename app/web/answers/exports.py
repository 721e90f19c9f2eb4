"""Whole lists as CSV or JSON Lines: streamed in chunks from one snapshot, under a deadline for slow readers."""

import sys
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Send

from app.web.answers.listing import Question
from app.web.answers.responses import GZIP_LEVEL, Made, RequestPreconditions, answer_draft
from app.web.edge import HEAD_ONLY
from app.web.rows import formats
from app.web.rows import writer as writing
from app.web.rows.writer import Notation
from app.web.snapshot import Snapshot, data_of

Ask = Callable[[Snapshot], Question]

_FIRST_ROWS: Final = 100
"""Rows before the first byte: as many as a page or two."""
_ROWS: Final = 350
"""Rows that are read and written at a time: with what is made of them they fit into a processor's cache."""
_CHUNK: Final = 1 << 19
"""Bytes that are sent at a time, about: the way to a thread and back takes as long as dozens of rows."""
_GZIP_WINDOW: Final = 31


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """How an export is written: media type, suffix, and the notation of its rows."""

    media_type: str
    suffix: str
    notation: Notation
    title: str


CSV: Final = ExportFormat(formats.CSV, "csv", writing.CSV_ROWS, "one CSV table")
JSON_LINES: Final = ExportFormat(formats.JSON_LINES, "jsonl", writing.JSON_LINES, "JSON Lines")


@dataclass(frozen=True, slots=True)
class _File:
    """A whole list as a file."""

    question: Question
    form: ExportFormat

    @property
    def address(self) -> str:
        """The address of the list, which several formats share."""
        return f"{self.form.suffix} {self.question.address}"

    @property
    def headers(self) -> dict[str, str]:
        """The header that names the file."""
        return {"Content-Disposition": f'attachment; filename="{self.question.listing.name}.{self.form.suffix}"'}

    def make(self) -> Made:
        """Build the file at one go."""
        text = self.question.head(self.form.notation) + self.question.fetch(self.form.notation, None, sys.maxsize).text
        return text.encode(), self.headers


async def answer_export(request: Request, ask: Ask, form: ExportFormat) -> Response:
    """Answer a whole list as a file, made at one go."""
    return await answer_draft(request, lambda snapshot: _File(ask(snapshot), form), form.media_type)


@dataclass(slots=True)
class _Walk:
    """An export under way: the snapshot it holds, the file it writes, and the key it has reached."""

    held: ExitStack
    file: _File
    after: Sequence[object] | None = None
    done: bool = False

    def start(self) -> bytes:
        """Read and write the first rows."""
        return self.file.question.head(self.file.form.notation).encode() + self.step(_FIRST_ROWS)

    def chunk(self) -> bytes:
        """Read and write the next chunk."""
        pieces, size = [], 0
        while size < _CHUNK and not self.done:
            pieces.append(self.step(_ROWS))
            size += len(pieces[-1])
        return b"".join(pieces)

    def step(self, rows: int) -> bytes:
        """Read and write so many rows."""
        found = self.file.question.fetch(self.file.form.notation, self.after, rows)
        self.after = found.last
        self.done = found.last is None
        return found.text.encode()


async def stream_export(request: Request, ask: Ask, form: ExportFormat) -> Response:
    """Answer a whole list as a file, streamed: what fails in its first chunk fails before the headers."""
    wanted = RequestPreconditions.of(request, form.media_type)
    held = ExitStack()
    try:
        snapshot = await run_in_threadpool(held.enter_context, data_of(request).export())
        file = _File(ask(snapshot), form)
        headers = wanted.headers_of(snapshot.release.digest, file.address)
        if not_modified := wanted.not_modified(headers):
            await _close(held)
            return not_modified
        walk = _Walk(held, file)
        first = await run_in_threadpool(walk.start)
    except BaseException:
        await _close(held)
        raise
    headers |= file.headers
    packer = None
    if wanted.takes_gzip:
        headers["Content-Encoding"] = "gzip"
        packer = zlib.compressobj(GZIP_LEVEL, wbits=_GZIP_WINDOW)
    chunks = _nothing() if request.scope.get(HEAD_ONLY) else _chunks(walk, first, packer)
    return _Stream(walk, chunks, data_of(request).settings.write_deadline_seconds, headers, form.media_type)


class _Stream(StreamingResponse):
    """A stream that gives its snapshot back at the end, and gives up on a client that does not read."""

    def __init__(
        self, walk: _Walk, chunks: AsyncIterator[bytes], patience: float, headers: dict[str, str], media_type: str
    ) -> None:
        super().__init__(chunks, headers=headers, media_type=media_type)
        self._walk, self._patience = walk, patience

    async def stream_response(self, send: Send) -> None:
        """Send chunk by chunk; each must be taken within the deadline, else the connection is dropped."""

        async def send_in_time(message: Message) -> None:
            with anyio.fail_after(self._patience):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        finally:
            await _close(self._walk.held)


async def _close(held: ExitStack) -> None:
    """Close a snapshot, whatever became of its reader; a server may take its time over it."""
    with anyio.CancelScope(shield=True):
        await run_in_threadpool(held.close)


async def _nothing() -> AsyncIterator[bytes]:
    """Yield nothing, as the body of an answer to HEAD."""
    return
    yield b""


async def _chunks(walk: _Walk, first: bytes, packer: Any) -> AsyncIterator[bytes]:
    chunk = first
    while True:
        packed = packer.compress(chunk) if packer else chunk
        if packed:
            yield packed
        if walk.done:
            break
        chunk = await run_in_threadpool(walk.chunk)
    if packer:
        yield packer.flush()
