"""Kills a load at one line of the loader after another, and says what it left each time; run by `test_killed.py`.

Arguments: the database's URL, a folder for dossiers, and by how many lines to go on, which may be given several times;
by none, only the lines by which a file is published are gone through. For every kill it prints the number of the line,
the number of events in force and the title of the source; at last the same of the line at which it ended, how many
files are there, and an empty line.
"""

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Final
from unittest.mock import patch

from sqlalchemy import text

import app
from app.database import connect, release_in_force
from app.loading.reference import Reference, reference_data
from app.loading.releases import load
from app.loading.releases.embedded import EmbeddedBuilder
from app.loading.releases.files import keep, prune
from app.settings import Settings
from tests.migrating import migrate_once

WATCHED: Final = tuple(
    str(Path(app.__file__).parent / name)
    for name in (
        "loading/releases/__init__.py",
        "loading/releases/embedded.py",
        "loading/releases/files.py",
        "loading/releases/server.py",
        "loading/releases/history.py",
        "loading/releases/tables.py",
    )
)
"""Where it matters in which order things are done."""


def main(url: str, folder: Path, *steps: int) -> None:
    """Kill loads of five events over three, until one comes through; begin anew with each step."""
    read_few_codes()
    for module in ("embedded", "server"):
        patch(f"app.loading.releases.{module}.migrate", migrate_once).start()
    settings = Settings(database_url=url)
    write(folder, "before", 3)
    load(folder, settings)
    kept = _keep(settings, folder)
    for step in steps:
        _go_through(settings, folder, kept, step)
        _restore(settings, folder, kept)


def _go_through(settings: Settings, folder: Path, kept: Path, step: int) -> None:
    line = 1
    while True:
        write(folder, "after", 5)
        killed = _killed(settings, folder, line, is_of_publication=step == 0)
        files = [] if killed or not settings.release_path else [len(list(settings.release_path.parent.iterdir()))]
        print(line, "killed" if killed else "ended", *_state(settings), *files, flush=True)  # noqa: T201  # the report
        if not killed:
            print(flush=True)  # noqa: T201  # the end of a part of it
            return
        _restore(settings, folder, kept)
        line += step or 1


def _killed(settings: Settings, folder: Path, line: int, *, is_of_publication: bool) -> bool:
    child = os.fork()
    if child == 0:
        killer, publish = _killer(line), EmbeddedBuilder.publish

        followed = {step.__code__ for step in (publish, keep, prune)}

        def watched(*arguments: Any) -> None:
            sys.settrace(lambda frame, *_: killer(frame, *_) if frame.f_code in followed else None)
            publish(*arguments)
            sys.settrace(None)

        if is_of_publication:
            patch.object(EmbeddedBuilder, "publish", watched).start()
        else:
            sys.settrace(killer)
        load(folder, settings)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _killer(line: int) -> Any:
    left = [line]

    def on_line(_: FrameType, event: str, __: Any) -> Any:
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return on_line

    def on_call(frame: FrameType, _: str, __: Any) -> Any:
        return on_line if frame.f_code.co_filename in WATCHED else None

    return on_call


def _state(settings: Settings) -> tuple[int, str]:
    database = connect(settings)
    try:
        with database.snapshot() as connection:
            release_in_force(connection)
            events = connection.execute(text("SELECT count(*) FROM events")).scalar_one()
            title = connection.execute(text("SELECT title FROM sources")).scalar_one()
    finally:
        database.close()
    return events, title


def _keep(settings: Settings, folder: Path) -> Path:
    kept = folder.parent / "kept"
    if settings.release_path:
        shutil.copytree(settings.release_path.parent, kept)
    return kept


def _restore(settings: Settings, folder: Path, kept: Path) -> None:
    """Put the first release back, and leave what the killed load left lying about."""
    if settings.release_path:
        shutil.copytree(kept, settings.release_path.parent, dirs_exist_ok=True)
    elif _state(settings)[1] == "after":
        write(folder, "before", 3)
        load(folder, settings)


def write(folder: Path, title: str, events: int) -> None:
    entries = "".join(f'[[events]]\nid = "e{one}"\nname = "{title}"\nkind = "forum"\n' for one in range(events))
    (folder / "a.toml").write_text(f'[source]\nid = "a"\nkind = "article"\ntitle = "{title}"\n{entries}')


def read_few_codes() -> None:
    words = {"words": reference_data().rows["words"]}
    few = Reference({**dict.fromkeys(("areas", "commodities", "actors"), ()), **words}, digest="0" * 64)
    patch("app.loading.dossiers.reference_data", lambda *_: few).start()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *map(int, sys.argv[3:]))
