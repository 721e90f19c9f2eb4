"""`as_of`: what a release answered is answered again while its file is kept, and never anything else in its place."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from app.database import REVISION
from app.database.release_files import kept_releases, sidecar
from app.loading.reference import Reference
from app.loading.releases import load
from app.main import create_app
from app.settings import Settings
from app.views.items import SERVED
from app.web.schemas import CITATIONS
from app.web.snapshot import _MOST_KEPT, takes_as_of
from tests.conftest import ARTICLE, PATIENT
from tests.figures import Figure

FLOW = "/v1/trade-flows/KAZ.CHN.export.2022.TOTAL.timesca-565m.0"
CLAIM = "from=KAZ&to=CHN&period=2022&value=13e9&unit=USD"
VIEWS = (
    *("/v1/relations/KAZ/CHN", "/v1/relations/KAZ/CHN/mirror", "/v1/relations/KAZ/CHN/mirror.csv"),
    *("/v1/series?reporter=KAZ&partner=CHN", "/v1/series.csv?reporter=KAZ&partner=CHN", f"/v1/verify?{CLAIM}"),
    *(
        "/v1/search?q=kazakhstan",
        "/v1/trade-flows/summary?by=flow,period&reporter=KAZ&partner=CHN&commodity=TOTAL&source=timesca-565m",
        "/v1/checks/rules",
    ),
    *("/v1/catalog.jsonld", "/v1/dataset.zip", "/v1/trade-flows.csv?reporter=KAZ", "/v1/events.jsonl"),
)
CITED = ("/v1/relations/KAZ/CHN", f"/v1/verify?{CLAIM}")
SOME = ("trade-flows", "events", "sources", "checks", "derived", "areas")
"""Lists whose records are asked for in the ordinary run."""
Answers = dict[str, bytes]
Small = Callable[..., list[str]]


@contextmanager
def _service(folder: Path, keep: int, **more: Any) -> Iterator[TestClient]:
    url = f"sqlite:///{folder / 'release.db'}"
    with TestClient(create_app(Settings(database_url=url, keep_releases=keep, **{**PATIENT, **more}))) as client:
        yield client


def _edit(folder: Path, keep: int, number: int) -> None:
    """Load the article, with another title for each number but 0."""
    text = ARTICLE.read_text()
    edited = re.sub(r'^title = ".*"$', f'title = "Edit {number}"', text, count=1, flags=re.MULTILINE)
    assert edited != text
    dossier = folder / "edited" / ARTICLE.name
    dossier.parent.mkdir(exist_ok=True)
    dossier.write_text(edited if number else text)
    settings = Settings(database_url=f"sqlite:///{folder / 'release.db'}", keep_releases=keep)
    load(dossier, settings, loaded_at=f"2026-02-{number + 1:02}T00:00:00Z")


def _with(address: str, more: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{more}"


def _addresses(client: TestClient, names: Iterable[str], of_each: int) -> Iterator[str]:
    """Give lists, their first records, views, and the citations of all that can be cited."""
    yield from VIEWS
    cited = [*CITED]
    for name in names:
        listed = f"/v1/{name}"
        if takes_as_of(listed):
            yield f"{listed}?limit=3&count=true"
            cited += [row["url"] for row in client.get(f"{listed}?limit={of_each}&fields=url").json()["items"]]
    yield from cited[len(CITED) :]
    for address in cited:
        path, mark, query = address.partition("?")
        yield from (f"{path}.{suffix}{mark}{query}" for suffix in CITATIONS)


def _ask(client: TestClient, addresses: list[str], more: str) -> Answers:
    answers = {address: client.get(_with(address, more) if more else address) for address in addresses}
    wrong = {address: answer.text for address, answer in answers.items() if answer.status_code != 200}
    assert wrong == {}
    return {address: answer.content for address, answer in answers.items()}


def _kept(folder: Path) -> list[str]:
    return [one.name for one in kept_releases(folder / "release.db")]


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Path, Answers, Answers]]:
    """Give a service after three edits of an article, of which two releases are kept, and what the second answered."""
    folder = tmp_path_factory.mktemp("edited")
    _edit(folder, 2, 0)
    _edit(folder, 2, 1)
    with _service(folder, 2) as client:
        addresses = list(_addresses(client, SOME, 1))
        plain, named = (_ask(client, addresses, more) for more in ("", "as_of=2"))
        for number in (2, 3):
            _edit(folder, 2, number)
        yield client, folder, plain, named


Edited = tuple[TestClient, Path, Answers, Answers]


def test_answers_of_a_release_are_the_same_bytes_after_more_loads(edited: Edited) -> None:
    client, _, plain, named = edited
    assert _ask(client, list(named), "as_of=2") == named
    now = _ask(client, list(plain), "")
    of_lists = [address for address in plain if "count=true" in address]  # which show what was asked
    assert {address for address in plain if plain[address] != named[address]} == {*of_lists}
    assert sum(now[address] != plain[address] for address in plain) > len(plain) / 2  # as they name the release


def test_a_release_is_named_by_number_by_digest_or_by_both(edited: Edited) -> None:
    client, *_ = edited
    releases = {row["sequence"]: row for row in client.get("/v1/releases").json()["items"]}
    assert {number: row["kept"] for number, row in releases.items()} == {1: False, 2: True, 3: True, 4: True}
    digest = releases[2]["id"]
    for name in ("2", digest[:12], digest[:40], digest, f"2-{digest[:12]}", f"2-{digest}"):
        assert client.get(f"{FLOW}?as_of={name}").json()["release"] == digest
    wrong = digest[:-1] + ("0" if digest[-1] != "0" else "1")
    for name in (wrong, f"3-{digest[:12]}", "0", "5", "9" * 9, "0123456789ab"):
        assert client.get(f"{FLOW}?as_of={name}").status_code == 404
    for name in ("", "-1", "1.0", digest[:11], digest.upper(), f"2-{digest[:11]}", "latest", "٢"):
        assert client.get(f"{FLOW}?as_of={name}").status_code == 422
    for name in ("4", releases[4]["id"]):
        assert client.get(f"{FLOW}?as_of={name}").json() == client.get(FLOW).json()


def test_a_release_that_is_not_kept_is_gone_and_those_kept_are_named(edited: Edited) -> None:
    client, folder, *_ = edited
    for address in (FLOW, "/v1/events", "/v1/events.csv", f"{FLOW}.bib", "/v1/dataset.zip"):
        answer = client.get(_with(address, "as_of=1"))
        problem = answer.json()
        assert (answer.status_code, problem["type"]) == (410, "/v1/vocabulary/problem#release-gone")
        assert problem["errors"][0]["did_you_mean"] == _kept(folder)
    assert [name.partition("-")[0] for name in _kept(folder)] == ["2", "3"]
    files = {path.name for path in folder.iterdir() if path.is_file()}
    assert len(files) == 3 + 2 * 2, files


def test_headers_say_where_the_newest_is_and_what_has_changed_since(edited: Edited) -> None:
    client, *_ = edited
    source = client.get("/v1/sources/timesca-565m?as_of=2")
    assert source.headers["tradefacts-changed"] == "3"
    assert client.get("/v1/sources/timesca-565m?as_of=3").headers["tradefacts-changed"] == "4"
    assert '</v1/sources/timesca-565m>; rel="latest-version"' in source.headers["link"]
    changed = {
        address: client.get(_with(address, "as_of=2")).headers["tradefacts-changed"]
        for address in ("/v1/areas/KAZ", "/v1/areas", "/v1/areas/KAZ.bib", "/v1/sources.csv", "/v1/relations/KAZ/CHN")
    }
    assert list(changed.values()) == ["none", "none", "none", "3", "3"]
    assert client.get("/v1/sources?as_of=4").headers["tradefacts-changed"] == "none"
    plain = client.get("/v1/sources/timesca-565m").headers
    assert ("tradefacts-changed" in plain, "latest-version" in plain["link"]) == (False, False)
    assert "Tradefacts-Changed" in source.headers["access-control-expose-headers"]


def test_a_walk_goes_on_in_its_release(edited: Edited) -> None:
    """Also one that began without `as_of`, and met a new release: its cursor is of the old one."""
    client, *_ = edited
    first = client.get("/v1/commodities?limit=2&as_of=2").json()
    name = first["meta"]["query"]["as_of"]
    assert f"as_of={name}" in first["next"]
    second = client.get(first["next"])
    assert second.json()["meta"]["release"].startswith(name.partition("-")[2])
    assert "cursor" not in second.headers["link"].partition(";")[0]  # the newest has no such page
    cursor = first["meta"]["cursor"]
    gone = client.get(f"/v1/commodities?limit=2&cursor={cursor}")
    assert (gone.status_code, gone.json()["first_page"]) == (410, "/v1/commodities?limit=2")
    assert client.get(f"/v1/commodities?limit=2&cursor={cursor}&as_of=2").json() == second.json()
    other = client.get(f"/v1/commodities?limit=2&cursor={cursor}&as_of=3")
    assert (other.status_code, "as_of=3-" in other.json()["first_page"]) == (410, True)


def test_tags_and_ranges_hold(edited: Edited) -> None:
    client, *_ = edited
    for address in (FLOW, "/v1/events?limit=1", "/v1/events.csv", f"{FLOW}.bib"):
        first, now = client.get(_with(address, "as_of=2")), client.get(address)
        tag = first.headers["etag"]
        assert tag != now.headers["etag"]
        assert client.get(_with(address, "as_of=2"), headers={"If-None-Match": tag}).status_code == 304
        part = client.get(_with(address, "as_of=2"), headers={"Range": "bytes=2-9", "Accept-Encoding": "identity"})
        assert (part.status_code, part.content) == (206, first.content[2:10])
        assert client.head(_with(address, "as_of=2")).headers["etag"] == tag


def test_permanent_addresses_answer_the_same(edited: Edited) -> None:
    client, folder, *_ = edited
    for address in (FLOW, "/v1/relations/KAZ/CHN", f"/v1/verify?{CLAIM}", "/v1/search?q=wheat"):
        answer = client.get(address)
        (permanent,) = re.findall(r'<([^>]*)>; rel="cite-as"', answer.headers["link"])
        assert permanent == _with(address, f"as_of=4-{answer.headers['tradefacts-release'][:12]}")
        assert client.get(permanent).content == answer.content
    cited = client.get(f"{FLOW}.csl.json").json()[0]["URL"]
    assert client.get(cited).json()["id"] in FLOW
    assert cited in client.get(f"{FLOW}.txt").text
    graph = client.get(f"{FLOW}.jsonld").json()["@graph"]
    assert [one["url"] for one in graph if one.get("version", "").startswith("release 4")] == [cited]
    assert graph[0]["id"] == f"http://testserver{FLOW}"  # in every release
    with _service(folder, 0) as bare:
        assert bare.get(FLOW).headers["link"] == f'<{FLOW}>; rel="cite-as"'
        assert bare.get(f"{FLOW}.csl.json").json()[0]["URL"] == f"http://testserver{FLOW}"


def test_history_is_of_no_release_and_bodies_of_the_one_in_force(edited: Edited) -> None:
    client, *_ = edited
    for address in ("/v1/releases", "/v1/changes", "/v1/changes.atom", "/v1", "/live", "/relations/KAZ/CHN"):
        assert client.get(f"{address}?as_of=2").status_code == 422, address
    assert client.post("/v1/verify?as_of=2", json={"claims": []}).status_code == 422
    assert client.get("/v1/nothing?as_of=2").status_code == 404
    assert client.get("/v1/events?as_of=2&as_of=2").status_code == 422
    for address in ("/v1/events?asof=2", "/v1/relations/KAZ/CHN?as-of=2"):
        assert "as_of" in client.get(address).json()["errors"][0]["did_you_mean"]
    assert "as_of" not in client.get("/v1/changes?asof=2").json()["detail"]
    changed = client.get("/v1/changes?limit=1&fields=url").json()["items"][0]["url"]
    releases = client.get("/v1/releases").json()["items"]
    for record in (changed, releases[0]["url"]):
        assert client.get(f"{record}?as_of=2").status_code == 422
        cited = [client.get(f"{record}.bib?as_of={release}").headers for release in (2, 3)]  # which is of a release
        assert [headers["Tradefacts-Release"] for headers in cited] == [row["id"] for row in releases[1:3]]
    assert "but `as_of`" in client.get("/v1/areas/KAZ?x=1").json()["detail"]
    assert "but `as_of`" not in client.post("/v1/read?as_of=2", json={"text": "x"}).json()["detail"]


def test_a_name_is_read_however_it_is_written(edited: Edited) -> None:
    client, *_ = edited
    told = client.get(f"{FLOW}?as_of=2")
    for query in ("%61s_of=2", "as%5Fof=2", "&as_of=2&", "as_of=%32"):
        answer = client.get(f"{FLOW}?{query}")
        assert (answer.content, answer.headers["Link"]) == (told.content, told.headers["Link"]), query
    for query, problem in {
        "as_of": "malformed-value",
        "as_of=": "malformed-value",
        "%61s_of=2&as_of=3": "duplicate-parameter",
        "As_of=2": "unknown-parameter",
    }.items():
        assert client.get(f"{FLOW}?{query}").json()["type"].endswith(problem), query


def test_agents_open_the_addresses_of_citations(edited: Edited) -> None:
    client, *_ = edited

    def show(url: str) -> str:
        asked = {"name": "show", "arguments": {"url": url}}
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": asked}
        answer = client.post("/mcp", json=message, headers={"Accept": "application/json, text/event-stream"})
        return str(answer.json()["result"]["content"][0]["text"])

    releases = {one["sequence"]: one["id"] for one in client.get("/v1/releases").json()["items"]}
    for sequence in (2, 3):
        for address in (FLOW, "/v1/trade-flows", "/v1/relations/KAZ/CHN"):
            assert releases[sequence] in show(f"{address}?as_of={sequence}"), address
    assert "there is no such release" in show(f"{FLOW}?as_of=77")
    assert "no such parameter" in show("/v1/changes?as_of=2")


def test_few_catalogues_are_in_memory(edited: Edited) -> None:
    client, *_ = edited
    assert client.get("/v1/areas?as_of=2").status_code == client.get("/v1/areas?as_of=3").status_code == 200
    held = client.app.state.snapshots._known_of_kept  # type: ignore[attr-defined]  # noqa: SLF001
    assert 0 < len(held) <= _MOST_KEPT


@pytest.fixture
def small(tmp_path: Path, bundled_codes: Reference, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Give the function that loads a source of one event, with few codes, and names the releases that are kept."""
    few = dict.fromkeys(("areas", "commodities", "actors"), ()) | {"words": bundled_codes.rows["words"]}
    monkeypatch.setattr("app.loading.dossiers.reference_data", lambda *_: Reference(few, digest="0" * 64))

    def store(title: str, keep: int, url: str = f"sqlite:///{tmp_path / 'release.db'}") -> list[str]:
        dossier = tmp_path / "edited" / "a.toml"
        dossier.parent.mkdir(exist_ok=True)
        event = f'[[events]]\nid = "e"\nname = "{title}"\nkind = "forum"\n'
        dossier.write_text(f'[source]\nid = "a"\nkind = "article"\ntitle = "{title}"\n{event}')
        settings = Settings(database_url=url, keep_releases=keep)
        load(dossier, settings, loaded_at=f"2026-02-{next(days):02}T00:00:00Z")
        return [one.name.partition("-")[0] for one in kept_releases(tmp_path / "release.db")]

    days = count(1)
    return store


