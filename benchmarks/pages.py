"""What a page costs: asked for again, for the first time, and as the data grow."""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from app.vocabulary.period import Period
from app.web.answers.listing import cursor_scope, parameters_of
from app.web.questions import cursors
from benchmarks import servers
from benchmarks.data import FLOWS, PERIODS, SOURCE, Rows
from benchmarks.measure import Cost, Effort, Question, ask, interleaved
from benchmarks.releases import Releases
from benchmarks.report import Line
from benchmarks.servers import UNCACHED, Server

FIELDS: Final = "reporter,partner,flow,period,commodity,source,primary_value,net_weight"
"""The members that hold what the peers' eight columns hold."""
_LOGGED: Final = {"TRADEFACTS_LOG_REQUESTS": "true"}
COLUMNS: Final = "reporter,partner,flow,period,commodity,source,primary_value_amount,net_weight_amount"
"""What the peers are asked for, from the table itself."""
_LIST: Final = "/v1/trade-flows"
_BY: Final = {"by": "flow,chapter"}
_WANTED: Final = {
    "soul-cli": 1.5,
    "Datasette, canned SQL": 3,
    "Django REST framework": 6,
    "Datasette, table page": 60,
}
"""The peers, with how many times their cost may be of ours at least."""
PAGE: Final = 50
_PAGES: Final = 200
_SMALL: Final = "10k"

Asked = dict[str, str]


def again(releases: Releases, size: str, effort: Effort) -> Iterator[Line]:
    """Compare a page asked for again with a bare application's constant bytes of the same size."""
    page = path_of(asked(size)[0])
    url = releases.sqlite(size)
    with ExitStack() as stack:
        start = stack.enter_context
        quiet, logging = start(servers.ours("ours", url, {})), start(servers.ours("ours-logging", url, _LOGGED))
        body, tag = quiet.get(page)
        bare = start(servers.bare("bare", len(body)))
        bare_logging = start(servers.bare("bare-logging", len(body), log=True))
        questions = {
            "ours": ask(quiet, page),
            "bare": ask(bare, "/"),
            "304": ask(quiet, page, **{"If-None-Match": tag or ""}),
            "ours, log on": ask(logging, page),
            "bare, log on": ask(bare_logging, "/"),
        }
        costs = interleaved(questions, effort)
    said = f"page again, {len(body):,} bytes"
    yield compared(said, costs["ours"], "bare uvicorn", costs["bare"], 0.85)
    yield compared(f"{said}, logs on", costs["ours, log on"], "bare uvicorn", costs["bare, log on"], 0.6)
    yield compared("304", costs["304"], "bare uvicorn's page", costs["bare"], 1)


def first(releases: Releases, size: str, effort: Effort) -> Iterator[Line]:
    """Compare a page asked for the first time with the peers' page of the same rows."""
    pages = asked(size)
    with ExitStack() as stack:
        own = {engine: stack.enter_context(_uncached(releases, engine, size)) for engine in ("SQLite", "PostgreSQL")}
        questions = _peers(stack, releases.peers_file(size), pages)
        for engine, server in own.items():
            questions[f"cut, {engine}"] = ask(server, *(path_of(page, fields=FIELDS) for page in pages))
            questions[f"whole, {engine}"] = ask(server, *map(path_of, pages))
        hold_same_goods(questions)
        costs = interleaved(questions, effort)
    for peer, wanted in _WANTED.items():
        yield compared("page, 8 columns", costs["cut, SQLite"], peer, costs[peer], wanted)
        yield compared("page, whole labelled rows", costs["whole, SQLite"], peer, costs[peer], wanted / 2)
    yield compared("page, 8 columns, PostgreSQL", costs["cut, PostgreSQL"], "ours on SQLite", costs["cut, SQLite"], 0.5)
    yield compared("page, whole, PostgreSQL", costs["whole, PostgreSQL"], "ours on SQLite", costs["whole, SQLite"], 0.5)


def growth(releases: Releases, size: str, effort: Effort) -> Iterator[Line]:
    """Compare what pages cost at this size with what they cost at ten thousand rows."""
    for engine in ("SQLite", "PostgreSQL"):
        with ExitStack() as stack:
            questions = {}
            for rows in (_SMALL, size):
                server = stack.enter_context(_uncached(releases, engine, rows))
                for what, paths in _kinds(server, rows).items():
                    questions[what, rows] = ask(server, *paths)
            costs = interleaved(questions, effort)
        for what, rows in questions:
            if rows == size:
                yield _grown(f"{what}, {engine}", costs[what, size], costs[what, _SMALL])


