"""Answers as linked data: records in the words of schema.org, quotes as annotations of the W3C.

The context stands in the document, so that nothing is fetched to read it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from app.settings import API
from app.views.citing.citation import OURS, SOURCE_KINDS, Citation, Cited
from app.vocabulary import tables_beside
from app.vocabulary.measures import Frequency
from app.vocabulary.period import Period
from app.web.rows.cells import Row
from app.web.rows.formats import to_json

_CONTEXT: Final[Row] = json.loads(Path(__file__).with_name("context.json").read_text())
"""The words of schema.org, and those of the Web Annotation model and of PROV that we use."""
_TYPES: Final[Row] = tables_beside(__file__, "schema-org.toml")
"""For each list, the type of its records in schema.org, and its properties with the members that they are made from."""
_OF_FIGURES: Final = {"Observation": "additionalProperty", "PlanAction": "result"}
"""The property that holds what a record of a type is stated to count; all others are about it."""


def json_ld(cited: Cited, citations: Sequence[Citation]) -> bytes:
    """Write an answer as linked data: what it is about, its sources and this release, and the words behind it."""
    own, sources = citations[0], {one.key: one for one in citations[1:]}
    release = f"{cited.origin}{API}/releases/{cited.row['release']}"
    told = [_source_node(one, cited.origin) for one in sources.values()]
    ours = {"@type": "Dataset", "id": release, "name": OURS, "version": own.version, "dateModified": own.issued}
    if own.url != cited.address:  # ids are those of records in every release
        ours["url"] = own.url
    if cited.kind == "verify":
        node = _verdict_node(cited)
    else:
        node = told.pop(0) if cited.kind == "sources" else _record_node(cited)
    others = [one for one in (*told, ours) if one["id"] != node["id"]]
    node["subjectOf"] = [{"id": one["id"]} for one in others]
    evidence = [cited.row] if cited.kind == "evidence" else cited.row.get("evidence") or []
    notes = [_annotation(one, sources, cited.origin) for one in evidence if isinstance(one, dict)]
    return to_json({"@context": _CONTEXT, "@graph": [node, *others, *notes]})


def _record_node(cited: Cited) -> Row:
    row, stated = cited.row, _TYPES[cited.kind]
    stated = stated | stated.get(str(row.get("kind")), {})
    node: Row = {"@type": stated["type"], "id": cited.address}
    for name, members in stated.items():
        if isinstance(members, list):
            made = [one for member in members for one in _values(member, row.get(member), cited.origin)]
            node |= {name: made} if made else {}
    if stated["type"] == "Observation" and row.get("period"):
        node |= _time(Period.parse(row["period"]))
    figures = {name: one for name, one in row.items() if isinstance(one, dict) and {"qualifier", "text"} <= one.keys()}
    if stated["type"] == "Observation" and figures:
        first = figures.pop(next(iter(figures)))
        node |= {"description": first["text"], "measurementQualifier": first["qualifier"], **_bounds(first)}
    for name, one in figures.items():
        value = {"@type": "PropertyValue", "propertyID": name, "name": one["text"], **_bounds(one)}
        node.setdefault(_OF_FIGURES.get(stated["type"], "about"), []).append(value)
    return node


def _time(period: Period) -> Row:
    """Return when a period begins, and how long it is, as ISO 8601 writes them."""
    is_year = period.frequency is Frequency.ANNUAL
    begins = period if is_year else Period(period.first, period.first)
    length = "P1Y" if is_year else f"P{period.last - period.first + 1}M"
    return {"observationDate": str(begins), "observationPeriod": length}


def _values(member: str, value: Any, origin: str) -> Iterator[object]:
    """Yield what a member says, in the words of schema.org; nothing for what is not known."""
    match value:
        case None:
            return
        case list():
            for one in value:
                yield from _values(member, one, origin)
        case {"code": code, "name": name}:
            yield _coded(member, {"id": code, "name": name}, f"{origin}{API}")
        case {"term": term, "explanation": explanation}:
            yield {"@type": "DefinedTerm", "name": term, "description": explanation}
        case {"actor": actor}:
            yield from _party(actor, value, origin)
        case {"url": url, **named}:
            name = named.get("title") or named.get("sentence")
            yield {"id": f"{origin}{url}"} | ({"name": name} if name else {})
        case {"alias": text} | {"title": text}:
            yield text
        case str() if member == "record_url":
            yield {"id": f"{origin}{value}"}
        case _:
            yield value


def _party(actor: Row | None, value: Row, origin: str) -> Iterator[object]:
    """Yield who takes part: as it is called there, else as the actor or the area is."""
    if "label" in value:
        yield ({"id": f"{origin}{actor['url']}"} if actor else {}) | {"name": value["label"]}
    else:
        yield from _values("area", actor or value["area"], origin)


def _coded(member: str, named: Row, base: str) -> Row:
    """Return an area or goods; what goods an observation is of is a property that it measures."""
    if not member.startswith("commodit"):
        return {"@type": "Place", **named, "id": f"{base}/areas/{named['id']}"}
    goods = {"@type": "DefinedTerm", **named, "id": f"{base}/commodities/{named['id']}"}
    measured = {"@type": "PropertyValue", "propertyID": member, "valueReference": goods}
    return measured if member == "commodity" else goods


def _bounds(quantity: Row) -> Row:
    """Return a quantity as schema.org has it: what is known of its value, of its two ends and of its unit."""
    unit = f"{quantity['unit']} per {quantity['per']}" if quantity["per"] else quantity["unit"]
    known = {"value": quantity["value"], "minValue": quantity["lower"], "maxValue": quantity["upper"]}
    return {name: number for name, number in known.items() if number is not None} | {"unitText": unit}


def _verdict_node(cited: Cited) -> Row:
    row, claim = cited.row, cited.row["claim"]
    facts = [fact for basis in row["by_basis"] for fact in basis["facts"]]
    urls = dict.fromkeys(f"{cited.origin}{one['url']}" for fact in facts for one in fact["inputs"])
    about = list(_values("area", [claim["from"], claim["to"]], cited.origin))
    return {
        "@type": "ClaimReview",
        "id": cited.address,
        "claimReviewed": claim["sentence"],
        "author": {"@type": "Organization", "name": OURS},
        "itemReviewed": {"@type": "Claim", "text": claim["sentence"], "about": about},
        "reviewRating": {"@type": "Rating", "alternateName": row["verdict"], "ratingExplanation": row["sentence"]},
        "isBasedOn": [{"id": url} for url in urls],
    }


def _source_node(one: Citation, origin: str) -> Row:
    texts = {"name": one.title, "url": one.url, "creditText": one.credit}
    texts |= {"datePublished": one.issued, "inLanguage": one.language, "version": one.version, "author": one.author}
    publisher = {"publisher": {"@type": "Organization", "name": one.publisher}} if one.publisher else {}
    known = {name: text for name, text in texts.items() if text}
    return {"@type": SOURCE_KINDS[one.kind]["schema"], "id": f"{origin}{API}/sources/{one.key}", **known, **publisher}


def _annotation(one: Row, sources: Mapping[str, Citation], origin: str) -> Row:
    """Return a piece of evidence as an annotation: of the field that it states, on the words of the source."""
    source = sources[one["source"]["id"]]
    words = {"type": "TextQuoteSelector", "exact": one["quote"], "prefix": one["prefix"], "suffix": one["suffix"]}
    place = {"type": "TextPositionSelector", "start": one["start"], "end": one["end"]}
    known = [{name: part for name, part in each.items() if part is not None} for each in (words, place)]
    target = {"source": source.url or f"{origin}{API}/sources/{source.key}"}
    return {
        "id": f"{origin}{one['url']}#annotation",
        "type": "Annotation",
        "motivation": "describing",
        "body": f"{origin}{one['record']['url']}#{quote(one['field'])}",
        "target": target | ({"selector": known} if one["quote"] else {}),
    }