def test_a_file_that_is_not_as_it_was_loaded_is_never_answered_from(tmp_path: Path, small: Small) -> None:
    for title in ("before", "edited"):
        small(title, 1)
    (kept,) = kept_releases(tmp_path / "release.db")
    whole, digests = kept.path.read_bytes(), sidecar(kept.path).read_bytes()

    def ask() -> set[int]:
        with _service(tmp_path, 1) as client:
            addresses = ("/v1/events/e", "/v1/events/e", "/v1/events", "/v1/events.csv", "/v1/events/e.bib")
            answers = [client.get(f"{address}?as_of=1") for address in addresses]
            assert client.get("/v1/events/e").json()["name"] == "edited"
            assert all("edited" not in answer.text for answer in answers)
            return {answer.status_code for answer in answers}

    assert ask() == {200}
    kept.path.write_bytes(whole.replace(b"before", b"beford"))
    assert ask() == {503}
    kept.path.write_bytes(whole[:-1])
    assert ask() == {503}
    kept.path.write_bytes(whole)
    sidecar(kept.path).unlink()
    assert ask() == {503}
    sidecar(kept.path).write_bytes(digests)
    assert ask() == {200}
    kept.path.unlink()
    assert ask() == {410}


def test_files_of_another_schema_are_named_as_such(tmp_path: Path, small: Small) -> None:
    for title in ("before", "edited"):
        small(title, 1)
    (kept,) = kept_releases(tmp_path / "release.db")
    for path in (kept.path, sidecar(kept.path)):
        path.rename(str(path).replace(f"-{REVISION}", "-0001"))
    with _service(tmp_path, 1) as client:
        answer = client.get("/v1/events/e?as_of=1")
        assert (answer.status_code, "revision 0001" in answer.json()["detail"]) == (410, True)
        assert [row["kept"] for row in client.get("/v1/releases").json()["items"]] == [False, True]