def _kinds(server: Server, size: str) -> dict[str, list[str]]:
    """Give the paths of each kind of question whose cost may not grow."""
    pages = asked(size)
    return {
        "first page of all": [_LIST],
        "page at nine tenths": [_deep(server, size)],
        "filtered page": list(map(path_of, pages)),
        "summary of pair and year": list(map(summary_of, pages)),
    }


def asked(size: str) -> list[Asked]:
    """Choose pairs, flows and periods at random, each of which has more rows than a page."""
    chosen = random.Random(0)  # noqa: S311  # the same pages every time
    pages = []
    for _ in range(_PAGES):
        reporter, partner = chosen.choice(Rows(size).pairs)
        flow, period = chosen.choice(FLOWS), chosen.choice(PERIODS)
        pages.append({"reporter": reporter, "partner": partner, "flow": flow, "period": period})
    return pages


def path_of(page: Asked, **more: str) -> str:
    """Give our path of a page."""
    return f"{_LIST}?{urlencode({**page, **more})}"


def summary_of(page: Asked) -> str:
    """Give our path of the sums over the pair and the year of a page."""
    pair = {name: page[name] for name in ("reporter", "partner", "period")}
    return f"{_LIST}/summary?{urlencode({**pair, **_BY})}"


def _deep(server: Server, size: str) -> str:
    """Make the cursor that a client who walked through nine tenths of all rows would hold."""
    rows = Rows(size)
    reporter, partner, flow, period, good, *_ = rows.row(rows.count * 9 // 10)
    key = (reporter, partner, flow, Period.parse(period).recency, good, SOURCE, 0)
    meta = json.loads(server.get(f"{_LIST}?limit=1")[0])["meta"]
    return f"{_LIST}?cursor={cursors.write(meta['release'], cursor_scope(_LIST, parameters_of(meta['query'])), key)}"


def _peers(stack: ExitStack, file: Path, pages: Sequence[Asked]) -> dict[str, Question]:
    """Start the peers, and ask each for the same pages in its own way."""
    keys = [_key(page) for page in pages]
    soul, datasette, django = (
        stack.enter_context(start(file)) for start in (servers.soul, servers.datasette, servers.django)
    )
    filters = [",".join(f"{name}:{value}" for name, value in key.items()) for key in keys]
    cut = [urlencode({"_limit": str(PAGE), "_schema": COLUMNS, "_filters": one}) for one in filters]
    return {
        "soul-cli": ask(soul, *(f"/api/tables/trade_flows/rows?{one}" for one in cut)),
        "Datasette, canned SQL": ask(datasette, *(f"/peers/page.json?{urlencode(key)}" for key in keys)),
        "Datasette, table page": ask(
            datasette, *(f"/peers/trade_flows.json?_size=50&{urlencode(key)}" for key in keys)
        ),
        "Django REST framework": ask(django, *(f"/trade-flows?{urlencode(key)}" for key in keys)),
    }


def hold_same_goods(questions: Mapping[str, Question]) -> None:
    """Raise when servers do not answer their first question with the same 50 goods."""
    answers = {name: question.server.get(question.paths[0])[0] for name, question in questions.items()}
    goods = {name: set(re.findall(rb'H6-[0-9]{6}(?=")', answer)) for name, answer in answers.items()}
    ours = next(iter(goods.values()))
    odd = [name for name, found in goods.items() if len(found) != PAGE or found != ours]
    if odd:
        raise RuntimeError(f"these do not answer with the page that ours does: {', '.join(odd)}")


def _key(page: Asked) -> Asked:
    """Say in the columns of the table's key what a page's filters say."""
    key = {name: value for name, value in page.items() if name != "period"}
    return {**key, "recency": str(Period.parse(page["period"]).recency)}


def _uncached(releases: Releases, engine: str, size: str) -> AbstractContextManager[Server]:
    if engine == "SQLite":
        return servers.ours(f"ours-sqlite-{size}", releases.sqlite(size), UNCACHED)
    return servers.ours(f"ours-postgres-{size}", releases.postgres(size), UNCACHED, releases.server.pid)


def compared(what: str, own: Cost, beside: str, other: Cost, wanted: float | None = None) -> Line:
    """Say how many times the cost of ours the other's is."""
    return Line(
        what=what, ours=str(own), beside=beside, theirs=str(other), ratio=other.micros / own.micros, wanted=wanted
    )


def _grown(what: str, large: Cost, small: Cost) -> Line:
    ratio = large.micros / small.micros
    return Line(
        what=what, ours=str(large), beside="at 10k rows", theirs=str(small), ratio=ratio, wanted=1.3, at_most=True
    )
