"""Agents meet the facts through the official client of their protocol: over HTTP and over standard streams."""

import ast
import asyncio
import itertools
import json
import os
import re
import sys
import tomllib
from collections.abc import Callable, Coroutine, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from mcp import Client, StdioServerParameters
from starlette.testclient import TestClient

from app.views import MOST_BYTES
from tests import calculator
from tests.conformance.live import Server
from tests.figures import Figure

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
ASKED = tomllib.loads(Path(__file__).with_name("questions.toml").read_text())["asked"]
QUESTIONS = [(one["tool"], {name: value for name, value in one.items() if name != "tool"}) for one in ASKED]
BYTES_OF_A_TOKEN = 3.1
"""As of brief answers: more of a token than that is rare, less is not."""


def with_client(target: str | StdioServerParameters, work: Callable[[Client], Coroutine[Any, Any, T]], mode: str) -> T:
    async def run() -> T:
        async with Client(target, mode=mode) as client:
            return await work(client)

    return asyncio.run(run())


async def told(client: Client, tool: str, arguments: dict[str, Any]) -> tuple[str, bool]:
    result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert content.type == "text"
    return content.text, bool(result.is_error)


async def all_told(client: Client) -> list[tuple[str, bool]]:
    return [await told(client, *question) for question in QUESTIONS]


@pytest.fixture(scope="module")
def answers(sqlite_server: Server) -> list[str]:
    """Give what agents are told over HTTP."""
    found = with_client(f"{sqlite_server.url}/mcp", all_told, "auto")
    assert [text for text, is_problem in found if is_problem] == []
    return [text for text, _ in found]


def test_tools_are_few_small_and_only_read(sqlite_server: Server) -> None:
    async def listed(client: Client) -> list[dict[str, Any]]:
        found = (await client.list_tools()).tools
        return [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in found]

    for mode in ("auto", "legacy"):
        tools = with_client(f"{sqlite_server.url}/mcp", listed, mode)
        assert [tool["name"] for tool in tools] == ["search", "relation", "series", "verify", "read", "checks", "show"]
        assert len(json.dumps(tools)) / BYTES_OF_A_TOKEN < 5_000
        for tool in tools:
            assert tool["annotations"]["readOnlyHint"]
            assert not tool["annotations"]["destructiveHint"]
            properties = tool["inputSchema"]["properties"]
            assert all("description" in one and "type" in one for one in properties.values()), tool["name"]
            assert set(tool["inputSchema"]["required"]) <= properties.keys()


def test_answers_are_small_and_of_one_release(answers: list[str], client: TestClient) -> None:
    release = client.get("/v1").json()["release"]
    assert len(answers) >= 30
    assert max(len(text.encode()) for text in answers) <= MOST_BYTES
    assert [text for text in answers if f"\nrelease: {release}" not in text] == []


@pytest.mark.trial
def test_the_same_is_told_from_either_engine(
    answers: list[str], sqlite_server: Server, postgres_server: Server
) -> None:
    """Only addresses are of the host that was asked."""
    found = with_client(f"{postgres_server.url}/mcp", all_told, "auto")
    assert [text.replace(postgres_server.url, sqlite_server.url) for text, _ in found] == answers


def test_the_same_is_told_over_standard_input_and_output(
    answers: list[str], sqlite_server: Server, seed_sqlite: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TRADEFACTS_")}
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "app.cli", "mcp"],
        env={**environment, "DATABASE_URL": f"sqlite:///{seed_sqlite}", "TRADEFACTS_PUBLIC_ORIGIN": sqlite_server.url},
        cwd=ROOT,
    )
    assert [text for text, _ in with_client(command, all_told, "legacy")] == answers


