"""A client of a process of its own, which asks a server for all kinds of things; prints how often each status came.

    python -m tests.attacks.clients PORT SEED COUNT

One request in twenty is wrong. The questions of a seed are always the same; those of two have little in common.
"""

import json
import random
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

BAD = 0.05
AGAIN = 0.6
"""How often a request is one that the same client made before."""
REMEMBERED = 300
LISTS = (
    *("trade-flows", "events", "agreements", "commodities", "plans", "indicators", "sources", "evidence"),
    *("checks", "derived", "areas", "actors", "vocabulary", "availability", "changes", "releases"),
)
CHEAP = tuple(name for name in LISTS if name not in ("checks", "derived"))
PAGES = ("/", "/verify", "/read", "/docs", "/llms.txt", "/style.css", "/openapi.json", "/live", "/ready", "/metrics")
WORDS = ("copper", "wheat", "grain", "oil", "trade", "Xi'an", "rail", "xyzzy", "meat", "gas", "steel", "visit")


class Question(NamedTuple):
    """A request: its address, and the body of one that posts."""

    target: str
    body: bytes | None = None


class Known(NamedTuple):
    """What there is to ask for."""

    ids: dict[str, list[str]]
    pairs: list[tuple[str, str]]
    releases: list[str]


def fetch(connection: HTTPConnection, question: Question) -> tuple[int, bytes]:
    """Ask, and read the answer to its end."""
    kind = {"Content-Type": "application/json"} if question.body is not None else {}
    connection.request("GET" if question.body is None else "POST", question.target, question.body, kind)
    answer = connection.getresponse()
    return answer.status, answer.read()


def learn(connection: HTTPConnection) -> Known:
    """Read the ids of all lists."""
    ids = {}
    for name in LISTS:
        status, body = fetch(connection, Question(f"/v1/{name}.jsonl?fields=id"))
        assert status == 200, (name, status, body[:300])
        ids[name] = [json.loads(line)["id"] for line in body.splitlines()]
    pairs = sorted({tuple(one.split(".")[:2]) for one in ids["availability"]})
    releases = [str(number) for number in range(1, len(ids["releases"]) + 1)]
    return Known(ids, pairs, releases)


def questions(known: Known, chance: random.Random) -> Iterator[Question]:
    """Draw requests on and on."""
    kinds: list[tuple[Callable[[Known, random.Random], Question], int]] = [
        *((_list, 25), (_item, 25), (_flows, 15), (_relation, 8), (_claim, 8), (_claims, 2), (_text, 3), (_search, 4)),
        *((_summary, 3), (_export, 2), (_page, 2), (_citation, 3), (_dated, 2)),
    ]
    drawn, weights = zip(*kinds, strict=True)
    before: deque[Question] = deque(maxlen=REMEMBERED)
    while True:
        if chance.random() < BAD:
            yield _bad(known, chance)
        elif before and chance.random() < AGAIN:
            yield chance.choice(before)
        else:
            before.append(chance.choices(drawn, weights)[0](known, chance))
            yield before[-1]


def _pair(known: Known, chance: random.Random) -> tuple[str, str]:
    if chance.random() < 0.7:
        return chance.choice(known.pairs)
    one, other = chance.sample([code for code in known.ids["areas"] if len(code) == 3], 2)
    return one, other


def _list(known: Known, chance: random.Random) -> Question:
    name = chance.choice(LISTS if chance.random() < 0.2 else CHEAP)
    asked: dict[str, Any] = {"limit": chance.randint(1, 30)}
    if chance.random() < 0.2:
        asked["count"] = "true"
    if chance.random() < 0.2:
        asked["id"] = chance.choice(known.ids[name])
    return Question(f"/v1/{name}?{urlencode(asked)}")


def _item(known: Known, chance: random.Random) -> Question:
    name = chance.choice(LISTS)
    return Question(f"/v1/{name}/{quote(chance.choice(known.ids[name]))}")


def _flows(known: Known, chance: random.Random) -> Question:
    reporter, partner = _pair(known, chance)
    asked: dict[str, Any] = {"reporter": reporter, "partner": partner, "limit": chance.randint(1, 30)}
    if chance.random() < 0.5:
        asked["period"] = chance.randint(2015, 2024)
    if chance.random() < 0.3:
        asked["primary_value_gte"] = chance.randint(1, 10**10)
    if chance.random() < 0.3:
        asked["prefer"] = chance.choice(("official", "latest"))
    return Question(f"/v1/trade-flows?{urlencode(asked)}")


def _relation(known: Known, chance: random.Random) -> Question:
    a, b = _pair(known, chance)
    return Question(f"/v1/relations/{a}/{b}{chance.choice(('', '/mirror', '?brief=true', '/mirror.csv'))}")


