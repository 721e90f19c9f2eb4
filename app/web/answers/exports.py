"""Whole lists as CSV or JSON Lines from one snapshot: small ones at one go, others streamed to readers in time."""

import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any, Final, Protocol

from anyio import CancelScope, fail_after, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Send

from app.database import Unavailable
from app.database.threads import in_turn
from app.web.answers.listing import Question
from app.web.answers.responses import GZIP_LEVEL, BodyAndHeaders, RequestPreconditions, answer
from app.web.edge import HEAD_ONLY
from app.web.questions.queries import Table
from app.web.rows.cells import Row
from app.web.rows.formats import ZIP, Notation
from app.web.schemas import Out
from app.web.snapshot import Snapshot, snapshots_of


class File(Protocol):
    """A file that is made from one snapshot."""

    @property
    def address(self) -> str:
        """What tells it from all others of a release."""

    def begin(self) -> tuple[Iterator[bytes], bool]:
        """Return its chunks, which are made as they are asked for, and whether it may be small."""


Threads = Callable[..., Awaitable[Any]]
"""Runs a step of an export in a thread: its function, and what it is given."""
_LOG: Final = logging.getLogger("tradefacts")
_FIRST_ROWS: Final = 100
"""Rows before the first byte: as many as a page or two."""
_ROWS: Final = 350
"""Rows that are read and written at a time: with what is made of them they fit into a processor's cache."""
_CHUNK: Final = 1 << 19
"""Bytes that are sent at a time, about: the way to a thread and back takes as long as dozens of rows."""
_LARGEST_WHOLE: Final = 8 << 20
"""Bytes of a file that is made before it is sent: clients that read by URL ask for its length, and for parts of it."""
_MOST_PACKED: Final = 64
"""Chunks that are packed before the first is sent: of half a megabyte each, they take some ten seconds."""
_GZIP_WINDOW: Final = 31


