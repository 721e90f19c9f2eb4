"""Sums over files that try to be counted twice, held against sums made from the lines of the files themselves."""

import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest
from starlette.testclient import TestClient

from app.loading.releases import load
from app.loading.statistics import ImportKind, Options
from app.loading.statistics.importing import run_import
from app.loading.statistics.jobs import job_of
from app.main import create_app
from app.settings import Settings
from tests.conftest import ARTICLE
from tests.resources.statistics import flow, write

HEADER = "period,reporterCode,flowCode,partnerCode,classificationCode,cmdCode,cifvalue,fobvalue,primaryValue"
AREAS = {
    "398": "KAZ",
    "860": "UZB",
    "97": "european-union",
    "156": "CHN",
    "643": "RUS",
    "0": "W00",
    "899": "areas-nes",
    "810": "ussr-until-1990",
    "412": "kosovo",
    "975": "asean",
}
GROUPS = ("W00", "asean", "european-union")
FLOWS = {"X": "export", "M": "import", "RX": "re_export", "DX": "domestic_export"}
PERIODS = {"2022": "2022", "2021": "2021", "202212": "2022-12", "202211": "2022-11"}
GOODS = ("TOTAL", "26", "74", "99", "2603", "7403", "9999", "260300", "740311", "740319", "999999")
LEVELS = {2: "chapter", 4: "heading", 5: "total", 6: "subheading"}
SECTIONS = {"26": "H6-section-V", "74": "H6-section-XV", "99": "H6-99", "H5-99": "H5-99"}
CODES = "id,text,parent\nTOTAL,Total,#\n" + "".join(
    f"{code},{code} - Goods,{code[:-2] or 'TOTAL'}\n" for code in sorted(GOODS[1:], key=len)
)
GROUPED = {
    "section": ("chapter", "heading", "subheading"),
    "chapter": ("chapter", "heading", "subheading"),
    "heading": ("heading", "subheading"),
}
STATED = ("source", "reporter", "flow", "period")
NAMED = (*STATED, "partner", "frequency", "level", "edition")
GRAIN = Fraction(1, 100)
QUESTIONS = 120
JSON = msgspec.json.Decoder(float_hook=Decimal)


Statement = tuple[str, str, str, str]
"""What one reporter states of one flow in one period, in one file."""


class Line(NamedTuple):
    """A line of a file as the summary should understand it."""

    source: str
    reporter: str
    partner: str
    flow: str
    period: str
    edition: str | None
    number: str
    usd: Decimal | None

    @property
    def level(self) -> str:
        return LEVELS[len(self.number)]

    @property
    def frequency(self) -> str:
        return "annual" if len(self.period) == len("2022") else "monthly"

    @property
    def commodity(self) -> str:
        return f"{self.edition}-{self.number}" if self.edition else self.number

    @property
    def statement(self) -> Statement:
        return self.source, self.reporter, self.flow, self.period

    @property
    def key(self) -> str:
        return f"{self.reporter}.{self.partner}.{self.flow}.{self.period}.{self.commodity}.{self.source}"

    def group(self, dimension: str) -> str | None:
        if dimension == "section":
            return SECTIONS.get(f"{self.edition}-{self.number[:2]}", SECTIONS[self.number[:2]])
        if dimension in ("chapter", "heading"):
            return f"{self.edition}-{self.number[: 2 if dimension == 'chapter' else 4]}"
        found: str | None = getattr(self, dimension)
        return found


def _written(source: str, chance: random.Random) -> Iterator[tuple[str, Line]]:
    """Give lines with gaps: values of every size, some missing, on either valuation."""
    keys = itertools.product(("398", "860", "156", "97"), (*AREAS,), FLOWS, PERIODS, ("H6", "H5"), GOODS)
    for reporter, partner, way, period, edition, number in keys:
        if (edition == "H5" and (reporter in ("398", "156") or number == "TOTAL")) or chance.random() < 0.6:
            continue
        usd = None if chance.random() < 0.03 else Decimal(chance.randrange(10 ** chance.randrange(3, 13))) / 100
        fob, cif = (usd or "", "") if chance.random() < 0.5 else ("", usd or "")
        text = f"{period},{reporter},{way},{partner},{edition},{number},{cif},{fob},{usd}"
        code = None if number == "TOTAL" else edition
        yield text, Line(source, AREAS[reporter], AREAS[partner], FLOWS[way], PERIODS[period], code, number, usd)


