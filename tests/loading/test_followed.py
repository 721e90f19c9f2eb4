"""A copy of the lists that follows `/v1/changes` is the lists, whatever is loaded; and what changes say."""

import csv
import io
import json
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from starlette.testclient import TestClient

from app.loading.faults import Refused
from app.loading.reference import Reference
from app.loading.releases import load
from app.main import create_app
from app.resources.changes import ChangeOut
from app.settings import Settings, bundled
from app.views.shown import FOLLOWED, read_shown
from app.vocabulary.period import Period

Row = dict[str, Any]
ORDERS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "areas": lambda row: (row["code"],),
    "events": lambda row: (row["starts_on"] or "", row["id"]),
    "agreements": lambda row: (row["signed_on"] or "", row["id"]),
    "plans": lambda row: (row["announced_on"] or "", row["id"]),
    "indicators": lambda row: (row["measure"], _code(row["area"]), _recency(row["period"]), row["id"]),
    "evidence": lambda row: (row["source"]["id"], row["id"]),
    "trade-flows": lambda row: (
        *(row["reporter"]["code"], row["partner"]["code"], row["flow"], _recency(row["period"])),
        *(row["commodity"]["code"], row["source"]["id"], row["id"]),
    ),
}
"""How the rows of lists are ordered, by members that they show; the others by id."""


def _by_id(row: Row) -> tuple[object, ...]:
    return (row["id"],)


def _code(label: Row | None) -> str:
    return label["code"] if label else ""


def _recency(period: str | None) -> int:
    return Period.parse(period).recency if period else 10**9


class Change(msgspec.Struct):
    """What a copy needs of a change."""

    kind: str
    record: str
    change: str
    row: msgspec.Raw


class Copy:
    """A copy of all lists: read whole once, and then kept by the changes alone."""

    def __init__(self, client: TestClient) -> None:
        self.lists: dict[str, dict[str, bytes]] = {}
        for kind, resource in FOLLOWED.items():
            answer = client.get(f"{resource.path}.jsonl")
            rows = answer.content.splitlines()
            self.lists[kind] = {msgspec.json.decode(row)["id"]: row for row in rows}
        self.release = answer.headers["Tradefacts-Release"]

    def follow(self, client: TestClient) -> None:
        answer = client.get("/v1/changes.jsonl", params={"since": self.release})
        assert answer.status_code == 200, answer.text
        for line in answer.content.splitlines():
            change = msgspec.json.decode(line, type=Change)
            if change.kind not in self.lists:
                continue
            if change.change == "removed":
                self.lists[change.kind].pop(change.record)
            elif bytes(change.row) != b"null":
                self.lists[change.kind][change.record] = bytes(change.row)
        self.release = answer.headers["Tradefacts-Release"]

    def check(self, client: TestClient) -> None:
        for kind, resource in FOLLOWED.items():
            order = ORDERS.get(resource.name, _by_id)
            rows = sorted(self.lists[kind].values(), key=lambda row: order(msgspec.json.decode(row)))
            assert b"".join(row + b"\n" for row in rows) == client.get(f"{resource.path}.jsonl").content, kind


