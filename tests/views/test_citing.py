"""Citations as reference managers read them: BibTeX through pybtex, CSL-JSON through citeproc, a sentence by eye."""

import random
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given, settings
from hypothesis import strategies as st
from pybtex.database import Entry, parse_string
from starlette.testclient import TestClient

from app.main import create_app
from app.views.citing.citation import Citation, bibtex, csl_json, plain_text
from app.views.citing.citation import Cited as Answer
from app.vocabulary.terms import SourceKind
from tests.conformance.operations import ITEMS, LISTS, REQUESTS

FLOW = "/v1/trade-flows/KAZ.CHN.export.2022.TOTAL.timesca-565m.0"
VERDICT = "/v1/verify{}?from=KAZ&to=CHN&period=2022&value=13e9&unit=USD"
STYLE = CitationStylesStyle(str(Path(__file__).with_name("references.csl")), validate=False)
LATEX = re.compile(r"\\text([a-z]+)\{\}|\{(\\.\{.\})\}|\\([$&#%_])|\{\}|(.)", re.DOTALL)
"""A character by its name, one with an accent, one behind a backslash, nothing, and any other."""
MARKS = dict(
    zip(
        "`'^~=u.\"rHvdck",
        "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328",
        strict=True,
    )
)
NAMED = {"braceleft": "{", "braceright": "}", "backslash": "\\", "asciicircum": "^", "asciitilde": "~"}
Json = dict[str, Any]


def _random_items(client: TestClient, count: int) -> Iterator[str]:
    """Give addresses of records: so many of every list, others each time."""
    for listed in LISTS:
        ids = [row["id"] for row in client.get(f"{listed.path}?limit=500&fields=id").json()["items"]]
        yield from (f"{listed.path}/{one}" for one in random.sample(ids, min(count, len(ids))))


def _bibtex(text: str) -> dict[str, Entry]:
    return dict(parse_string(text, "bibtex").entries)


def _printed(text: str) -> str:
    """Give what LaTeX prints of a title, which stands in braces of its own."""
    return "".join(map(_character, LATEX.finditer(text[1:-1])))


def _character(found: re.Match[str]) -> str:
    accented = normalize("NFC", found[2][3:-1] + MARKS[found[2][1]]) if found[2] else ""
    return NAMED.get(found[1], "") or accented or found[3] or found[4] or ""


def _bibliography(items: list[Json]) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of members that no style knows
        made = CitationStylesBibliography(STYLE, CiteProcJSON(items), formatter.plain)
        for one in items:
            made.register(Cited([CitationItem(one["id"].lower())]))
        return [str(entry) for entry in made.bibliography()]


def _check(client: TestClient, address: str, query: str = "") -> None:
    """Read the citations of one answer in all formats, and hold them against each other."""
    texts = {suffix: client.get(f"{address}.{suffix}{query}") for suffix in ("bib", "csl.json", "txt")}
    assert {suffix: answer.status_code for suffix, answer in texts.items()} == dict.fromkeys(texts, 200)
    items, entries, sentence = texts["csl.json"].json(), _bibtex(texts["bib"].text), texts["txt"].text
    assert list(entries) == [one["id"] for one in items]
    assert items[0]["URL"].startswith("http://testserver/v1/")
    assert client.get(items[0]["URL"]).status_code == 200
    assert [one["URL"] for one in items if "URL" in one and f"<{one['URL']}>" not in sentence] == []
    for entry, item, printed in zip(entries.values(), items, _bibliography(items), strict=True):
        title = _printed(entry.fields["title"]) if "title" in entry.fields else None
        assert ((title or "") in printed, (title or "title not known]") in sentence) == (True, True)
        assert title == item.get("title")
        assert entry.fields.get("year") == (str(item["issued"]["date-parts"][0][0]) if "issued" in item else None)


def test_records_of_every_list_can_be_cited(client: TestClient) -> None:
    shown = [REQUESTS[item.id].partition("?")[0] for item in ITEMS if "/" not in item.path.partition("{")[2]]
    assert {address.rpartition("/")[0] for address in shown} == {listed.path for listed in LISTS}
    for address in shown:
        _check(client, address)


@pytest.mark.trial
def test_a_hundred_records_can_be_cited(client: TestClient) -> None:
    addresses = list(_random_items(client, 8))
    assert len(addresses) >= 100
    for address in addresses:
        _check(client, address)


def test_relations_and_verdicts_can_be_cited(client: TestClient) -> None:
    _check(client, "/v1/relations/KAZ/CHN")
    _check(client, "/v1/verify", VERDICT.format("").removeprefix("/v1/verify"))