@dataclass(frozen=True, slots=True)
class ListFile:
    """A whole list as a file."""

    question: Question
    notation: Notation

    @property
    def address(self) -> str:
        """The address of the list, which several notations share."""
        return f"{self.notation.suffix} {self.question.address}"

    def begin(self) -> tuple[Iterator[bytes], bool]:
        """Read the first rows; return the chunks, and whether these rows promise that it is small."""
        first, after = self._first()
        is_small = after is None or self.question.count(_LARGEST_WHOLE * _FIRST_ROWS // len(first))[1]
        return self._chunks(first, after), is_small

    def chunks(self) -> Iterator[bytes]:
        """Yield the file in chunks, however large it is."""
        return self._chunks(*self._first())

    def _first(self) -> tuple[bytes, Sequence[object] | None]:
        """Read the head and the first rows; return them, and the key after which others follow."""
        fetched = self.question.fetch(self.notation, None, _FIRST_ROWS)
        return self.notation.head(self.question.selection.members) + fetched.text, fetched.last_key

    def _chunks(self, first: bytes, after: Sequence[object] | None) -> Iterator[bytes]:
        """Yield the first chunk, and the rows after a key in others."""
        yield first
        pieces: list[bytes] = []
        while after is not None:
            fetched = self.question.fetch(self.notation, after, _ROWS)
            after = fetched.last_key
            pieces.append(fetched.text)
            if after is None or sum(map(len, pieces)) >= _CHUNK:
                yield b"".join(pieces)
                pieces.clear()


async def answer_export(request: Request, open_file: Callable[[Snapshot], File], media_type: str) -> Response:
    """Answer a whole list as a file: up to some megabytes at one go, so that its length is known; streamed beyond."""
    preconditions = RequestPreconditions.of(request, media_type)
    if media_type == ZIP:  # which is compressed as it is
        preconditions = preconditions._replace(takes_gzip=False)
    named = {"Content-Disposition": f'attachment; filename="{request.scope["path"].rpartition("/")[2]}"'}
    stack = ExitStack()
    threads = partial(to_thread.run_sync, limiter=snapshots_of(request).export_threads)
    try:
        snapshot = await threads(stack.enter_context, snapshots_of(request).export())
        file = open_file(snapshot)
        headers = preconditions.headers_of(snapshot.release.digest, file.address, snapshot.as_of)
        ready = preconditions.not_modified(headers)
        if ready is None:
            rest, is_small = await threads(in_turn, file.begin)
            first, is_whole = await _while_small(rest, threads) if is_small else ([], False)
            if is_whole:
                whole = partial(preconditions.whole, headers, (b"".join(first), named), media_type)
                ready = preconditions.part_of(await threads(in_turn, whole))
    except BaseException:
        await _close(stack)
        raise
    if ready is not None:
        await _close(stack)
        return ready
    headers |= named
    body: Iterable[bytes] = () if request.scope.get(HEAD_ONLY) else chain(first, rest)
    if preconditions.takes_gzip:
        headers["Content-Encoding"] = "gzip"
        body = body and _gzipped(body)
    write_seconds = snapshots_of(request).settings.write_deadline_seconds
    return _Stream(stack, write_seconds, _in_threads(iter(body), threads), headers=headers, media_type=media_type)


async def answer_table(
    request: Request, out: type[Out], name: str, query: Table, rows: Callable[[Snapshot], Sequence[Row]]
) -> Response:
    """Answer with one CSV table, a file of this name, of the columns asked for of rows made from one snapshot."""
    notation = query.notation(out)

    def make(snapshot: Snapshot) -> BodyAndHeaders:
        body = notation.head(notation.members) + notation.rows(notation.members, rows(snapshot))
        return body, {"Content-Disposition": f'attachment; filename="{name}.csv"'}

    return await answer(request, make, notation.media_type, takes_long=True)


async def _while_small(chunks: Iterator[bytes], threads: Threads) -> tuple[list[bytes], bool]:
    """Return the first chunks of a file, all where it is small, and whether that is so."""
    first: list[bytes] = []
    async for chunk in _in_threads(chunks, threads):
        first.append(chunk)
        if len(first) == _MOST_PACKED or sum(map(len, first)) > _LARGEST_WHOLE:
            return first, False
    return first, True


async def _in_threads(chunks: Iterator[bytes], threads: Threads) -> AsyncIterator[bytes]:
    """Yield chunks that are made in threads, each in a turn of its own."""
    while (chunk := await threads(in_turn, next, chunks, None)) is not None:
        yield chunk


def _gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield chunks compressed."""
    compressor = zlib.compressobj(GZIP_LEVEL, wbits=_GZIP_WINDOW)
    yield from filter(None, map(compressor.compress, chunks))
    yield compressor.flush()


class _Stream(StreamingResponse):
    """A stream that gives its snapshot back at the end, and gives up on a client that does not read.

    Where its database goes away it is cut: who asked sees no end of it.
    """

    def __init__(
        self, stack: ExitStack, seconds: float, body: AsyncIterator[bytes], headers: dict[str, str], media_type: str
    ) -> None:
        super().__init__(body, headers=headers, media_type=media_type)
        self._stack, self._write_seconds = stack, seconds

    async def stream_response(self, send: Send) -> None:
        """Send chunk by chunk; each must be taken within the deadline, else the connection is dropped."""

        async def send_in_time(message: Message) -> None:
            with fail_after(self._write_seconds):
                await send(message)

        try:
            await super().stream_response(send_in_time)
        except Unavailable as error:  # too late to say so: the server sees that this is no whole answer, and closes
            _LOG.warning("an export was cut", extra={"reason": error.reason})
        finally:
            await _close(self._stack)


async def _close(stack: ExitStack) -> None:
    """Close a snapshot even when the request was cancelled; in a thread, for a server may take its time."""
    with CancelScope(shield=True):
        await run_in_threadpool(stack.close)