class Edits:
    """Random edits of a folder of dossiers; one that the loader refuses is taken back, and another tried."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._random = folder, random.Random(seed)  # noqa: S311  # no secret
        self._kinds = (self._retitle, self._remove, self._add, self._alter, self._rename, self._go_back)
        self._before: list[dict[str, str]] = []
        self.made: list[str] = []

    def make(self, put: Callable[[], object]) -> None:
        """Make one edit and load it."""
        while True:
            there = {path.name: path.read_text() for path in self._folder.iterdir()}
            edit = self._random.choice(self._kinds)
            edit()
            changed = {path.name: path.read_text() for path in self._folder.iterdir()} != there
            try:
                if changed:
                    put()
                    self.made.append(edit.__name__)
                    self._before.append(there)
                    return
            except Refused:
                pass
            for name, text in there.items():
                (self._folder / name).write_text(text)

    def _dossier(self) -> Path:
        names = {"reference.toml", "vocabulary.toml"}
        return self._random.choice(sorted(path for path in self._folder.iterdir() if path.name not in names))

    def _retitle(self) -> None:
        path = self._dossier()
        path.write_text(re.sub(r'(?m)^title = "(.*)"', r'title = "\1 (revised)"', path.read_text(), count=1))

    def _remove(self) -> None:
        path = self._dossier()
        head, *blocks = re.split(r"(?m)^(?=\[\[[a-z_]+\]\]\n)", path.read_text())
        if blocks:
            blocks.pop(self._random.randrange(len(blocks)))
        path.write_text(head + "".join(blocks))

    def _add(self) -> None:
        path, name = self._dossier(), f"visit-{self._random.randrange(10**6)}"
        path.write_text(
            f'{path.read_text()}\n[[events]]\nid = "{name}"\nname = "A visit"\nkind = "forum"\nplace = "KAZ"\n'
        )

    def _alter(self) -> None:
        """Give a figure another first digit, in its value and in its quote where it has one."""
        path = self._dossier()
        text = path.read_text()
        found = [*re.finditer(r'value = (\d)[\d_.]*,(?:[^\n]*quote = "[^"\n]*?(\1))?', text)]
        if found:
            one, digit = self._random.choice(found), str(self._random.randrange(1, 10))
            for start in filter(lambda place: place >= 0, (one.start(2), one.start(1))):
                text = text[:start] + digit + text[start + 1 :]
            path.write_text(text)

    def _rename(self) -> None:
        """Give an area, an actor or a word of the reference data another name."""
        path = self._folder / self._random.choice(["reference.toml", "vocabulary.toml"])
        found = [*re.finditer(r'(?m)(?:^|[{ ])(?:name|explanation) = "([^"\n]*)"', path.read_text())]
        one, text = self._random.choice(found), path.read_text()
        path.write_text(f"{text[: one.end(1)]} X{text[one.end(1) :]}")

    def _go_back(self) -> None:
        if self._before:
            for name, text in self._random.choice(self._before[-3:]).items():
                (self._folder / name).write_text(text)


def follow(settings: Settings, folder: Path, count: int, away: int) -> list[str]:
    """Load edits one by one, and check a copy after each, and one that looks away for some; return the edits."""
    load(folder, settings)
    edits = Edits(folder, 15)
    with TestClient(create_app(settings)) as client:
        kept, seldom = Copy(client), Copy(client)
        for number in range(1, count + 1):
            edits.make(lambda: load(folder, settings, shown=read_shown))
            kept.follow(client)
            kept.check(client)
            if number % away == 0:
                seldom.follow(client)
                seldom.check(client)
    return edits.made


SOURCE = """
[source]
id = "{name}"
kind = "article"
title = "{title}"
text_sha256 = "{sha}"
text_length = 5000
"""
FLOW = """
[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2022"
commodity = "TOTAL"
primary_value = {{ value = {value}, unit = "USD", qualifier = "exact" }}
basis = {{ kind = "reported", compiled_by = "KAZ", valuation = "fob" }}
"""
EVENT = """
[[events]]
id = "{name}"
name = "Форум"
kind = "forum"
place = "KAZ"
"""
FIRST = FLOW.format(value="13_000_000_000")
SECOND = FLOW.format(value="13_000_000_000.25").replace('"exact"', '"rounded", step = 1_000_000_000')
EDITS: tuple[dict[str, str], ...] = (
    {"a": FIRST + EVENT.format(name="forum"), "b": SECOND},
    {"a": FIRST + EVENT.format(name="talks"), "b": SECOND.replace("13_", "19_")},  # one comes, one goes, one changes
    {"a": FIRST, "b": SECOND},
    {"a": FIRST + EVENT.format(name="talks"), "b": SECOND.replace("13_", "19_")},  # the second again, which gives way
    {"a": FIRST + EVENT.format(name="forum"), "b": SECOND, "c": EVENT.format(name="visit")},
)


@pytest.fixture(scope="module")
def codes(few_codes: Reference) -> Iterator[None]:
    """Read few codes in place of all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.loading.dossiers.reference_data", lambda *_: few_codes)
        yield


@pytest.fixture(scope="module")
def client(
    codes: None,  # noqa: ARG001
    module_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    settings_for: Callable[..., Settings],
) -> Iterator[TestClient]:
    """Load the edits one by one, with a copy that follows each and another that looks away; give the client then."""
    settings, folder = settings_for(module_url), tmp_path_factory.mktemp("dossiers")
    seldom: Copy | None = None
    for number, records in enumerate(EDITS, 1):
        for name, record in records.items():
            title = f"{name} of {'xy'[number == 5]}"
            (folder / f"{name}.toml").write_text(SOURCE.format(name=name, title=title, sha="0" * 64) + record)
        load(folder, settings, shown=read_shown)
        if number == 1:
            client = TestClient(create_app(settings))
            client.__enter__()
            kept, seldom = Copy(client), Copy(client)
        kept.follow(client)
        kept.check(client)
    assert seldom
    seldom.follow(client)
    seldom.check(client)
    yield client
    client.__exit__(None, None, None)


def changes(client: TestClient, **asked: str | int) -> list[Row]:
    answer = client.get("/v1/changes", params={"limit": 500, **asked})
    assert answer.status_code == 200, answer.text
    rows: list[Row] = answer.json()["items"]
    return rows


def test_a_change_says_what_was_before_and_is_since(client: TestClient) -> None:
    found = changes(client, since=1)
    of_second = [row for row in found if row["sequence"] == 2]
    told = {(row["kind"], row["record"], row["change"], row["field"]) for row in of_second}
    flow = "KAZ.CHN.export.2022.TOTAL.b.0"
    assert told >= {
        ("event", "forum", "removed", None),
        ("event", "talks", "added", None),
        ("trade_flow", flow, "changed", "primary_value"),
        ("source", "a", "changed", None),  # its digest, which nobody stated
    }
    (altered,) = (row for row in of_second if row["record"] == flow)
    ChangeOut.model_validate(altered)
    assert (altered["before"]["value"], altered["after"]["value"]) == (13_000_000_000.25, 19_000_000_000.25)
    assert altered["row"]["primary_value"]["value"] == 19_000_000_000.25
    assert altered["record_url"] == f"/v1/trade-flows/{flow}"
    assert client.get(altered["url"]).json().items() >= altered.items()
    assert {row["sequence"] for row in found} == {2, 3, 4, 5}


def test_verdicts_that_flip_are_told(client: TestClient) -> None:
    flips = changes(client, kind="check", since=1)
    told = [(row["sequence"], row["field"], row["before"], row["after"]) for row in flips]
    agree = told[0][2]
    back_and_forth = [("conflict", agree), (agree, "conflict")]
    assert told == [(number, "verdict", *back_and_forth[number % 2 == 0]) for number in (2, 3, 4, 5)]
    assert client.get(flips[0]["record_url"]).json()["verdict"] == agree != "conflict"


def test_a_release_is_named_by_its_digest_or_its_sequence(client: TestClient) -> None:
    releases = client.get("/v1/releases").json()["items"]
    assert [row["sequence"] for row in releases] == [1, 3, 4, 5]  # the data of the second are the fourth
    for release in releases:
        assert changes(client, since=release["id"]) == changes(client, since=release["sequence"])
    assert changes(client, since=releases[-1]["id"]) == []


@pytest.mark.parametrize("since", ["0", "6", "99999999", "0" * 64])
def test_a_release_that_is_not_followed_is_gone(client: TestClient, since: str) -> None:
    for suffix in ("", ".jsonl", ".csv", ".atom"):
        answer = client.get(f"/v1/changes{suffix}", params={"since": since})
        assert answer.status_code == 410
        problem = answer.json()
        assert problem["type"] == "/v1/vocabulary/problem#changes-gone"
        assert "read each list whole again" in problem["detail"]
        assert problem["errors"][0]["value"] == since
    assert client.get("/v1/changes?since=last").status_code == 422


def test_a_release_is_named_as_it_is_in_addresses(client: TestClient) -> None:
    digest = client.get("/v1/releases").json()["items"][1]["id"]
    told = client.get("/v1/changes?since=3").json()
    for name in (digest, digest[:12], f"3-{digest[:12]}", f"03-{digest}"):
        assert client.get(f"/v1/changes?since={name}").json() == told, name
    assert client.get(f"/v1/changes?since=4-{digest[:12]}").status_code == 410
    assert client.get(f"/v1/changes?since={digest[:11]}x").status_code == 422


def test_one_conditional_request_tells_that_nothing_changed(client: TestClient) -> None:
    first = client.get("/v1/changes.jsonl?since=1")
    again = client.get("/v1/changes.jsonl?since=1", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_follows_sees_an_upgrade(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows may be shown otherwise then, without a change of data."""
    release = client.get("/v1/areas.jsonl").headers["Tradefacts-Release"]
    held = client.get(f"/v1/changes.jsonl?since={release}").headers
    monkeypatch.setattr("app.web.answers.responses.BUILD", "another")
    answer = client.get(f"/v1/changes.jsonl?since={release}", headers={"If-None-Match": held["ETag"]})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Tradefacts-Build"] == "another" != held["Tradefacts-Build"]


def test_pages_and_tables_hold_the_same_changes(client: TestClient) -> None:
    whole, paged, address = changes(client, since=1), [], "/v1/changes?since=1&limit=3"
    while address:
        page = client.get(address).json()
        paged += page["items"]
        address = page["next"]
    assert paged == whole
    lines = client.get("/v1/changes.jsonl?since=1").content.splitlines()
    assert [msgspec.json.decode(line) for line in lines] == whole
    table = [*csv.DictReader(io.StringIO(client.get("/v1/changes.csv?since=1").text))]
    assert [row["record"] for row in table] == [row["record"] for row in whole]
    assert [row["row"] and json.loads(row["row"])["id"] for row in table] == [
        row["row"]["id"] if row["row"] else "" for row in whole
    ]


def test_the_feed_is_one_of_atom(client: TestClient) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    answer = client.get("/v1/changes.atom?limit=4&since=1")
    assert answer.headers["Content-Type"] == "application/atom+xml"
    feed = ET.fromstring(answer.content)  # noqa: S314  # our own
    entries, seen = feed.findall(f"{atom}entry"), []
    for one in (feed, *entries):
        assert {child.tag for child in one} >= {f"{atom}{name}" for name in ("id", "title", "updated", "link")}
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.findtext(f"{atom}id") or "")
    whole = changes(client)
    assert whole[0]["sequence"] == 1, "a feed is not empty where there is one release"
    whole = [one for one in whole if one["sequence"] > 1]
    while entries:
        seen += [one.findtext(f"{atom}id") for one in entries]
        links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{atom}link")}
        assert ET.fromstring(client.get(links["self"]).content).findtext(f"{atom}id") == feed.findtext(f"{atom}id")  # noqa: S314
        if "next" not in links:
            break
        feed = ET.fromstring(client.get(links["next"]).content)  # noqa: S314  # our own
        entries = feed.findall(f"{atom}entry")
    assert len(set(seen)) == len(seen) == len(whole)
    assert "Форум" in client.get("/v1/changes.atom?since=1").text


def test_the_first_page_of_the_feed_has_what_is_newest(client: TestClient) -> None:
    """Readers of feeds ask for no other page, and may take the address that a feed gives as its own."""
    atom = "{http://www.w3.org/2005/Atom}"
    for kind in ("", "kind=source&", "kind=check&"):
        whole = [f"{one['kind']} {one['record']}" for one in client.get(f"/v1/changes?{kind}limit=500").json()["items"]]
        for limit in (1, 2, 3, 8, 500):
            feed = ET.fromstring(client.get(f"/v1/changes.atom?{kind}limit={limit}").content)  # noqa: S314  # our own
            told = [one.findtext(f"{atom}title", "") for one in feed.findall(f"{atom}entry")]
            more = {one.get("rel"): one.get("href", "") for one in feed.findall(f"{atom}link")}
            assert "since=" not in more["self"]
            assert len(told) <= limit
            if "next" in more:
                assert len(told) == limit, "the newest release alone does not fit"
            else:
                assert all(map(str.startswith, reversed(told), reversed(whole)))
                assert bool(told) == bool(whole)
    sequences = {one["sequence"] for one in client.get("/v1/changes?limit=500").json()["items"]}
    pages = (client.get(f"/v1/changes.atom?limit=1{since}").content for since in ("", f"&since={max(sequences) - 1}"))
    newest, only = (ET.fromstring(page).findtext(f"{atom}entry/{atom}id") for page in pages)  # noqa: S314  # our own
    assert newest == only is not None


def test_a_load_that_cannot_tell_how_rows_are_shown_is_where_copies_begin(
    quick: None,  # noqa: ARG001
    folder: Path,
    settings: Settings,
) -> None:
    for title in "xyz":
        (folder / "a.toml").write_text(SOURCE.format(name="a", title=title, sha="0" * 64))
        load(folder, settings, shown=None if title == "y" else read_shown)
    with TestClient(create_app(settings)) as client:
        assert [client.get(f"/v1/changes?since={since}").status_code for since in (1, 2, 3)] == [410, 200, 200]


@pytest.mark.trial
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_copy_follows_thirty_edits_of_the_seed(
    engine: str, tmp_path: Path, settings_for: Callable[..., Settings], request: pytest.FixtureRequest
) -> None:
    url = f"sqlite:///{tmp_path / 'release.db'}" if engine == "sqlite" else request.getfixturevalue("empty_postgres")
    folder = tmp_path / "seed"
    shutil.copytree(
        bundled("seed"), folder, ignore=lambda _, names: [one for one in names if not one.endswith(".toml")]
    )
    made = follow(settings_for(url), folder, count=30, away=10)
    assert len(set(made)) == 6, made
