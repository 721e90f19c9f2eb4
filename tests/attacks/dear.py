"""The dearest requests that are legal, as measured one by one; a client that asks nothing else, without a pause.

    python -m tests.attacks.dear PORT FIRST SECONDS

It prints how often each status came.
"""

import json
import sys
import time
from collections import Counter
from http.client import HTTPConnection

from tests.attacks.clients import Question, fetch

COUNTRIES = ("Turkey", "China", "Russia", "Germany", "Kazakhstan", "Uzbekistan", "Iran", "Japan")
MISSPELT = ("Kazahkstan", "Chnia", "Rusia", "Germnay", "Uzbekstan")


def _text() -> str:
    """Write 50,000 characters of numbers with their countries, years and units."""
    said = (
        f"Imports from {COUNTRIES[number % 8]} in {2015 + number % 9} were almost {number % 90 + 3} million"
        f" tonnes, up {number % 70} %."
        for number in range(1_000)
    )
    return " ".join(said)[:49_900]


def _claims(origin: tuple[str, ...], partner: tuple[str, ...]) -> bytes:
    claims = [
        {
            "from": origin[number % len(origin)],
            "to": partner[number % len(partner)],
            "period": str(2010 + number % 15),
            "value": f"{number + 1}e9",
            "unit": "USD",
        }
        for number in range(100)
    ]
    return json.dumps({"claims": claims}).encode()


DEAREST = (
    Question("/v1/read", json.dumps({"text": _text()}).encode()),
    Question("/v1/verify", _claims(MISSPELT[:1], MISSPELT[1:])),
    Question("/v1/verify", _claims(("Kazakhstan",), ("China", "Russia", "Uzbekistan", "Iran", "Germany", "USA"))),
    Question("/v1/trade-flows/summary?flow=export&level=subheading&by=commodity&limit=500"),
    Question("/v1/trade-flows?prefer=latest&count=true&limit=500"),
    Question("/v1/trade-flows?prefer=latest&frequency=monthly"),
    Question("/v1/checks?limit=500&count=true"),
    Question("/v1/dataset.zip"),
    Question("/relations/KAZ/CHN"),
    Question("/v1/trade-flows.zip"),
)


def main(port: int, first: int, seconds: float) -> None:
    """Ask them in turn, beginning with one, and print what came."""
    connection, seen = HTTPConnection("127.0.0.1", port, timeout=120), Counter[int]()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        seen[fetch(connection, DEAREST[first % len(DEAREST)])[0]] += 1
        first += 1
    print(json.dumps(seen))  # noqa: T201  # the report


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
