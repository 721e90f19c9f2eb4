"""How an answer is cited: a record, a relation or a verdict, with its release and day, and the sources behind it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Final

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.convertors import StringConvertor, register_url_convertor

from app.resources.sources import SOURCES
from app.settings import API
from app.views.citing.citation import Citation, Cited, bibtex, citations_of, csl_json, plain_text, sources_in
from app.views.citing.linked import json_ld
from app.views.items import SERVED, read_record
from app.views.relations import OneArea, OtherArea, pair_in_path
from app.views.relations.composing import relation
from app.views.verify import answer_claim
from app.views.verify.query import ClaimIn
from app.web.answers.responses import BodyAndHeaders, answer_whole, origin_of
from app.web.document import text_answer
from app.web.questions.queries import RecordId
from app.web.routing import Route
from app.web.schemas import CITATIONS
from app.web.snapshot import Snapshot

_WRITERS: Final[Mapping[str, Callable[[Cited, Sequence[Citation]], bytes]]] = {
    "bib": bibtex,
    "csl.json": csl_json,
    "txt": plain_text,
    "jsonld": json_ld,
}


_PAIRS: Final = ("relations",)


def _register_part(name: str, words: Iterable[str]) -> None:
    """Register a part of paths that is one of some words."""
    register_url_convertor(name, type("_Part", (StringConvertor,), {"regex": "|".join(map(re.escape, words))})())


_register_part("cited", SERVED)  # the lists whose records can be cited
_register_part("pairs", _PAIRS)  # a part that may vary, since two templates that differ by a suffix are one
_register_part("citation", CITATIONS)  # any other suffix is part of an id

ROUTER: Final = APIRouter(tags=["exports"], route_class=Route)
_DOCUMENTED: Final = text_answer("The references.", *CITATIONS.values())
_FORMATS: Final = "The format: BibTeX, CSL-JSON, a sentence, or linked data."
_Suffix = Annotated[str, Path(description=_FORMATS, json_schema_extra={"enum": [*CITATIONS]})]
_CitedName = Annotated[str, Path(description="The list.", json_schema_extra={"enum": [*SERVED]})]
_PairsName = Annotated[str, Path(description="What two areas have.", json_schema_extra={"enum": [*_PAIRS]})]
_CitedId = Annotated[RecordId, Path(description="The id of the record.")]


@ROUTER.get("/{collection:pairs}/{a}/{b}.{suffix:citation}", **_DOCUMENTED)
async def get_relation_citation(
    collection: _PairsName, a: OneArea, b: OtherArea, suffix: _Suffix, request: Request
) -> Response:
    """Return how to cite what is held about two areas, with release and day, then its sources."""

    def find(origin: str, snapshot: Snapshot) -> Cited:
        pair = pair_in_path(snapshot, a, b)
        row, codes = relation(snapshot, pair), (pair.first, pair.second)
        path = f"{API}/{collection}/{'/'.join(codes)}"
        return Cited(collection, ".".join(codes), origin, path, row, sources_in(row))

    return await _answer(request, find, suffix)


@ROUTER.get("/verify.{suffix:citation}", **_DOCUMENTED)
async def get_verdict_citation(suffix: _Suffix, query: Annotated[ClaimIn, Query()], request: Request) -> Response:
    """Return how to cite the verdict on a claim, with release and day, then the sources it rests on."""

    def find(origin: str, snapshot: Snapshot) -> Cited:
        row, asked = answer_claim(query, snapshot), request.url.query
        key = sha256(asked.encode()).hexdigest()[:12]
        return Cited("verify", key, origin, f"{API}/verify?{asked}", row, sources_in(row["by_basis"]))

    return await _answer(request, find, suffix)


@ROUTER.get("/{collection:cited}/{id}.{suffix:citation}", **_DOCUMENTED)
async def get_record_citation(
    collection: _CitedName,
    id: _CitedId,  # noqa: A002  # the parameter's public name
    suffix: _Suffix,
    request: Request,
) -> Response:
    """Return how to cite a record, with release and day, then its sources."""

    def find(origin: str, snapshot: Snapshot) -> Cited:
        row = read_record(collection, id, snapshot)
        own = (id,) if collection == SOURCES.name else ()
        sources = tuple(dict.fromkeys((*own, *sources_in(row))))
        return Cited(collection, id, origin, row["url"], row, sources)

    return await _answer(request, find, suffix)


async def _answer(request: Request, find: Callable[[str, Snapshot], Cited], suffix: str) -> Response:
    """Answer with the references of what is found."""
    origin = origin_of(request)

    def make(snapshot: Snapshot) -> BodyAndHeaders:
        cited = find(origin, snapshot)
        return _WRITERS[suffix](cited, citations_of(cited, snapshot)), {}

    return await answer_whole(request, origin, make, CITATIONS[suffix])
