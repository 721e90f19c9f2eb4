"""Start the server: first check that there is a release to serve, then that the address is free."""

import errno
import os
import socket
import sys

import uvicorn

from app.cli.messages import fail, tell
from app.database import Unavailable
from app.loading.releases import in_force, is_stale
from app.settings import Settings, variables

STOP_SECONDS = 5
"""How long answers under way may take when the server is told to stop."""
_WORKER_SECONDS = 60
"""How long a worker may be silent before it is replaced; on a busy machine a start alone takes some of it."""


def lacks_release(settings: Settings) -> bool:
    """Return whether the embedded release is missing, or was made from the bundled seed of another version.

    Whatever is missing elsewhere is told and left to the operator: requests are refused until a release is there.
    """
    if settings.database_url is None and is_stale(settings):
        return True
    try:
        in_force(settings)
    except Unavailable as error:
        tell(f"there is nothing to serve yet: {error.reason}", error=True)
    return False


def run(settings: Settings) -> None:
    """Serve until told to stop; leaves with an error when the address is taken or the application does not start."""
    port = _free_port(settings)
    for name in ("host", "port", "workers"):  # workers read their settings anew
        os.environ[variables()[name]] = str(getattr(settings, name))
    address = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{port}"
    tell(f"tradefacts serves {address}, with its documentation at {address}/docs (Ctrl+C stops it)")
    uvicorn.run(
        "app.main:create_app",
        factory=True,
        host=settings.host,
        port=port,
        workers=settings.workers,
        log_config=log_config(settings),
        access_log=False,  # its own lines hold the query
        proxy_headers=False,
        server_header=False,
        ws="none",
        http="app.web.edge.protocol:CachedHttp",
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=_WORKER_SECONDS,
    )
    if settings.workers > 1:  # they have ended; to take apart all that is imported here would take longer than they may
        sys.stdout.flush()
        os._exit(0)


def log_config(settings: Settings) -> dict[str, object]:
    """Return how this program and what it stands on log: for `logging.config`, in this process and in each worker."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "app.web.edge.logs.make_formatter", "form": settings.log_format}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {name: {"level": "INFO"} for name in ("tradefacts", "uvicorn")},
    }


def _free_port(settings: Settings) -> int:
    """Return the port to listen on, when nobody else does; the server itself would only log that it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        settings.host.encode("idna")  # create_server would leave its socket open
        with socket.create_server((settings.host, settings.port), family=family) as listening:
            port: int = listening.getsockname()[1]
    except (OSError, UnicodeError) as error:
        reason = str(error.strerror).partition(" (while")[0] if isinstance(error, OSError) else "no name of a host"
        is_taken = isinstance(error, OSError) and error.errno == errno.EADDRINUSE
        better = f"; set {variables()['port']} to another" if is_taken else ""
        raise fail(f"cannot listen on {settings.host} port {settings.port}: {reason}{better}") from None
    return port