@pytest.fixture(scope="module")
def lines() -> dict[str, list[tuple[str, Line]]]:
    return {source: list(_written(source, random.Random(source))) for source in ("one", "two")}  # noqa: S311


@pytest.fixture(scope="module")
def clients(
    module_url: str,
    settings_for: Callable[..., Settings],
    lines: Mapping[str, Sequence[tuple[str, Line]]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TestClient]:
    """Give a client over the files, beside the reference data of a release, on each engine in turn."""
    load(ARTICLE, settings_for(module_url))
    folder, settings = tmp_path_factory.mktemp("files"), settings_for(module_url)

    def put(name: str, text: str) -> Path:
        (folder / name).write_text(text)
        return folder / name

    made = [job_of(ImportKind.NOMENCLATURE, [put("codes.csv", CODES)], Options(edition="H5"))]
    for source, rows in lines.items():
        file = put(f"{source}.csv", "\n".join([HEADER, *(text for text, line in rows if line.usd is not None), ""]))
        made.append(job_of(ImportKind.COMTRADE, [file], Options(source=source)))
    for job in made:
        run_import(job, settings, lambda *_: None)
    # UN Comtrade has no row without a value; prose does.
    write(module_url, (), (flow(line.key, None) for rows in lines.values() for _, line in rows if line.usd is None))
    with TestClient(create_app(settings)) as client:
        yield client


def _questions() -> Iterator[dict[str, str]]:
    chance = random.Random(4)  # noqa: S311
    names = ("period", "frequency", "reporter", "partner", "flow", "source", "edition")
    values = {
        "source": ("one", "one", "two"),
        "reporter": ("KAZ", "KAZ", "UZB", "CHN", "european-union"),
        "partner": ("CHN", "RUS", "W00", "KAZ", "asean"),
        "flow": ("export", "import", "re_export"),
        "period": ("2022", "2022", "2021", "2022-12"),
        "frequency": ("annual", "monthly"),
        "commodity": ("TOTAL", "TOTAL*", "H6-26*", "H6-74*", "H6-7403*", "H6-7403", "H5-740311", "H6-section-XV*"),
        "level": ("total", "chapter", "heading", "subheading", "subheading"),
        "edition": ("H6", "H5"),
    }
    likely = {"source": 1, "flow": 0.9, "period": 0.8, "level": 0.9, "reporter": 0.8, "frequency": 0.1}
    for _ in range(QUESTIONS):
        by = chance.sample(names, chance.randrange(3))
        by += chance.sample(("section", "chapter", "heading", "commodity"), chance.randrange(2))
        asked = {
            name: chance.choice(those) for name, those in values.items() if chance.random() < likely.get(name, 0.3)
        }
        yield {**({"by": ",".join(by)} if by else {}), **asked}


class Expected:
    """What a summary should be, by going through the lines one at a time."""

    def __init__(self, lines: Mapping[Statement, Sequence[Line]], query: Mapping[str, str]) -> None:
        self.lines, self.query = lines, query
        self.by = query["by"].split(",") if "by" in query else []
        self.goods = [name for name in self.by if name in (*GROUPED, "commodity")]
        self.over_goods_and_partners = [name for name in self.by if name not in (*self.goods, "partner")]
        every = (line for of_one in lines.values() if self._is_named(of_one[0], STATED) for line in of_one)
        self.met = [line for line in every if self._is_named(line, NAMED) and self._is_within(line)]
        self.summed = [line for line in self.met if not self.set_aside_as(line)]

    def _is_named(self, line: Line, names: Iterable[str]) -> bool:
        return all(getattr(line, name) == self.query[name] for name in names if name in self.query)

    def _is_within(self, line: Line) -> bool:
        asked = self.query.get("commodity", "TOTAL*").replace("H6-section-XV", "H6-74").replace("TOTAL*", "*")
        return line.commodity.startswith(asked[:-1]) if asked.endswith("*") else line.commodity == asked

    def set_aside_as(self, line: Line) -> str | None:
        """Tell why a line that meets the filters is in no sum."""
        if any(getattr(line, name) in GROUPS for name in ("reporter", "partner") if name not in self.query):
            return "other_areas"
        fits = all(line.level in GROUPED.get(name, (line.level,)) for name in self.goods)
        return None if fits else "other_levels"

    @cached_property
    def open(self) -> set[str]:
        """What must be decided before anything is summed."""
        kinds = ("level", "frequency", "source", "flow")
        mixed = {name for name in kinds if len({getattr(line, name) for line in self.summed}) > 1} - {*self.by}
        groups = self.grouped(self.over_goods_and_partners).values()
        has_editions = any(len({line.edition for line in group} - {None}) > 1 for group in groups)
        return mixed or ({"edition"} if has_editions else set())

    def grouped(self, by: Sequence[str]) -> dict[tuple[str | None, ...], list[Line]]:
        groups: defaultdict[tuple[str | None, ...], list[Line]] = defaultdict(list)
        for line in self.summed:
            groups[tuple(self._named(line, name) for name in by)].append(line)
        return dict(groups)

    def _named(self, line: Line, dimension: str) -> str | None:
        """Name a group, or the code or branch asked for where that is a part of it."""
        asked = self.query.get("commodity", "").removesuffix("*")
        is_part = asked[3:].isdigit() and len(asked[3:]) > {"section": 0, "chapter": 2, "heading": 4}.get(dimension, 6)
        return asked if is_part else line.group(dimension)

    def stated(self, group: Sequence[Line], by: Sequence[str]) -> "Ends":
        """Give what is stated of all goods with the partner of the question, unless that is all that was summed."""
        partner = group[0].partner if "partner" in by else self.query.get("partner", "W00")
        like = {line.statement for line in group}
        found = [line for line in self.lines[group[0].statement] if (line.partner, line.level) == (partner, "total")]
        return _sum(found if len(like) == 1 and found != group else ())

    def world(self, group: Sequence[Line], by: Sequence[str]) -> "Ends":
        """Give what is stated of the same goods with the World."""
        partners = {line.partner for line in group}
        like = {line.statement for line in group}
        goods = [name for name in by if name in self.goods]
        held = {line.group(name) for line in group for name in goods}
        found = [
            line
            for line in self.lines[group[0].statement]
            if (line.level, line.edition) == (group[0].level, group[0].edition)
            and (line.partner, self._is_within(line)) == ("W00", True)
            and all(line.group(name) in held for name in goods)
        ]
        is_less = len(partners) == 1 and len(found) < len(group)
        return _sum(() if len(like) > 1 or "W00" in partners or is_less else found)


Ends = tuple[Fraction, Fraction | None] | None
"""The ends of a sum: there is no upper one where a line has no value, and no sum where none has."""


def _sum(lines: Iterable[Line]) -> Ends:
    values = [line.usd for line in lines]
    known = [Fraction(usd) for usd in values if usd is not None]
    return (sum(known, Fraction(0)), sum(known, Fraction(0)) if len(known) == len(values) else None) if known else None


def _ends(quantity: Any) -> tuple[Fraction | None, Fraction | None] | None:
    if quantity is None:
        return None
    lower, upper = (None if quantity[name] is None else Fraction(quantity[name]) for name in ("lower", "upper"))
    return lower, upper


def _holds_share(shown: Any, part: Ends, whole: Ends) -> None:
    """Hold that a share, which is rounded outwards to a hundredth, is that of its part in its whole."""
    if part is None or whole is None or not whole[0]:
        assert shown is None
        return
    lower, upper = _ends(shown) or (None, None)
    least = Fraction(0) if whole[1] is None else 100 * part[0] / whole[1]
    assert lower is not None
    assert lower <= least < lower + GRAIN
    assert (upper is None) is (part[1] is None)
    if upper is not None and part[1] is not None:
        assert upper - GRAIN < 100 * part[1] / whole[0] <= upper


def _holds_gap(shown: Any, stated: Ends, one: Ends) -> None:
    if stated is None or one is None:
        assert shown is None
        return
    lower = None if one[1] is None else stated[0] - one[1]
    assert _ends(shown) == (lower, None if stated[1] is None else stated[1] - one[0])


def _group_of(shown: Mapping[str, Any], by: Sequence[str]) -> tuple[str | None, ...]:
    """Read the group of a sum from its members."""
    members = (shown["commodity" if name in GROUPED else name] for name in by)
    return tuple(member.get("code", member.get("id")) if isinstance(member, Mapping) else member for member in members)


def _hold(answer: Mapping[str, Any], expected: Expected) -> None:
    for shown, by in (("items", expected.by), ("totals", expected.over_goods_and_partners)):
        groups = expected.grouped(by)
        assert len(answer[shown]) == len(groups)
        for one in answer[shown]:
            group = groups[_group_of(one, by)]
            total = _sum(group)
            assert _ends(one["primary_value"]) == total
            assert (one["rows"], one["rows_without_value"]) == (len(group), sum(line.usd is None for line in group))
            if not all({name} & {*expected.query, *by} for name in ("reporter", "period")):
                continue
            stated = expected.stated(group, by)
            if "reporter" in expected.query or "commodity" not in expected.query:
                assert _ends(one["stated_total"]) == stated
            if shown == "totals":
                _holds_gap(one["gap_absolute"], _ends(one["stated_total"]) and stated, total)
            elif "reporter" in expected.query:
                _holds_share(one["share_of_total"], total, stated)
                _holds_share(one["share_of_world"], total, expected.world(group, by))
    meta = answer["meta"]
    assert meta["editions"] == sorted({line.edition for line in expected.summed if line.edition})
    assert (meta["rows"], meta["level"] or "none") == (
        len(expected.summed),
        expected.summed[0].level if expected.summed else "none",
    )
    reasons = [expected.set_aside_as(line) for line in expected.met]
    kinds = ("other_levels", "other_areas", "second_statements")
    assert meta["set_aside"] == {kind: reasons.count(kind) for kind in kinds}


@pytest.fixture(scope="module")
def summaries(lines: Mapping[str, Sequence[tuple[str, Line]]]) -> list[Expected]:
    """What every question should be answered with, by either engine."""
    every: defaultdict[Statement, list[Line]] = defaultdict(list)
    for _, line in (row for rows in lines.values() for row in rows):
        every[line.statement].append(line)
    return [Expected(every, query) for query in _questions()]


def test_every_question_is_answered_as_the_lines_say(clients: TestClient, summaries: list[Expected]) -> None:
    answered = 0
    for expected in summaries:
        query = expected.query
        answer = clients.get("/v1/trade-flows/summary", params=query)
        found = JSON.decode(answer.content)
        assert (answer.status_code, {wrong["name"] for wrong in found.get("errors", ())}) == (
            422 if expected.open else 200,
            expected.open,
        ), query
        if not expected.open:
            try:
                _hold(found, expected)
            except AssertionError as error:
                error.add_note(str(query))
                raise
            answered += bool(found["items"])
    assert answered > QUESTIONS / 4, answered


@pytest.mark.parametrize("pair", [("KAZ", "CHN"), ("UZB", "KAZ"), ("european-union", "CHN"), ("KAZ", "W00")], ids=str)
def test_the_largest_goods_of_a_relation_are_those_of_the_lines(
    clients: TestClient, lines: Mapping[str, Sequence[tuple[str, Line]]], pair: tuple[str, str]
) -> None:
    every = [line for rows in lines.values() for _, line in rows if line.usd is not None]
    ways = itertools.product((pair, pair[::-1]), ("export", "import"))
    expected = {
        (*sides, way): _largest([line for line in every if (line.reporter, line.partner, line.flow) == (*sides, way)])
        for sides, way in ways
    }
    found = JSON.decode(clients.get(f"/v1/relations/{pair[0]}/{pair[1]}").content)["top_goods"]
    assert found
    for one in found:
        reporter, ends = one["reporter"]["code"], {one["origin"]["code"], one["destination"]["code"]}
        (partner,) = ends - {reporter}
        largest, total = expected.pop((reporter, partner, one["flow"]))
        first = largest[0]
        for name in ("period", "level", "edition"):
            assert one[name] == getattr(first, name)
        assert one["source"]["id"] == first.source
        assert (one["stated_total"] and one["stated_total"]["value"]) == total
        shown = [(good["commodity"]["code"], good["primary_value"]["value"]) for good in one["goods"]]
        assert shown == [(line.commodity, line.usd) for line in largest]
        whole = None if total is None else (Fraction(total), Fraction(total))
        for line, good in zip(largest, one["goods"], strict=True):
            _holds_share(good["share_of_total"], _sum([line]), whole)
    assert not any(largest for largest, _ in expected.values())


def _largest(lines: Sequence[Line]) -> tuple[list[Line], Decimal | None]:
    """Give the fullest list of goods of the newest year, the largest first, and what its file states for all goods."""
    order = ("heading", "subheading", "chapter")
    years = [line.period for line in lines if line.level in order and line.frequency == "annual"]
    lists: defaultdict[tuple[int, str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.level in order and line.period == max(years, default=""):
            lists[order.index(line.level), line.source, line.edition or ""].append(line)
    if not lists:
        return [], None
    taken = lists[min(lists, key=lambda one: (-len(lists[one]), one))]
    same = {line.number: line.usd for line in lines if line.statement == taken[0].statement}
    return sorted(taken, key=lambda line: (-(line.usd or 0), line.commodity)), same.get("TOTAL")
