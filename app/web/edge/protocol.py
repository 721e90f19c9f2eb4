"""HTTP/1.1 as the server speaks it, but that the byte cache is asked before a request becomes a task.

A task for each request, and a check of each header of an answer that went out before, cost twice what all else of a
cached answer does: with them it is at 0.75 of a bare application's constant bytes. What is out of the ordinary in a
connection (a pipeline, a client that does not read, a log of requests) is the server's own affair, and so is whatever
the cache does not know byte for byte.
"""

from time import perf_counter as now

from uvicorn._types import ASGI3Application  # what a method of the server is declared with
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.web.edge import REQUEST_ID_HEADER, request_id_of
from app.web.edge.cache import ByteCache


class CachedHttp(HttpToolsProtocol):
    """The server's protocol, which sends a cached answer itself: the bytes are those that the server would send."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Answer from the cache, or start the task that calls the application."""
        start, cache = now(), getattr(app, "outermost", None)
        is_plain = cycle.keep_alive and cycle.scope["method"] == "GET"
        is_busy = self.pipeline or self.flow.write_paused
        prepared = None
        if isinstance(cache, ByteCache) and is_plain and not is_busy and not cache.log.writes_all:
            prepared = cache.find(cycle.scope)
        if prepared is None:
            super()._start_asgi_task(cycle, app)
            return
        cycle.response_started = cycle.response_complete = True
        own = [b"%b: %b\r\n" % header for header in cycle.default_headers]
        end = b"%b: %b\r\n\r\n" % (REQUEST_ID_HEADER, request_id_of(cycle.scope["headers"]))
        self.transport.write(b"".join((STATUS_LINE[prepared.start["status"]], *own, prepared.lines, end)))
        self.transport.write(prepared.body["body"])
        prepared.tally.count(start)
        self.on_response_complete()