def test_loads_keep_as_many_as_they_are_told_and_nothing_of_another_history(tmp_path: Path, small: Small) -> None:
    kept = [small(title, 3) for title in ("one", "two", "three", "four", "five")]
    assert kept == [[], ["1"], ["1", "2"], ["1", "2", "3"], ["2", "3", "4"]]
    mine = tmp_path / "release.db.2026-11-27"
    mine.write_text("a copy that somebody made")
    assert small("five", 1) == ["4"]  # a load that changes nothing
    (tmp_path / "release.db").unlink()
    assert small("one", 3) == []
    assert small("two", 0) == []
    left = {"release.db", mine.name, "release.db.lock", "release.db.sha256"}
    assert {path.name for path in tmp_path.iterdir() if path.is_file()} == left


def test_a_kept_file_is_no_second_copy_where_the_disk_has_links(
    tmp_path: Path, small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    small("one", 2)
    was = (tmp_path / "release.db").stat().st_ino
    small("two", 2)
    assert [one.path.stat().st_ino for one in kept_releases(tmp_path / "release.db")] == [was]

    def refuse(*_: Any) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    small("three", 2)
    with _service(tmp_path, 2) as client:
        names = [client.get(f"/v1/events/e?as_of={number}").json()["name"] for number in (1, 2, 3)]
        assert names == ["one", "two", "three"]


def test_data_that_come_again_are_cited_by_their_own_number(tmp_path: Path, small: Small) -> None:
    """Their digest is that of the first time; number and day are others, and so are tags."""
    small("one", 2)
    address = "/v1/events/e.bib"
    with _service(tmp_path, 2, cache_bytes=0) as client:
        first = client.get(address)
        for title in ("two", "one"):
            small(title, 2)
        again = client.get(address)
        assert again.headers["tradefacts-release"] == first.headers["tradefacts-release"]
        assert (first.headers["etag"] != again.headers["etag"], "release 3" in again.text) == (True, True)
        for answer in (first, again):
            (permanent,) = re.findall(r"as_of=([-0-9a-f]+)", answer.text)
            assert client.get(f"{address}?as_of={permanent}").content == answer.content
        assert client.get(f"{address}?as_of={first.headers['tradefacts-release']}").content == first.content


def test_a_server_says_that_it_keeps_none(empty_postgres: str, small: Small, caplog: pytest.LogCaptureFixture) -> None:
    """It was never made to: nothing failed that the log should tell of."""
    for title in ("one", "two"):
        small(title, 0, empty_postgres)
    patient: dict[str, Any] = {**PATIENT}
    with TestClient(create_app(Settings(database_url=empty_postgres, **patient))) as client:
        digests = [row["id"] for row in client.get("/v1/releases").json()["items"]]
        for name in ("2", digests[1][:12], f"2-{digests[1]}"):
            assert client.get(f"/v1/events/e?as_of={name}").json()["release"] == digests[1]
        for address in ("/v1/events/e?as_of=1", "/v1/events?as_of=1", f"/v1/events.csv?as_of={digests[0][:12]}"):
            answer = client.get(address)
            assert (answer.status_code, answer.json()["type"]) == (501, "/v1/vocabulary/problem#not-kept")
            assert answer.json()["instance"] is None
        assert "request" not in caplog.messages
        assert client.get("/v1/events/e?as_of=3").status_code == 404
    with pytest.raises(ValueError, match="KEEP_RELEASES keeps release files"):
        Settings(database_url="postgresql://h/d", keep_releases=1)


@pytest.mark.trial
@pytest.mark.timeout(1800)
def test_what_was_cited_at_the_first_release_is_the_same_after_ten_loads(tmp_path: Path, figure: Figure) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'release.db'}", keep_releases=10)
    load(None, settings, loaded_at="2026-01-01T00:00:00Z")
    with _service(tmp_path, 10) as client:
        addresses = list(_addresses(client, SERVED, 4))
        plain, named = (_ask(client, addresses, more) for more in ("", "as_of=1"))
        one = (tmp_path / "release.db").stat().st_size
        for number in range(1, 12):
            if number == 11:
                assert _ask(client, addresses, "as_of=1") == named
                others = [address for address in plain if "count=true" not in address]
                assert [address for address in others if plain[address] != named[address]] == []
                size = sum(path.stat().st_size for path in tmp_path.glob("release.db*"))
            _edit(tmp_path, 10, number)
        gone = client.get(f"{FLOW}?as_of=1")
        assert (gone.status_code, len(_kept(tmp_path))) == (410, 10)
    figure("Answers and citations of the first release that differ after ten loads", f"0 of {len(addresses)}")
    figure(
        "Disk for ten releases beside the one in force, of the seed", f"{size / 2**20:.0f} MiB, {size / one:.1f} files"
    )


def test_an_address_in_any_script_is_cited(client: TestClient) -> None:
    """Headers hold no other characters than those of ASCII."""
    answer = client.get("/v1/relations/PRC/Казахстан")
    assert answer.status_code == 200
    assert f'</v1/relations/PRC/{quote("Казахстан")}>; rel="cite-as"' in answer.headers["link"]
