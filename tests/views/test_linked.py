"""Linked data as programs read it: expanded by pyld without a network, and quotes found again in their text."""

import json
import random
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld
from starlette.testclient import TestClient

from tests.conformance.operations import ITEMS, LISTS, REQUESTS

FLOW = "/v1/trade-flows/KAZ.CHN.export.2022.TOTAL.timesca-565m.0"
Json = dict[str, Any]
TABLE = """
Thing: additionalType alternateName description identifier name subjectOf url
Event Thing: about attendee endDate keywords location startDate superEvent
CreativeWork Thing: about author contributor creativeWorkStatus creditText dateCreated dateModified datePublished
CreativeWork CreativeWork: inLanguage isBasedOn isPartOf keywords publisher recordedAt temporalCoverage text version
Dataset CreativeWork: variableMeasured
NewsArticle CreativeWork:
Report CreativeWork:
Statement CreativeWork:
Claim CreativeWork:
Review CreativeWork: itemReviewed reviewAspect reviewBody reviewRating
ClaimReview Review: claimReviewed
Quotation CreativeWork: spokenByCharacter
DefinedTermSet CreativeWork: hasDefinedTerm
DefinedTerm Thing: inDefinedTermSet termCode
Rating Thing: ratingExplanation
PlanAction Thing: location object participant result scheduledTime
UpdateAction Thing: endTime object
Place Thing: additionalProperty containedInPlace containsPlace
Country Place:
Person Thing: jobTitle workLocation
Organization Thing: location
PropertyValue Thing: maxValue minValue propertyID unitText value valueReference
Observation Thing: additionalProperty maxValue measuredProperty measurementMethod measurementQualifier minValue
Observation Observation: observationAbout observationDate observationPeriod unitText value variableMeasured
Observation Observation: wasDerivedFrom
"""
PROPERTIES: dict[str, set[str]] = {}
for line in TABLE.strip().splitlines():
    kinds, _, names = line.partition(":")
    kind, *above = kinds.split()
    PROPERTIES[kind] = PROPERTIES.get(kind, set()).union(names.split(), *(PROPERTIES[one] for one in above))
"""The properties that schema.org has for each type, as far as we say them; the last one is of PROV."""


def _no_network(url: str, _: Json) -> Json:
    raise AssertionError(f"it needs {url}")


def _plain(value: Any) -> Any:
    """Write a graph so that graphs that say the same are equal: a list of one as that one, types under one name."""
    match value:
        case {}:
            return {("type" if name == "@type" else name): _plain(one) for name, one in value.items()}
        case [one]:
            return _plain(one)
        case []:
            return [_plain(one) for one in value]
        case list():
            return sorted(map(_plain, value), key=partial(json.dumps, sort_keys=True))
    return value