ADDRESS = re.compile(r"(?:https?://[\w.:]+)?/v1/[\w./?=&%+,-]*[\w=]")
NUMBER = re.compile(r"(?<![\w.-])-?\d[\d,]*(?:\.\d+)?(?:\s(?:thousand|million|billion|trillion))?(?![\w-]|\.\d)")
MOST_TIMES = 20
HUNDREDTH = 0.01
ENDS = re.compile(r"[\[(](-?[\d.]+|none), (-?[\d.]+|none)[\])]")
"""An interval."""
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
COUNTED = re.compile(
    r"^(?:release|coverage|not_shown|labels|counts|next|statements|id|cite|content_digest|text_\w+): .*$"
    rf"|On file about [^\"]*|\bothers \d+|\b\d+ (?:{MONTHS})\b",
    re.MULTILINE,
)
"""What is no number of a fact: digests, ids, days, and counts of what is shown and held, which other tests hold."""


def numbers(text: str) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield the numbers of a text, each with one unit of its last digit; zeros that end a whole number are none."""
    for found in NUMBER.findall(text):
        digits, _, scale = found.replace(",", "").partition(" ")
        times, whole = SCALES.get(scale, 1), digits.rstrip("0") if "." not in digits else digits
        zeros = len(digits) - len(whole) if whole.strip("-") else 0
        yield Fraction(digits) * times, Fraction(10) ** (zeros - len(digits.partition(".")[2])) * times


def all_numbers(value: Any) -> Iterator[Fraction]:
    """Yield all numbers of an answer of the API, those in its words too."""
    match value:
        case bool() | None:
            return
        case dict() | list():
            for one in value.values() if isinstance(value, dict) else value:
                yield from all_numbers(one)
        case str():
            yield from (number for number, _ in numbers(ADDRESS.sub("", value)))
        case _:
            yield Fraction(str(value))


class Release:
    """What the records of a release state, and what a stranger's calculator makes of it."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._read: dict[str, set[Fraction]] = {}

    def stated(self, one: str, other: str, *periods: str) -> set[Fraction]:
        """Return the numbers of all statements on the trade of two areas, of some periods or of all."""
        asked = f"reporter={one},{other}&partner={one},{other}&limit=500" + f"&period={','.join(periods)}" * len(
            periods[:1]
        )
        items = json.loads(self._client.get(f"/v1/trade-flows?{asked}").text, parse_float=Fraction)["items"]
        return set(all_numbers([flow["primary_value"] for flow in items]))

    def value(self, address: str) -> calculator.Ends:
        """Return the interval of what a statement says of the value of trade."""
        return calculator.read(json.loads(self._client.get(address).text, parse_float=str)["primary_value"])

    def derived(self, one: str, other: str, period: str) -> set[Fraction]:
        """Return the numbers of what follows on the trade of two areas in a period."""
        asked = f"area={one}&counterpart={other}&period={period}&limit=500"
        items = self._client.get(f"/v1/derived?{asked}").json()["items"]
        return {number for item in items for number in self.behind(item["url"])}

    def behind(self, address: str) -> set[Fraction]:
        """Return the numbers of a stored record; of one that is computed, those of its inputs, and of its steps."""
        path = urlsplit(address).path
        if path not in self._read:
            self._read[path] = set()
            text = self._client.get(path).text
            item = json.loads(text, parse_float=Fraction)
            if path.startswith("/v1/derived/") and item["quantity"]:
                assert all(own == told for own, told in calculator.follow(text)), path
                self._read[path] |= set(all_numbers(item["quantity"]))
            if path.startswith(("/v1/derived/", "/v1/checks/")):
                for given in (*item["inputs"], *item.get("voices", [])):
                    self._read[path] |= self.behind(given["url"]) | set(all_numbers(given["quantity"]))
            elif "items" not in item:
                self._read[path] |= set(all_numbers(item))
        return self._read[path]


def follows(number: Fraction, unit: Fraction, known: set[Fraction]) -> bool:
    """Return whether a number is a sum, a gap, a ratio or a change of two known ones, as it is rounded."""
    every = {float(one) for one in known | {100 * (times - 1) for times in known if 0 < times < MOST_TIMES}}
    wanted, less = abs(float(number)), float(unit) * (1 - 1e-9)
    for one, other in itertools.permutations(every, 2):
        ratios = [one / other, 100 * one / other, 100 * (one - other) / other] if other else []
        if any(abs(wanted - abs(made)) < less for made in (one - other, one + other, *ratios)):
            return True
    return False


