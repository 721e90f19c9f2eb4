"""Loads one release after another, each of other rows, until its input ends; run by `test_walks.py`.

Arguments: the database's URL, a folder for the dossier, and the seconds between loads. Each release holds events that
carry its number, and a number of events that follows from it. It prints the number of each release when it is in force.
"""

import select
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final
from unittest.mock import patch

from app.loading.reference import reference_data
from app.loading.releases import load
from app.settings import Settings

FEWEST: Final = 25
SPREAD: Final = 5


def events_of(number: int) -> int:
    """Give how many events a release holds."""
    return FEWEST + number % SPREAD


def main(url: str, folder: Path, seconds: float) -> None:
    """Load until the input ends."""
    whole = reference_data()
    few = replace(whole, rows={**dict.fromkeys(whole.rows, ()), "words": whole.rows["words"]})
    patch("app.loading.dossiers.reference_data", lambda *_: few).start()
    settings = Settings(database_url=url)
    for number in count():
        entries = "".join(
            f'[[events]]\nid = "e{one:02}"\nname = "{number}"\nkind = "forum"\n' for one in range(events_of(number))
        )
        (folder / "a.toml").write_text(f'[source]\nid = "a"\nkind = "article"\ntitle = "{number}"\n{entries}')
        load(folder, settings)
        print(number, flush=True)  # noqa: T201  # the report
        if select.select([sys.stdin], [], [], seconds)[0]:
            return


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
