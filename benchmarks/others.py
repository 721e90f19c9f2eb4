"""Servers that hold a file in memory and look through it: compared once, at ten thousand rows, where all can follow."""

import csv
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from benchmarks import servers
from benchmarks.data import DATA
from benchmarks.measure import Effort, ask, interleaved
from benchmarks.pages import COLUMNS, FIELDS, PAGE, asked, compared, hold_same_goods, path_of
from benchmarks.releases import Releases
from benchmarks.report import Line
from benchmarks.servers import PEERS, UNCACHED

_SIZE: Final = "10k"


def others(releases: Releases, _: str, effort: Effort) -> Iterator[Line]:
    """Compare a page of eight columns with ROAPI and json-server, whatever the size of the other measures."""
    table = _table(releases.peers_file(_SIZE))
    pages = asked(_SIZE)
    with ExitStack() as stack:
        own = stack.enter_context(servers.ours("ours-beside-others", releases.sqlite(_SIZE), UNCACHED))
        roapi = stack.enter_context(servers.roapi(table))
        json_server = stack.enter_context(servers.json_server(_json(table)))
        shown = {"columns": COLUMNS, "limit": str(PAGE)}
        questions = {
            "ours": ask(own, *(path_of(page, fields=FIELDS) for page in pages)),
            "ROAPI": ask(roapi, *(f"/api/tables/trade_flows?{urlencode(shown | _filters(page))}" for page in pages)),
            "json-server": ask(json_server, *(f"/trade_flows?{urlencode({**page, '_limit': PAGE})}" for page in pages)),
        }
        hold_same_goods(questions)
        costs = interleaved(questions, effort)
    for peer in ("ROAPI", "json-server"):
        yield compared("page, 8 columns, 10k rows", costs["ours"], f"{peer}, in memory", costs[peer])


def _filters(page: dict[str, str]) -> dict[str, str]:
    """Write filters as ROAPI reads them: it took the column of years for numbers."""
    quoted = {f"filter[{name}]": f"'{value}'" for name, value in page.items() if name != "period"}
    return {**quoted, "filter[period]": page["period"]}


def _table(file: Path) -> Path:
    table = DATA / _SIZE / "trade_flows.csv"
    command: list[str | Path] = ["sqlite3", "-readonly", "-csv", "-header", file, f".read {PEERS / 'columns.sql'}"]
    with table.open("wb") as out:
        subprocess.run(command, stdout=out, check=True)  # noqa: S603  # a program of the machine
    return table


def _json(table: Path) -> Path:
    path = table.with_suffix(".json")
    with table.open(encoding="utf-8", newline="") as file:
        path.write_text(json.dumps({"trade_flows": list(csv.DictReader(file))}))
    return path