def test_a_sentence_says_who_said_it_where_and_in_which_release(client: TestClient) -> None:
    digest = client.get("/v1").json()["release"][:12]
    assert client.get(f"{FLOW}.txt").text == (
        "“Kazakhstan's exports to China in 2022 exceeded USD 13 billion, up more than a third on 2021, by Kazakhstan's"
        f" figures (The Times of Central Asia)”, tradefacts, release 1, {digest}, 1 January 2026,"
        f" <http://testserver{FLOW}> (The base of the growth is understood as the year before);"
        " from “Kazakhstan, China sign contracts worth more than $565 million”,"
        " The Times of Central Asia, day not known,"
        " <https://timesca.com/kazakhstan-china-sign-contracts-worth-more-than-565-million/>.\n"
    )


def test_a_number_that_the_editor_computed_is_cited_with_the_note_that_says_so(client: TestClient) -> None:
    address, note = "/v1/trade-flows/CHN.KAZ.total.2022.TOTAL.un-comtrade-china-2022.0", "the editor added the two"
    own, source = client.get(f"{address}.csl.json").json()
    assert (note in own["note"], note in source["note"]) == (True, False)
    assert note in _bibtex(client.get(f"{address}.bib").text)[own["id"]].fields["note"]
    assert f"(UN Comtrade has no turnover: {note}); from “UN Comtrade:" in client.get(f"{address}.txt").text


def test_a_title_that_is_not_known_is_none(client: TestClient) -> None:
    address = "/v1/sources/qazinform-2025-09-05"
    own, source = client.get(f"{address}.csl.json").json()
    assert (own["title"], "title" in source) == ("qazinform-2025-09-05", False)
    assert "title" not in _bibtex(client.get(f"{address}.bib").text)[source["id"]].fields
    assert "; from [article, title not known], Qazinform" in client.get(f"{address}.txt").text


def test_a_verdict_cites_what_it_rests_on_alone(client: TestClient) -> None:
    """What is held of other periods decides nothing, and is not cited."""
    asked = VERDICT.replace("2022", "1999")
    assert client.get(asked.format("")).json()["missing"]["other_periods"]
    assert len(client.get(asked.format(".csl.json")).json()) == 1


def test_addresses_are_of_the_host_that_was_asked_unless_one_is_set(client: TestClient, settings_for: Any) -> None:
    asked = client.get(f"{FLOW}.bib"), client.get(f"{FLOW}.bib", headers={"Host": "other.example"})
    assert ["http://other.example/v1/" in one.text for one in asked] == [False, True]
    assert asked[0].headers["etag"] != asked[1].headers["etag"]
    url = str(client.app.state.snapshots.settings.database_url)  # type: ignore[attr-defined]
    with TestClient(create_app(settings_for(url, public_origin="https://facts.example"))) as known:
        assert f"https://facts.example{FLOW}" in known.get(f"{FLOW}.bib").text


def test_a_suffix_that_is_none_of_ours_belongs_to_the_id(client: TestClient) -> None:
    for address in (f"{FLOW}.xml", "/v1/events/no-such-event.bib", "/v1/no-such-list/x.bib", "/v1/relations/KAZ.bib"):
        assert client.get(address).status_code == 404
    assert client.get(f"{FLOW}.bib?limit=1").status_code == 422
    refused = client.get(FLOW, headers={"Accept": "application/x-bibtex"})
    assert (refused.status_code, refused.json()["errors"][0]["did_you_mean"]) == (406, [f"{FLOW}.bib"])


def _citation(title: str, url: str | None = None) -> Citation:
    kind, nothing = SourceKind.REPORT, [None] * 4
    return Citation("key", kind, title, "Ö. Łoś", "A & B_{%}", "2023-03", url, "2024-01-02", *nothing[1:])


NOTHING = Answer("", "", "", "", {}, ())

TEXTS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1)


@settings(max_examples=30)
@given(TEXTS)
def test_titles_are_data(title: str) -> None:
    """A title that is markup, a command or half a group is read as it was written."""
    one = _citation(title, Answer("", "", "https://example.org", f"/{title}", {}, ()).address)
    (entry,) = _bibtex(bibtex(NOTHING, [one]).decode()).values()
    assert _printed(entry.fields["title"]) == normalize("NFC", title)
    assert set(entry.fields) == {"title", "institution", "year", "month", "url", "urldate"}
    assert b'"id":"key"' in csl_json(NOTHING, [one])
    assert title in plain_text(NOTHING, [one]).decode()


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("50 % & more: $5_000 #1", r"50 \% \& more: \$5\_000 \#1"),
        ("{C:\\temp}", r"\textbraceleft{}C:\textbackslash{}temp\textbraceright{}"),
        ("Estadão, Zürich", r"Estad{\~{a}}o, Z{\"{u}}rich"),
        ("a -- ''b'' ?`", r"a -{}- '{}'b'{}' ?{}`"),
        ("Алматы й Tiếng 新闻 ~ ^", r"Алматы й Tiếng 新闻 \textasciitilde{} \textasciicircum{}"),
    ],
)
def test_what_latex_would_run_is_written_by_its_name(title: str, written: str) -> None:
    text = bibtex(NOTHING, [_citation(title)]).decode()
    assert f"title = {{{{{written}}}}}," in text
    assert _printed(_bibtex(text)["key"].fields["title"]) == title
