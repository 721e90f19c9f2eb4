"""A server that runs while tests ask it, as `tradefacts serve` would run it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from app.main import create_app
from app.settings import Settings
from app.web.edge.protocol import CachedHttp


@dataclass(frozen=True, slots=True)
class Server:
    """The engine behind a server, and the port it listens on."""

    engine: str
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serve(engine: str, settings: Settings) -> Iterator[Server]:
    """Serve in a thread, on a port that the system chooses."""
    config = uvicorn.Config(
        create_app(settings),
        port=0,
        access_log=False,
        log_level="error",
        proxy_headers=False,
        ws="none",
        http=CachedHttp,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    assert server.started, "the server did not start"
    try:
        yield Server(engine, server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