def _misplaced(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the types and properties that schema.org does not have so; annotations are no words of it."""
    match value:
        case {"@type": kind, **members}:
            yield from ((str(kind), str(name)) for name in members.keys() - PROPERTIES.get(kind, set()) - {"id"})
            yield from _misplaced([*members.values()])
        case list():
            for one in value:
                yield from _misplaced(one)


def _check(client: TestClient, address: str) -> Json:
    """Expand linked data and compact them again: whatever has no meaning would be gone."""
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/ld+json")
    document: Json = answer.json()
    expanded = jsonld.expand(document, {"documentLoader": _no_network})
    again = jsonld.compact(expanded, document["@context"], {"documentLoader": _no_network, "graph": True})
    assert _plain(again["@graph"]) == _plain(document["@graph"])
    ids = [one["id"] for one in document["@graph"]]
    assert len(set(ids)) == len(ids)
    assert set(_misplaced(document["@graph"])) == set()
    return document


def test_records_of_every_list_expand_without_loss(client: TestClient) -> None:
    shown = [REQUESTS[item.id].partition("?")[0] for item in ITEMS if "/" not in item.path.partition("{")[2]]
    assert {address.rpartition("/")[0] for address in shown} == {listed.path for listed in LISTS}
    for address in shown:
        node = _check(client, f"{address}.jsonld")["@graph"][0]
        assert node["id"] == f"http://testserver{address}"
        assert len(node) > 3, f"little is said of {address}"


@pytest.mark.trial
def test_a_hundred_records_expand_without_loss(client: TestClient) -> None:
    for listed in LISTS:
        ids = [row["id"] for row in client.get(f"{listed.path}?limit=500&fields=id").json()["items"]]
        for one in random.sample(ids, min(8, len(ids))):
            _check(client, f"{listed.path}/{one}.jsonld")


def test_an_observation_has_its_interval_its_areas_and_who_says_it(client: TestClient) -> None:
    node, source, release, *notes = _check(client, f"{FLOW}.jsonld")["@graph"]
    assert (node["@type"], node["minValue"], node["unitText"]) == ("Observation", 13_000_000_000, "USD")
    assert ("maxValue" in node, node["measurementQualifier"]) == (False, "more_than")
    assert [one["name"] for one in node["observationAbout"]] == ["Kazakhstan", "China"]
    assert node["subjectOf"] == [{"id": source["id"]}, {"id": release["id"]}]
    assert (source["@type"], source["publisher"]["name"]) == ("NewsArticle", "The Times of Central Asia")
    assert {one["body"].partition("#")[2] for one in notes} >= {"primary_value", "period", "growth"}


@pytest.mark.parametrize(
    ("period", "begins", "length"),
    [("2022", "2022", "P1Y"), ("2024-Q1", "2024-01", "P3M"), ("2024-01/2024-06", "2024-01", "P6M")],
)
def test_an_observation_says_when_and_for_how_long(client: TestClient, period: str, begins: str, length: str) -> None:
    """As ISO 8601 writes dates and durations, which schema.org asks for."""
    found = client.get("/v1/trade-flows", params={"reporter": "KAZ", "partner": "CHN", "period": period, "limit": 1})
    node = _check(client, f"{found.json()['items'][0]['url']}.jsonld")["@graph"][0]
    assert (node["observationDate"], node["observationPeriod"]) == (begins, length)


def test_a_verdict_is_a_review_of_a_claim(client: TestClient) -> None:
    asked = "from=KAZ&to=CHN&period=2022&value=13e9&unit=USD"
    answer = client.get(f"/v1/verify?{asked}").json()
    node = _check(client, f"/v1/verify.jsonld?{asked}")["@graph"][0]
    assert (node["@type"], node["claimReviewed"]) == ("ClaimReview", answer["claim"]["sentence"])
    assert node["reviewRating"]["alternateName"] == answer["verdict"]
    assert node["reviewRating"]["ratingExplanation"] == answer["sentence"]
    facts = {one["url"] for basis in answer["by_basis"] for fact in basis["facts"] for one in fact["inputs"]}
    assert {one["id"] for one in node["isBasedOn"]} == {f"http://testserver{url}" for url in facts}


def test_a_relation_is_about_its_two_areas(client: TestClient) -> None:
    node = _check(client, "/v1/relations/KAZ/CHN.jsonld")["@graph"][0]
    assert {one["name"] for one in node["about"]} == {"Kazakhstan", "China"}


def _annotations(client: TestClient, count: int) -> Iterator[Json]:
    listed = client.get("/v1/evidence?source=timesca-565m&quote_status=held&limit=500&fields=url").json()["items"]
    for row in random.sample(listed, min(count, len(listed))):
        (note,) = (one for one in client.get(f"{row['url']}.jsonld").json()["@graph"] if one.get("type"))
        assert note["type"] == "Annotation"
        yield note["target"]


@pytest.mark.parametrize("count", [12, pytest.param(500, marks=pytest.mark.trial)])
def test_quotes_are_found_in_the_article_with_other_white_space(
    article_copy: Path, client: TestClient, count: int
) -> None:
    text = article_copy.read_text()
    other = re.sub(r"\s+", lambda found: "\n \t\u00a0"[found.start() % 3 :], text)
    for target in _annotations(client, count):
        words, place = target["selector"]
        assert (words["type"], place["type"]) == ("TextQuoteSelector", "TextPositionSelector")
        assert text[place["start"] : place["end"]].split() == words["exact"].split()
        whole = "".join(words.get(name, "") for name in ("prefix", "exact", "suffix"))
        pattern = r"\s+".join(map(re.escape, re.split(r"\s+", whole)))
        assert len(re.findall(pattern, other)) == 1, words