def claimed(arguments: dict[str, Any]) -> set[Fraction]:
    """Return the numbers of a claim: as it was typed, and half a unit of its last digit to either side."""
    typed = str(arguments["value"])
    value = Fraction(typed)
    mantissa, _, exponent = typed.partition("e")
    half = Fraction(10) ** (int(exponent or 0) - len(mantissa.partition(".")[2])) / 2
    return {value, value - half, value + half}


FORMULA = re.compile(
    r"[\[(](\S+), (\S+)[\])] (\S+); formula \"(100 \* .*)\"\n +inputs:\n((?: +- /v1/trade-flows/.*\n)+)"
)


def worked_out(text: str, release: Release) -> Iterator[Fraction]:
    """Yield the ends of changes and shares that an answer works out: its formula gives them again from its inputs."""
    for lower, upper, unit, formula, inputs in FORMULA.findall(text):
        assert unit == "%"
        ends = [release.value(address) for address in ADDRESS.findall(inputs)]
        tree = ast.parse(formula, mode="eval").body
        names = dict.fromkeys(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        made = calculator.work(tree, dict(zip(names, ends, strict=True)))
        for end, (number, _) in zip((lower, upper), made, strict=True):
            if abs(float(end) - float(number)) < HUNDREDTH:
                yield Fraction(end)


def untraced(text: str, arguments: dict[str, Any], release: Release) -> tuple[list[Fraction], list[Fraction]]:
    """Return the numbers of an answer that neither stand in the release or the question nor follow.

    First come the ends of intervals, which are to stand there as they are told; then those of sentences.
    """
    known = {Fraction(year) for year in range(2010, 2031)} | set(all_numbers(arguments))
    shown = COUNTED.sub("", text.partition("\n")[2])
    if "reporter" in arguments:
        known |= release.stated(arguments["reporter"], arguments["partner"])
    if "value" in arguments:
        pair, year = (arguments["from"], arguments["to"]), str(arguments.get("period", "2030"))
        known |= claimed(arguments) | release.stated(*pair, year, str(int(year) - 1)) | release.derived(*pair, year)
        known |= release.stated(*pair) if "The nearest figures on file" in text else set()
    for address in ADDRESS.findall(shown):
        known |= release.behind(address) if address.count("/") == 3 and "?" not in address else set()
    known |= {-number for number in known} | set(worked_out(shown, release))
    told = ADDRESS.sub("", shown)
    ends = [Fraction(end) for interval in ENDS.findall(told) for end in interval if end and end != "none"]
    may_follow = "reporter" not in arguments  # a series only repeats what is stated
    rest = [told for told in numbers(ENDS.sub("", told)) if told[0] not in known]
    return [end for end in ends if end not in known], [
        number for number, unit in rest if not (may_follow and follows(number, unit, known))
    ]


def test_every_number_stands_in_the_release_or_follows(answers: list[str], client: TestClient, figure: Figure) -> None:
    release, traced = Release(client), 0
    for (tool, arguments), text in zip(QUESTIONS, answers, strict=True):
        assert untraced(text, arguments, release) == ([], []), (tool, arguments)
        traced += sum(1 for _ in numbers(ADDRESS.sub("", COUNTED.sub("", text.partition("\n")[2]))))
    figure("Numbers that agents are told, each traced to a record or to what follows", f"{traced}")


def test_a_number_that_was_changed_is_found(answers: list[str], client: TestClient) -> None:
    release, changed = Release(client), 0
    for (_, arguments), text in zip(QUESTIONS, answers, strict=True):
        wrong = re.sub(r"([\[(])(-?\d+)(\d)", lambda found: f"{found[1]}{found[2]}{(int(found[3]) + 3) % 10}", text)
        count = len(ENDS.findall(text))
        if count and wrong != text:
            changed += 1
            assert untraced(wrong, arguments, release)[0], wrong
    assert changed > 10
