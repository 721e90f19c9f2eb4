"""Whole lists as CSV or JSON Lines: streamed in chunks from one snapshot, under a deadline for slow readers."""

import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from typing import Final

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Send

from app.web.answers.listing import Question
from app.web.answers.responses import GZIP_LEVEL, BodyAndHeaders, RequestPreconditions, answer_lazily
from app.web.edge import HEAD_ONLY
from app.web.rows.formats import Notation
from app.web.snapshot import Snapshot, snapshots_of

Ask = Callable[[Snapshot], Question]

_FIRST_ROWS: Final = 100
"""Rows before the first byte: as many as a page or two."""
_ROWS: Final = 350
"""Rows that are read and written at a time: with what is made of them they fit into a processor's cache."""
_CHUNK: Final = 1 << 19
"""Bytes that are sent at a time, about: the way to a thread and back takes as long as dozens of rows."""
_GZIP_WINDOW: Final = 31


@dataclass(frozen=True, slots=True)
class _File:
    """A whole list as a file."""

    question: Question
    notation: Notation

    @property
    def address(self) -> str:
        """The address of the list, which several notations share."""
        return f"{self.notation.suffix} {self.question.address}"

    @property
    def headers(self) -> dict[str, str]:
        """The header that names the file."""
        return {"Content-Disposition": f'attachment; filename="{self.question.collection.name}.{self.notation.suffix}"'}

    def make(self) -> BodyAndHeaders:
        """Build the file at one go."""
        text = self.question.head(self.notation) + self.question.fetch(self.notation, None, sys.maxsize).text
        return text, self.headers

    def chunks(self) -> Iterator[bytes]:
        """Yield the file in chunks, of which the first is small."""
        fetched = self.question.fetch(self.notation, None, _FIRST_ROWS)
        yield self.question.head(self.notation) + fetched.text
        pieces: list[bytes] = []
        while fetched.last_key is not None:
            fetched = self.question.fetch(self.notation, fetched.last_key, _ROWS)
            pieces.append(fetched.text)
            if fetched.last_key is None or sum(map(len, pieces)) >= _CHUNK:
                yield b"".join(pieces)
                pieces.clear()


async def answer_export(request: Request, ask: Ask, notation: Notation) -> Response:
    """Answer a whole list as a file, made at one go."""
    return await answer_lazily(request, lambda snapshot: _File(ask(snapshot), notation), notation.media_type)


async def stream_export(request: Request, ask: Ask, notation: Notation) -> Response:
    """Answer a whole list as a file, streamed; a failure in the first chunk is still answered as a problem."""
    preconditions = RequestPreconditions.of(request, notation.media_type)
    stack = ExitStack()
    try:
        snapshot = await run_in_threadpool(stack.enter_context, snapshots_of(request).export())
        file = _File(ask(snapshot), notation)
        headers = preconditions.headers_of(snapshot.release.digest, file.address)
        if not_modified := preconditions.not_modified(headers):
            await _close(stack)
            return not_modified
        chunks = file.chunks()
        first = await run_in_threadpool(next, chunks)
    except BaseException:
        await _close(stack)
        raise
    headers |= file.headers
    body: Iterable[bytes] = () if request.scope.get(HEAD_ONLY) else chain((first,), chunks)
    if preconditions.takes_gzip:
        headers["Content-Encoding"] = "gzip"
        body = body and _gzipped(body)
    write_seconds = snapshots_of(request).settings.write_deadline_seconds
    return _Stream(stack, write_seconds, body, headers=headers, media_type=notation.media_type)


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks compressed."""
    compressor = zlib.compressobj(GZIP_LEVEL, wbits=_GZIP_WINDOW)
    yield from filter(None, map(compressor.compress, chunks))
    yield compressor.flush()


class _Stream(StreamingResponse):
    """A stream that gives its snapshot back at the end, and gives up on a client that does not read."""

    def __init__(
        self, stack: ExitStack, write_seconds: float, body: Iterable[bytes], headers: dict[str, str], media_type: str
    ) -> None:
        super().__init__(body, headers=headers, media_type=media_type)
        self._stack, self._write_seconds = stack, write_seconds

    async def stream_response(self, send: Send) -> None:
        """Send chunk by chunk; each must be taken within the deadline, else the connection is dropped."""

        async def send_in_time(message: Message) -> None:
            with anyio.fail_after(self._write_seconds):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        finally:
            await _close(self._stack)


async def _close(stack: ExitStack) -> None:
    """Close a snapshot even when the request was cancelled; in a thread, for a server may take its time."""
    with anyio.CancelScope(shield=True):
        await run_in_threadpool(stack.close)
