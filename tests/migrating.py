"""The migrations for tests: run once in a process for each engine, and then only what they ran."""

from typing import Any

from sqlalchemy import Connection, event, inspect

from app.loading.releases.tables import migrate

_MADE: dict[str, list[tuple[str, Any]]] = {}
"""The statements by which the migrations make all tables, by engine."""
_READS = ("SELECT", "PRAGMA", "SHOW")


def migrate_once(connection: Connection) -> None:
    """Run the migrations; from the second empty database on run only what they ran on the first."""
    kind = connection.dialect.name
    if inspect(connection).get_table_names():
        migrate(connection)
    elif kind in _MADE:
        for statement, parameters in _MADE[kind]:
            connection.exec_driver_sql(statement, parameters)
    else:
        run: list[tuple[str, Any]] = []

        def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            if not statement.lstrip().startswith(_READS):
                run.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        migrate(connection)
        event.remove(connection, "before_cursor_execute", note)
        _MADE[kind] = run
