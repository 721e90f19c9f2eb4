"""The whole data set in one file, and the catalogue that tells machines what it holds: DCAT and Croissant 1.1."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response

from app.resources.changes import CHANGES
from app.resources.releases import RELEASES
from app.settings import API
from app.views.citing.citation import Cited, bibtex, citations_of
from app.views.items import SERVED
from app.web import document
from app.web.answers import ask
from app.web.answers.exports import answer_export
from app.web.answers.packages import Package, field_of
from app.web.answers.responses import BodyAndHeaders, answer_whole, origin_of
from app.web.questions.queries import Filters
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.rows.formats import ALL_COLUMNS, FILES, ZIP, csv_of, to_json
from app.web.schemas import LINKED
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["exports"], route_class=Route)
_NAME: Final = "dataset"
_TABLES: Final = {name: listed for name, listed in SERVED.items() if listed not in (RELEASES, CHANGES)}
"""All lists but those of history, which is no part of a release."""
_TITLE: Final = "Bilateral trade facts"
_ABOUT: Final = (
    "Events, agreements, trade flows, plans and indicators between pairs of countries, each number with its hedge, its"
    " interval, its source and its proof; what follows from them, and where sources disagree."
)
_CONTEXT: Final[Row] = json.loads(Path(__file__).with_name("croissant.json").read_text())
_TYPES: Final[Mapping[str, str]] = {"number": "sc:Float", "integer": "sc:Integer", "boolean": "sc:Boolean"}
"""The types of Croissant for those of columns; all others are text, so that codes keep their zeros."""


@ROUTER.get("/dataset.zip", **document.AS_ZIP)
async def get_dataset(request: Request) -> Response:
    """Return all data: a table of every list with all its columns, their types, and the rights of every source."""
    return await answer_export(request, whole_dataset, ZIP)


def whole_dataset(snapshot: Snapshot) -> Package:
    """Return the file of all lists."""
    every = _TABLES.items()
    tables = {name: (ask(listed, Filters(), snapshot), csv_of(listed.out, ALL_COLUMNS)) for name, listed in every}
    return Package(_NAME, snapshot, tables)


@ROUTER.get("/catalog.jsonld", **document.text_answer("The catalogue, as linked data.", LINKED))
async def get_catalog(request: Request) -> Response:
    """Return what data there are, for machines: DCAT of all files, and Croissant of all columns."""
    origin = origin_of(request)

    def make(snapshot: Snapshot) -> BodyAndHeaders:
        return to_json({"@context": _CONTEXT, **_dataset(origin, snapshot)}), {}

    return await answer_whole(request, origin, make, LINKED)


def _dataset(origin: str, snapshot: Snapshot) -> Row:
    release, day = snapshot.release, snapshot.release.loaded_at[: len("2023-03-28")]
    whole = {"@type": "cr:FileObject", "@id": f"{_NAME}.zip", "name": f"{_NAME}.zip", "encodingFormat": ZIP}
    own = Cited("releases", release.digest, origin, f"{API}/releases/{release.digest}", {"name": _TITLE}, ())
    files = [f"{name}.{suffix}" for name in _TABLES for suffix in ("csv", "jsonl", "zip")]
    return {
        "@type": ["sc:Dataset", "dcat:Dataset"],
        "@id": f"{origin}{API}/catalog.jsonld#{_NAME}",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": _TITLE,
        "description": _ABOUT,
        "url": f"{origin}{API}",
        "version": f"{release.sequence}.0.0",
        "datePublished": day,
        "license": f"{origin}{API}/sources.csv?columns=id,rights,attribution_line",
        "creator": {"@type": "sc:Organization", "name": "tradefacts", "url": f"{origin}/"},
        "citeAs": bibtex(own, citations_of(own, snapshot)).decode(),
        "isLiveDataset": True,
        "distribution": [whole | {"contentUrl": f"{origin}{API}/{_NAME}.zip"}, *map(_file, _TABLES)],
        "recordSet": [_record_set(name) for name in _TABLES],
        "includedInDataCatalog": {
            "@type": ["sc:DataCatalog", "dcat:Catalog"],
            "@id": f"{origin}{API}/catalog.jsonld",
            "name": _TITLE,
        },
        "dct:title": _TITLE,
        "dct:description": _ABOUT,
        "dct:identifier": release.digest,
        "dct:modified": day,
        "dcat:distribution": [_distribution(f"{origin}{API}/{file}") for file in (f"{_NAME}.zip", *files)],
        "prov:wasDerivedFrom": [{"@id": f"{origin}{label['url']}"} for label in snapshot.catalogue.sources.values()],
    }


def _file(name: str) -> Row:
    file = f"{name}.csv"
    within = {"containedIn": {"@id": f"{_NAME}.zip"}, "contentUrl": file}
    return {"@type": "cr:FileObject", "@id": file, "name": file, "encodingFormat": "text/csv", **within}


def _record_set(name: str) -> Row:
    """Return the columns of a table; those that name a source refer to it, as the provenance of the row."""
    table = csv_of(SERVED[name].out, ALL_COLUMNS)
    fields = []
    for column in table.columns:
        told = field_of(column.name, SERVED[name].out, column.path)
        field = {
            "@type": "cr:Field",
            "@id": f"{name}/{column.name}",
            "name": column.name,
            "description": told["description"],
            "dataType": _TYPES.get(told["type"], "sc:Text"),
            "source": {"fileObject": {"@id": f"{name}.csv"}, "extract": {"column": column.name}},
        }
        fields.append(field | ({"references": {"field": {"@id": "sources/id"}}} if column.name == "source" else {}))
    about = " ".join((SERVED[name].out.__doc__ or "").split())
    key = {"key": {"@id": f"{name}/id"}}
    return {"@type": "cr:RecordSet", "@id": name, "name": name, "description": about, **key, "field": fields}


def _distribution(address: str) -> Row:
    media_type = FILES[address.rpartition(".")[2]].partition(";")[0]
    return {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": address}, "dcat:mediaType": media_type}
