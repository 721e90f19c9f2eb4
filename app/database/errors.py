"""What errors of the two drivers mean: trouble with the file, the server or the moment, or a statement of ours."""

import sqlite3
from typing import Final

import psycopg
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.database import Busy, TooSlow, TranslatedErrors, Unavailable, driver_error

_MACHINE_ERRORS: Final = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}
"""Errors of the file or the machine, never of the statement."""

_UNAVAILABLE: Final = ("08", "25", "28", "3D", "40", "42501", "53", "55", "57", "58", "XX")
"""SQLSTATE, classes and one whole: what blames the server, its grants or the moment, not the statement."""
_CANCELLED: Final = "57014"


def of_files(error: BaseException) -> Unavailable | None:
    """Return what an error of SQLite or of the file means; None for an error of the statement."""
    original = driver_error(error)
    code = getattr(original, "sqlite_errorcode", None)
    if code is None:
        return None
    if code & 0xFF == sqlite3.SQLITE_INTERRUPT:
        return TooSlow()
    return Unavailable(f"the release cannot be read: {original}") if code & 0xFF in _MACHINE_ERRORS else None


def of_servers(error: BaseException) -> Unavailable | None:
    """Return what an error of the server, the network or the pool means; None for an error of the statement."""
    if isinstance(error, PoolTimeout):
        return Busy("all connections to the database are busy")
    original = driver_error(error)
    if not isinstance(original, psycopg.Error):
        return None
    state = original.sqlstate
    if state == _CANCELLED:
        return TooSlow()
    # An error of the connection without a state: there is no server, or none any more, at the other end.
    is_lost = state is None and isinstance(original, psycopg.OperationalError)
    if is_lost or (state or "").startswith(_UNAVAILABLE):
        reason = str(original).strip().partition("\n")[0]
        return Unavailable(f"the database cannot be used: {reason}")
    return None


ERRORS_OF_FILES: Final = TranslatedErrors(of_files)
ERRORS_OF_SERVERS: Final = TranslatedErrors(of_servers)