def _claim_of(known: Known, chance: random.Random) -> dict[str, str]:
    origin, to = _pair(known, chance)
    value = f"{chance.randint(1, 9999)}e{chance.randint(3, 9)}"
    return {"from": origin, "to": to, "period": str(chance.randint(2015, 2024)), "value": value, "unit": "USD"}


def _claim(known: Known, chance: random.Random) -> Question:
    return Question(f"{chance.choice(('/v1/verify', '/v1/verify', '/verify'))}?{urlencode(_claim_of(known, chance))}")


def _claims(known: Known, chance: random.Random) -> Question:
    claims = [_claim_of(known, chance) for _ in range(chance.randint(1, 20))]
    return Question("/v1/verify", json.dumps({"claims": claims}).encode())


def _text(known: Known, chance: random.Random) -> Question:
    said = (_claim_of(known, chance) for _ in range(chance.randint(1, 10)))
    text = " ".join(
        f"Exports of {one['from']} to {one['to']} came to USD {one['value'].partition('e')[0]} million"
        f" in {one['period']}."
        for one in said
    )
    return Question("/v1/read", json.dumps({"text": text}).encode())


def _search(_: Known, chance: random.Random) -> Question:
    words = " ".join(chance.sample(WORDS, chance.randint(1, 2)))
    return Question(f"/v1/search?{urlencode({'q': words, 'limit': chance.randint(1, 20)})}")


def _summary(known: Known, chance: random.Random) -> Question:
    reporter, partner = _pair(known, chance)
    asked = {"reporter": reporter, "partner": partner, "by": "flow", "level": "total"}
    return Question(f"/v1/{chance.choice(('series', 'trade-flows/summary'))}?{urlencode(asked)}")


def _export(known: Known, chance: random.Random) -> Question:
    reporter, partner = _pair(known, chance)
    suffix = chance.choice(("csv", "jsonl", "zip"))
    if chance.random() < 0.1:
        return Question(chance.choice(("/v1/dataset.zip", "/v1/catalog.jsonld", f"/v1/events.{suffix}")))
    return Question(f"/v1/trade-flows.{suffix}?{urlencode({'reporter': reporter, 'partner': partner})}")


def _page(known: Known, chance: random.Random) -> Question:
    a, b = _pair(known, chance)
    name = chance.choice(LISTS[:8])
    shown = (f"/relations/{a}/{b}", f"/relations/{a}/{b}/trade.svg", f"/{name}/{quote(chance.choice(known.ids[name]))}")
    return Question(chance.choice((*PAGES, *shown, *shown)))


def _citation(known: Known, chance: random.Random) -> Question:
    name, suffix = chance.choice(LISTS[:8]), chance.choice(("bib", "ris", "csl.json", "jsonld"))
    return Question(f"/v1/{name}/{quote(chance.choice(known.ids[name]))}.{suffix}")


def _dated(known: Known, chance: random.Random) -> Question:
    asked = chance.choice((_flows, _list, _relation, _claim))(known, chance).target
    name = chance.choice(known.releases)
    return Question(f"{asked}{'&' if '?' in asked else '?'}as_of={name}")


def _bad(known: Known, chance: random.Random) -> Question:
    junk = f"x{chance.getrandbits(48):x}"
    wrong = {"claims": [{**_claim_of(known, chance), chance.choice(("value", "from", "unit")): junk}]}
    return chance.choice(
        (
            *(Question(f"/v1/{junk}"), Question(f"/{junk}"), Question(f"/v1/trade-flows?{junk}=1")),
            *(Question(f"/v1/trade-flows?reporter={junk}"), Question(f"/v1/sources/{junk}")),
            *(Question(f"/v1/verify?from={junk}&to=CHN&value=1"), Question(f"/v1/areas?q=%ff{junk}")),
            *(Question(f"/v1/trade-flows?cursor={junk}"), Question(f"/v1/trade-flows?period={junk}")),
            *(Question("/v1/verify", json.dumps(wrong).encode()), Question("/v1/verify", junk.encode())),
            *(Question("/v1/read", b'{"text": 1}'), Question(f"/v1/areas?as_of={junk}")),
        )
    )


def main(port: int, seed: int, count: int) -> None:
    """Ask so often on one connection, and print what came."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    known, seen = learn(connection), Counter[int]()
    asked = questions(known, random.Random(seed))  # noqa: S311  # the same questions in every run
    for question, _ in zip(asked, range(count), strict=False):
        status, body = fetch(connection, question)
        seen[status] += 1
        if status == 500:
            print(question, body, file=sys.stderr)  # noqa: T201  # the report
    print(json.dumps(seen))  # noqa: T201  # as above


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
