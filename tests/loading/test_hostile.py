"""Dossiers that are wrong, by mistake or by intent, are refused with file, place and reason, all faults at once."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from app.database import ReleaseInForce
from app.loading.dossiers import read_seed
from app.loading.dossiers.checks import Retained, check_seed
from app.loading.faults import Refused
from app.loading.releases import in_force, load, open_builder
from app.loading.releases.tables import table_of
from app.settings import Settings
from tests.loading.conftest import on_both_engines

HEAD = """
[source]
id = "{name}"
kind = "article"
title = "A title"
text_sha256 = "{sha}"
text_length = 400
"""
FORUM = '[[events]]\nid = "forum"\nname = "A forum"\nkind = "forum"\n'
FLOW = """
[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2022"
commodity = "TOTAL"
value_status = "not_stated"
basis = { kind = "relayed" }
"""
PLAN = '[[plans]]\nid = "plan"\nkind = "offer"\nstanding = "offered"\ntitle = "A plan"\n'
DEAL = (
    '[[agreements]]\nid = "deal"\nkind = "package"\ntitle = "A deal"\nstatus = "signed"\nvalue_status = "not_stated"\n'
)
OUTCOME = '[[outcomes]]\nid = "end"\nplan = "plan"\nstanding = "planned"\ngist = "x"\n'
SHARE = (
    '[[indicators]]\nid = "share"\nmeasure = "share_of_turnover"\narea = "CHN"\ncounterpart = "KAZ"\n'
    'basis = { kind = "relayed" }\n'
)


def head(name: str = "bad") -> str:
    return HEAD.format(name=name, sha="0" * 64)


def valued(value: str) -> str:
    return FLOW.replace('value_status = "not_stated"', f"primary_value = {{ {value} }}")


def counted(value: str) -> str:
    return SHARE + f"quantity = {{ {value} }}\n"


def dated(starts_on: str) -> str:
    return f'{FORUM}starts_on = "{starts_on}"\n'


def part(dates: str) -> str:
    return f'{FORUM.replace("forum", "visit")}part_of = "forum"\n{dates}\n'


def group(count: str) -> str:
    return f'[[events.participants]]\nlabel = "x"\nareas = ["KAZ", "CHN"]\ncount = {{ {count} }}\n'


def proven(evidence: str, entry: str = FORUM) -> str:
    return f"{entry}evidence = [{{ {evidence} }}]\n"


DOLLARS = 'unit = "USD", qualifier = "exact"'
TEN = 'value = 10, unit = "%", qualifier = "exact"'
LESS_THAN_NOTHING = 'value = -5, unit = "t", qualifier = "exact", can_be_negative = true'

WRONG: dict[str, tuple[str, str]] = {
    # ids
    "an id twice": (head() + FORUM + FORUM, "events[1].id: the id 'forum' is taken by events[0] of bad.toml"),
    "a key of trade twice": (head() + FLOW + FLOW, "trade_flows[1]: has the key of trade_flows[0]"),
    # references
    "reporter": (
        head() + FLOW.replace("KAZ", "KAS"),
        "trade_flows[0].reporter: unknown area 'KAS'; did you mean 'KAZ'?",
    ),
    "partner": (head() + FLOW.replace("CHN", "ZZZ"), "trade_flows[0].partner: unknown area 'ZZZ'"),
    "commodity": (head() + FLOW.replace("TOTAL", "TOTL"), "unknown commodity 'TOTL'; did you mean 'TOTAL'?"),
    "compiler": (
        head() + FLOW.replace('kind = "relayed"', 'kind = "relayed", compiler = "nobody"'),
        "trade_flows[0].basis.compiler: unknown actor 'nobody'",
    ),
    "whose figure": (
        head() + FLOW.replace('kind = "relayed"', 'kind = "relayed", compiled_by = "XXX"'),
        "trade_flows[0].basis.compiled_by: unknown area 'XXX'",
    ),
    "place": (head() + FORUM + 'place = "Atlantis"', "events[0].place: unknown area 'Atlantis'"),
    "guest": (
        head() + FORUM + '[[events.participants]]\nlabel = "x"\nactor = "nobody"',
        "events[0].participants[0].actor: unknown actor 'nobody'",
    ),
    "a guest's place": (
        head() + FORUM + '[[events.participants]]\nlabel = "x"\nareas = ["KAZ", "XXX"]',
        "events[0].participants[0].areas[1]: unknown area 'XXX'",
    ),
    "a remark's speaker": (
        head() + FORUM + '[[events.remarks]]\ngist = "x"\nspeaker = "nobody"\nattribution = "quoted"',
        "events[0].remarks[0].speaker: unknown actor 'nobody'",
    ),
    "a guest's side": (
        head() + FORUM + '[[events.participants]]\nlabel = "x"\nside = "XXX"',
        "events[0].participants[0].side: unknown area 'XXX'",
    ),
    "goods": (head() + PLAN + 'commodities = ["TOTAL", "XXX"]', "plans[0].commodities[1]: unknown commodity 'XXX'"),
    "event": (head() + DEAL + 'event = "forun"\n' + FORUM, "agreements[0].event: unknown event 'forun'; did you mean"),
    "signatory": (head() + DEAL + 'parties = [{ area = "XXX" }]', "agreements[0].parties[0].area: unknown area"),
    "plan": (
        head() + '[[outcomes]]\nid = "o"\nplan = "none"\nstanding = "completed"\ngist = "x"',
        "outcomes[0].plan: unknown plan 'none'",
    ),
    "a plan's party": (
        head() + PLAN + 'parties = [{ actor = "nobody", role = "addressee" }]',
        "plans[0].parties[0].actor: unknown actor 'nobody'",
    ),
    "a plan's place": (head() + PLAN + 'places = ["KAZ", "XXX"]', "plans[0].places[1]: unknown area 'XXX'"),
    "counterpart": (
        head() + counted('value = 40, unit = "%", qualifier = "exact"').replace('"KAZ"', '"XXX"'),
        "indicators[0].counterpart: unknown area 'XXX'",
    ),
    "actor": (head() + proven('field = "name"', '[[actors]]\nid = "woa"\n'), "actors[0].id: unknown actor 'woa'; did"),
    "whom a source relays": (head() + 'relays = "nobody"', "source.relays: unknown actor 'nobody'"),
    "an older source": (head() + 'supersedes = "none"', "source.supersedes: unknown source 'none'"),
    "the same as nothing": (head() + FORUM + 'same_as = "none"', "events[0].same_as: unknown event 'none'"),
    "part of another kind": (head() + FORUM + 'part_of = "plan"\n' + PLAN, "events[0].part_of: unknown event 'plan'"),
    "speaker of a word": (
        head() + proven('field = "name", speaker = "nobody", attribution = "quoted"'),
        "events[0].evidence[0].speaker: unknown actor 'nobody'",
    ),
    # circles
    "part of itself": (head() + FORUM + 'part_of = "forum"', "events[0].part_of: 'forum' comes back to itself"),
    "its own predecessor": (head() + 'supersedes = "bad"', "source.supersedes: 'bad' comes back to itself"),
    # words
    "amount not in the quote": (
        head() + valued(f'value = 13_000_000_000, {DOLLARS}, quote = "$12 billion", at = 3'),
        "trade_flows[0].primary_value: the quote '$12 billion' does not state USD 13 billion",
    ),
    "no number in the quote": (
        head() + valued(f'value = 13, {DOLLARS}, quote = "a good deal", at = 3'),
        "the quote 'a good deal' does not state USD 13",
    ),
    "digits in another unit": (
        head() + counted('value = 40, unit = "%", qualifier = "exact", quote = "40 regions", at = 1'),
        "indicators[0].quantity: the quote '40 regions' does not state 40%",
    ),
    "one end of two": (
        head() + counted('unit = "%", qualifier = "between", lower = 40, upper = 50, quote = "40%", at = 1'),
        "does not state between 40% and 50%",
    ),
    "coarser amount": (
        head()
        + counted('value = 40.2, unit = "%", qualifier = "exact", quote = "40.2%", at = 1')
        + 'evidence = [{ field = "quantity", quote = "half", at = 9,'
        + ' quantity = { value = 40, unit = "%", qualifier = "more_than" } }]',
        "indicators[0].quantity: the quote 'half' does not state more than 40%",
    ),
    "words inside the words": (
        head()
        + counted('value = 40, unit = "%", qualifier = "exact"')
        + 'evidence = [{ field = "quantity", quote = "40%", at = 9,'
        + ' quantity = { value = 40, unit = "%", qualifier = "exact", quote = "40%", at = 1 } }]',
        "indicators[0].evidence[0].quantity.quote: the words stand in the evidence itself",
    ),
    "quote of an unknown text": (
        head().split("text_sha256")[0] + proven('field = "name", quote = "forum", at = 0'),
        "a quote needs source.text_sha256 and source.text_length",
    ),
    "quote past the end": (
        head() + proven('field = "name", quote = "forum", at = 396'),
        "the quote ends at 401, the text at 400",
    ),
    "quote whose suffix goes past the end": (
        head() + proven('field = "name", quote = "forum", at = 390, suffix = "s met."'),
        "the quote ends at 401, the text at 400",
    ),
    "quote whose prefix begins before the text": (
        head() + proven('field = "name", quote = "forum", at = 3, prefix = "the "'),
        "the prefix is longer than the 3 code points before the quote",
    ),
    "no figure among those not held": (
        head() + '[[not_held]]\nfigure = "the many shops"\nreason = "Nobody counted them."',
        "not_held[0].figure: no number stands in 'the many shops'",
    ),
    "a figure not held twice": (
        head() + '[[not_held]]\nfigure = "9 shops"\nreason = "x"\n[[not_held]]\nfigure = "9 shops"\nreason = "y"',
        "not_held[1].figure: figure '9 shops' is taken already",
    ),
    "field that is none": (
        head() + proven('field = "nam"'),
        "evidence[0].field: there is no field 'nam'; did you mean",
    ),
    "field about the words": (head() + proven('field = "attribution"'), "there is no field 'attribution'"),
    "field inside nothing": (head() + proven('field = "name.first"'), "there is no field 'first'"),
    "field left empty": (head() + proven('field = "place"'), "place is empty, so no words can state it"),
    "place in no list": (head() + proven('field = "name[0]"'), "name is no list"),
    "place past a list": (
        head() + FORUM + 'topics = ["a", "b"]\nevidence = [{ field = "topics[2]" }]',
        "events[0].evidence[0].field: topics has 2 entries, counted from 0",
    ),
    # what is stated of one thing
    "a share above its whole": (
        head() + counted('value = 120, unit = "%", qualifier = "exact"'),
        "indicators[0].quantity: a share of its whole cannot be 120%",
    ),
    "a share just above its whole": (
        head() + counted('value = 100, unit = "%", qualifier = "more_than"'),
        "a share of its whole cannot be more than 100%",
    ),
    "an event that ends before it starts": (
        head() + FORUM + 'starts_on = "2023-03-28"\nends_on = "2023-02"',
        "events[0].ends_on: 2023-02 is before the event starts, on 2023-03-28",
    ),
    "a part after its event": (
        head() + dated("2023-03-28") + part('starts_on = "2023-04"'),
        "events[1].starts_on: 2023-04 is not within 'forum', which lasts from 2023-03-28 to 2023-03-28",
    ),
    "a signing before its event": (
        head() + dated("2023-03-28") + DEAL + 'event = "forum"\nsigned_on = "2022"',
        "agreements[0].signed_on: 2022 is not within 'forum'",
    ),
    "more areas than are counted": (
        head() + FORUM + group('value = 1, unit = "regions", qualifier = "exact"'),
        "events[0].participants[0].count: 2 are named, and 1 region counted",
    ),
    "more goods than are counted": (
        head() + PLAN + 'commodities = ["TOTAL"]\nitem_count = { value = 1, unit = "items", qualifier = "less_than" }',
        "plans[0].item_count: 1 are named, and less than 1 item counted",
    ),
    "due before it was announced": (
        head() + PLAN + 'announced_on = "2023-03-28"\ndue = "2022"',
        "plans[0].due: 2022 is before the plan was announced, on 2023-03-28",
    ),
    "begun and then an intention": (
        head() + PLAN.replace("offered", "under_way", 1).replace('kind = "under_way"', 'kind = "offer"') + OUTCOME,
        "outcomes[0].standing: planned cannot come of a plan that is under way already",
    ),
    "an outcome before its plan": (
        head() + PLAN + 'announced_on = "2023-03-28"\n' + OUTCOME + 'happened_on = "2023-02"',
        "outcomes[0].happened_on: 2023-02 is before the plan was announced, on 2023-03-28",
    ),
    "an unknown kind of event": (
        head() + FORUM.replace('kind = "forum"', 'kind = "Forum"'),
        "unknown kind of event 'Forum'",
    ),
    "an unknown kind of plan": (
        head() + PLAN.replace('"offer"', '"ofer"'),
        "unknown kind of plan 'ofer'; did you mean",
    ),
    "an unknown measure": (
        head() + counted(TEN).replace("share_of_turnover", "share_of_turnovr"),
        "unknown measure 'share_of_turnovr'; did you",
    ),
    "an unknown unit": (
        head() + valued('value = 5, unit = "million", qualifier = "exact"'),
        "trade_flows[0].primary_value.unit: unknown unit 'million'",
    ),
    "a measure in a currency": (
        head() + SHARE.replace("share_of_turnover", "border_length") + f"quantity = {{ value = 5, {DOLLARS} }}",
        "indicators[0].quantity.unit: border_length is in km, not in USD",
    ),
    "a value that is no money": (
        head() + valued('value = 5, unit = "t", qualifier = "exact"'),
        "trade_flows[0].primary_value.unit: trade is in a currency, not in t",
    ),
    "a count that is none": (
        head() + PLAN + 'item_count = { value = 5, unit = "km", qualifier = "exact" }',
        "plans[0].item_count.unit: this is counted, in one of",
    ),
    "a stock over a period": (
        head() + counted(TEN).replace("share_of_turnover", "joint_ventures") + 'period = "2023"',
        "indicators[0].period: joint_ventures is a stock",
    ),
    "a flow on a day": (
        head() + counted(TEN).replace("share_of_turnover", "freight_volume") + 'as_of = "2023-03-28"',
        "indicators[0].as_of: freight_volume is no stock",
    ),
    "a measure of two areas with one": (
        head() + counted(TEN).replace('counterpart = "KAZ"\n', ""),
        "indicators[0].counterpart: is missing: share_of_turnover is of two areas",
    ),
    "an area of what has none": (
        head() + counted(TEN).replace("share_of_turnover", "initiative_age"),
        "indicators[0].area: initiative_age is of no area",
    ),
    "less than nothing": (
        head() + SHARE.replace("share_of_turnover", "freight_volume") + f"quantity = {{ {LESS_THAN_NOTHING} }}",
        "indicators[0].quantity: freight_volume is never negative",
    ),
    "field of an actor": (
        head() + proven('field = "roles[7]"', '[[actors]]\nid = "woah"\n'),
        "actors[0].evidence[0].field: roles",
    ),
}


@pytest.fixture
def examine(quick: None, folder: Path) -> Callable[..., list[str]]:  # noqa: ARG001  # few codes
    """Write dossiers and give all their faults, as `lint` does."""

    def examine(**dossiers: str) -> list[str]:
        for name, content in dossiers.items():
            (folder / f"{name}.toml").write_text(content)
        try:
            return [str(fault) for fault in check_seed(read_seed(folder), Retained())]
        except Refused as refused:
            return [str(fault) for fault in refused.faults]

    return examine


Examine = Callable[..., list[str]]


@pytest.mark.parametrize("name", WRONG)
def test_it_is_refused(examine: Examine, name: str) -> None:
    content, told = WRONG[name]
    faults = examine(bad=content)
    assert all(fault.startswith("bad.toml: ") for fault in faults)
    assert [fault for fault in faults if told in fault], faults
    assert all(len(fault) < 400 for fault in faults)


LATE = OUTCOME.replace("planned", "completed") + 'happened_on = "2024"\n'
RIGHT: dict[str, str] = {
    "an event": FORUM,
    "a flow": FLOW,
    "a plan": PLAN,
    "an agreement": DEAL,
    "words at the end of the text": proven('field = "name", quote = "forum", at = 395'),
    "an amount in yuan": valued('value = 5, unit = "CNY", qualifier = "exact"'),
    "a loss on investment": SHARE.replace("share_of_turnover", "direct_investment")
    + 'quantity = { value = -5, unit = "EUR", qualifier = "exact", can_be_negative = true }\n',
    "a unit that converts": SHARE.replace("share_of_turnover", "freight_volume")
    + 'quantity = { value = 5, unit = "kg", qualifier = "exact" }\n',
    "a share of about all": counted('value = 100, unit = "%", qualifier = "about", step = 1'),
    "a growth of a share above its whole": SHARE + 'growth = { value = 120, unit = "%", qualifier = "exact" }',
    "a part on a day of its event": dated("2023-03") + part('starts_on = "2023-03-28"'),
    "a part of which only the year is known": dated("2023-03-28") + part('starts_on = "2023"'),
    "a part of an event without dates": FORUM + part('starts_on = "2023"'),
    "a signing on the day": dated("2023-03-28") + DEAL + 'event = "forum"\nsigned_on = "2023-03-28"',
    "fewer areas than are counted": FORUM + group('value = 17, unit = "regions", qualifier = "exact"'),
    "people beside areas": FORUM + group('value = 1, unit = "people", qualifier = "exact"'),
    "a late end is no fault": PLAN + 'announced_on = "2022"\ndue = "2023"\n' + LATE,
    "a completed plan stays completed": PLAN.replace('standing = "offered"', 'standing = "completed"') + LATE,
}


@pytest.mark.parametrize("entry", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_not_refused(examine: Examine, entry: str) -> None:
    assert examine(good=head("good") + entry) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"\xff\xfe", "must be UTF-8"),
        ("[source]".encode("utf-16"), "must be UTF-8"),
        ("\ufeff[source".encode(), "not TOML"),
        ("[source]\n\ufeffid = 'bad'".encode(), "not TOML"),
        ("\ufeff".encode(), "source: is missing"),
        (b"", "source: is missing"),
    ],
)
def test_bytes_that_are_no_text(examine: Examine, folder: Path, content: bytes, told: str) -> None:
    (folder / "bad.toml").write_bytes(content)
    (fault,) = examine()
    assert fault.startswith("bad.toml: ")
    assert told in fault


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_dossier_may_begin_with_a_byte_order_mark(examine: Examine, folder: Path, end: str) -> None:
    """Windows' editors write one."""
    (folder / "good.toml").write_bytes(f"\ufeff{head('good')}{FORUM}".replace("\n", end).encode())
    assert examine() == []


def test_all_faults_of_all_files_come_at_once(examine: Examine) -> None:
    faults = examine(
        one=head("one") + FLOW.replace("KAZ", "KAS") + FORUM + 'place = "Nowhere"\npart_of = "none"\n',
        two=head("two") + FORUM + proven('field = "nam"', PLAN) + FLOW + FLOW,
    )
    assert sorted(fault.split(": ")[:2] for fault in faults) == [
        ["one.toml", "events[0].part_of"],
        ["one.toml", "events[0].place"],
        ["one.toml", "trade_flows[0].reporter"],
        ["two.toml", "events[0].id"],
        ["two.toml", "plans[0].evidence[0].field"],
        ["two.toml", "trade_flows[1]"],
    ]


def test_shapes_of_all_files_come_at_once(examine: Examine) -> None:
    faults = examine(one="x = 1", two=head("two") + "y = 1\nz = 2")
    assert [fault.split(": ")[:2] for fault in faults] == [
        ["one.toml", "source"],
        ["one.toml", "x"],
        ["two.toml", "source.y"],
        ["two.toml", "source.z"],
    ]


def test_a_source_stands_in_one_file(examine: Examine) -> None:
    assert examine(one=head("same"), two=head("same")) == [
        "two.toml: source.id: the source 'same' stands in one.toml already"
    ]


def named(name: str, more: str = "") -> str:
    return head(name) + FORUM.replace('id = "forum"', f'id = "{name}"') + more


def test_circles_through_several_files(examine: Examine) -> None:
    faults = examine(
        one=named("one", 'same_as = "two"'),
        two=named("two", 'same_as = "three"'),
        three=named("three", 'same_as = "one"'),
    )
    assert faults == [
        "one.toml: events[0].same_as: 'one' comes back to itself",
        "three.toml: events[0].same_as: 'three' comes back to itself",
        "two.toml: events[0].same_as: 'two' comes back to itself",
    ]


def test_a_chain_is_no_circle(examine: Examine) -> None:
    one, two = named("one", 'same_as = "two"'), named("two", 'same_as = "three"')
    assert examine(one=one, two=two, three=named("three")) == []


@pytest.mark.parametrize(("last", "count"), [(100, None), (101, 201)])
def test_no_more_than_half_of_a_text_is_quoted(examine: Examine, last: int, count: int | None) -> None:
    """Words that are quoted twice count once."""
    remark = '[[events.remarks]]\ngist = "x"\nquote = "{}"\nat = {}\n'
    remarks = "".join(remark.format("x" * 100, place) for place in (0, 50, last))
    faults = examine(bad=head() + FORUM + remarks)
    told = f"bad.toml: source.text_length: the quotes hold {count} of the text's 400 code points"
    assert [fault.split(";")[0] for fault in faults] == ([told] if count else [])


@pytest.mark.parametrize("path", ["none", "none.toml"])
def test_a_path_that_is_not_there(tmp_path: Path, path: str) -> None:
    with pytest.raises(Refused, match="No such file"):
        read_seed(tmp_path / path)


def test_a_folder_of_nothing(folder: Path) -> None:
    with pytest.raises(Refused, match="holds no dossier"):
        read_seed(folder)


@pytest.mark.usefixtures("quick")
def test_nothing_of_a_refused_folder_is_loaded(folder: Path, settings: Settings) -> None:
    (folder / "a.toml").write_text(head("a") + FORUM)
    release = load(folder, settings).release
    (folder / "b.toml").write_text(head("b") + PLAN)
    (folder / "c.toml").write_text(head("c") + FLOW.replace("KAZ", "KAS"))
    with pytest.raises(Refused):
        load(folder, settings)
    assert in_force(settings) == release


def row(table: str, **values: Any) -> dict[str, Any]:
    """Give a row with nothing in it but what is said and what must be."""
    fill: dict[type, Any] = {str: "x", int: 0}
    columns = table_of(table).columns
    return {
        column.name: values.get(column.name, None if column.nullable else fill.get(column.type.python_type, []))
        for column in columns
    }


BAD_ROWS: dict[str, tuple[str, dict[str, Any]]] = {
    "half a composite key": ("evidence", row("evidence", trade_flow_reporter="KAZ", trade_flow_partner="CHN")),
    "evidence of two records": ("evidence", row("evidence", event="a", plan="b")),
    "evidence of nothing": ("evidence", row("evidence")),
    "a quote without an end": ("evidence", row("evidence", event="a", quote="x", quote_start=1)),
    "a long quote": ("evidence", row("evidence", event="a", quote="x", quote_start=1, quote_end=102)),
    "outside its interval": (
        "indicators",
        row("indicators", quantity_amount=3, quantity_upper=2, quantity_unit="t", quantity_bounds="()"),
    ),
    "no unit": ("indicators", row("indicators", quantity_amount=3)),
    "no value and no reason": ("trade_flows", row("trade_flows")),
    "a party that is nobody": ("plan_parties", row("plan_parties")),
    "a change of no kind": ("record_changes", row("record_changes")),
}


@on_both_engines
class TestTables:
    """What no dossier can say, the tables themselves refuse."""

    @pytest.mark.parametrize("name", BAD_ROWS)
    def test_a_row_that_cannot_be(self, settings: Settings, name: str) -> None:
        table, bad = BAD_ROWS[name]
        with open_builder(settings) as place, pytest.raises(IntegrityError, match=r"(?i)check constraint"):
            place.begin([]).execute(insert(table_of(table)), [bad])

    def test_a_row_that_refers_to_nothing(self, settings: Settings) -> None:
        with open_builder(settings) as place:
            place.begin([]).execute(insert(table_of("plan_places")), [row("plan_places", plan="none", area="none")])
            with pytest.raises((IntegrityError, sqlite3.IntegrityError)):
                place.publish(0, ReleaseInForce("x", 1, ""))
