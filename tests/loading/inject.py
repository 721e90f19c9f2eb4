"""Injects a fault into one system call of a load after another, or kills it at random times; run by `test_injected.py`.

Arguments: the database's URL, an empty folder, what runs (`load`, `import` or `migration`), and what happens: system
calls, with commas between them, and a fault (`fsync EIO`), or a number of kills. For each run it prints a line: what
was injected, whether it was met, how the command ended, the title in force, the number of its rows, and how many files
are left that should not be; and such a line after one more run at the end. Commands run in children, without a start.
"""

import random
import sqlite3
import sys
import time
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from unittest.mock import patch

import pytest

from app.cli.imports import read_shown
from app.database.release_files import connect_to
from app.loading.reference import Reference, reference_data
from app.loading.releases import load
from app.settings import Settings
from tests.compiling import compile_once
from tests.loading.kill_load import write
from tests.loading.trial import ROWS, Trial
from tests.migrating import migrate_once

MOST: Final = 10
"""How many times as many kills as were asked for, before one outcome is given up."""
NEAR: Final = 0.8
"""The part of its time after which a command is near its end."""


def few_codes() -> Reference:
    """Read the codes that the trade is of, and all open words."""
    rows = reference_data().rows
    kept = {"words": rows["words"]}
    for table, codes in (("areas", {"KAZ", "CHN"}), ("commodities", {"TOTAL"})):
        kept[table] = tuple(
            row | {"parent": None} for row in rows[table] if row.get("code") in codes or row.get("id") in codes
        )
    return Reference({**dict.fromkeys(rows, ()), **kept}, digest="0" * 64)


def prepare(what: str, folder: Path) -> None:
    """Do once what every child would do: import what commands import late, run the migrations, compile statements.

    An import is not run: polars would start threads, which a fork leaves behind.
    """
    for late in ("app.views.shown", "app.loading.statistics.jobs", "app.loading.statistics.importing"):
        import_module(late)
    few = few_codes()
    for module in ("dossiers", "statistics.importing"):
        patch(f"app.loading.{module}.reference_data", lambda *_: few).start()
    if what != "migration":
        for module in ("embedded", "server"):
            patch(f"app.loading.releases.{module}.migrate", migrate_once).start()
    empty = sqlite3.connect(":memory:", isolation_level=None)
    with connect_to(lambda: empty) as connection:
        migrate_once(connection)
    compile_once(pytest.MonkeyPatch())
    settings = Settings(database_url=f"sqlite:///{folder / 'first' / 'release.db'}")
    for title, events in ROWS.items():
        write(folder, title, events)
        load(folder / "a.toml", settings, shown=read_shown)


def kill(trial: Trial, kills: int) -> None:
    """Kill at random times, and then on near the end until both outcomes were seen."""
    start = time.monotonic()
    trial.tell("nothing", is_met=False, ended=trial.wait(trial.begin()))
    whole = time.monotonic() - start
    left: list[str] = []
    for _ in range(MOST * kills):
        if len(left) >= kills and len(set(left)) == len(ROWS):
            break
        seconds = random.uniform(0 if len(left) < kills else NEAR * whole, whole)  # noqa: S311  # any time will do
        is_met, ended = trial.killed(seconds)
        title = trial.tell("KILL", is_met=is_met, ended=ended)
        left += [title] if is_met else []
        if not is_met:  # it came too late
            whole = (whole + seconds) / 2
        elif len(left) > kills:  # towards the end
            whole *= 1.01
    trial.end()


def main(url: str, folder: Path, what: str, *happens: str) -> None:
    """Run until no fault is met any more, or as often as is asked."""
    with TemporaryDirectory() as first:
        prepare(what, Path(first))
    trial = Trial(url, folder, what)
    trial.write("after")
    if len(happens) == 1:
        kill(trial, int(happens[0]))
        return
    calls, fault = happens
    for call in calls.split(","):
        when, is_met = 0, True
        while is_met:
            when += 1
            is_met, ended = trial.injected(call, fault, when)
            trial.tell(f"{call}:{fault}", is_met=is_met, ended=ended)
    trial.end()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
