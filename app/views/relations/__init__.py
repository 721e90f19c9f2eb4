"""Everything about two areas in one answer, whichever is named first."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from app.reasoning import Fact
from app.reasoning.check.check import Check
from app.views import basis_row, row_of
from app.views.facts import read_facts
from app.views.pairs import Pair
from app.views.relations.composing import mirrored, relation
from app.views.relations.shapes import MirrorRowOut, RelationOut
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.measures import Flow
from app.web import Route
from app.web.answers.responses import answer, answer_bytes
from app.web.catalogue import Catalogue
from app.web.document import CSV
from app.web.questions.filters.names import area_in_path
from app.web.questions.queries import Name
from app.web.rows.cells import Row
from app.web.rows.formats import CSV_ROWS
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["relations"], route_class=Route)


@ROUTER.get("/relations/{a}/{b}", response_model=RelationOut)
async def get_relation(
    a: Annotated[Name, Path(description="One area: code, name or alias.", examples=["KAZ"])],
    b: Annotated[Name, Path(description="The other area: code, name or alias.", examples=["CHN"])],
    request: Request,
) -> Response:
    """Return everything about two areas: totals, goods, events, agreements, plans and indicators, in either order."""
    return await answer(request, lambda snapshot: relation(snapshot, _pair(snapshot, a, b)))


@ROUTER.get("/relations/{a}/{b}/mirror.csv", **CSV)
async def export_relation_mirror_csv(
    a: Annotated[Name, Path(description="One area: code, name or alias.", examples=["KAZ"])],
    b: Annotated[Name, Path(description="The other area: code, name or alias.", examples=["CHN"])],
    request: Request,
) -> Response:
    """Return both sides' figures for one trade, year by year, with their bases and gaps, as one CSV table."""

    def make(snapshot: Snapshot) -> tuple[bytes, dict[str, str]]:
        rows = _mirror_rows(snapshot, _pair(snapshot, a, b))
        body = CSV_ROWS.file(MirrorRowOut, tuple(MirrorRowOut.model_fields), rows)
        return body, {"Content-Disposition": 'attachment; filename="mirror.csv"'}

    return await answer_bytes(request, make, CSV_ROWS.media_type)


def _pair(snapshot: Snapshot, a: str, b: str) -> Pair:
    """Return the pair that the path names, by codes, names or aliases."""
    return Pair.of(
        area_in_path("a", a, snapshot.catalogue), area_in_path("b", b, snapshot.catalogue), snapshot.catalogue
    )


def _mirror_rows(snapshot: Snapshot, pair: Pair) -> list[Row]:
    """Return a row for every exporter's figure held against an importer's, newest period first."""
    found = mirrored(read_facts(snapshot, pair))
    return [_mirror_row(one, snapshot.catalogue) for one in found]


def _mirror_row(found: Check, catalogue: Catalogue) -> Row:
    sides = {fact.subject.flow: fact for fact in found.inputs}
    exports, imports = sides.get(Flow.EXPORT), sides.get(Flow.IMPORT)
    origin, destination, commodity = _way(exports, imports)
    return row_of(
        MirrorRowOut,
        found,
        catalogue,
        origin=catalogue.areas[origin],
        destination=catalogue.areas[destination],
        commodity=catalogue.commodities[commodity],
        **_side("exports", exports, catalogue),
        **_side("imports", imports, catalogue),
    )


def _way(exports: Fact | None, imports: Fact | None) -> tuple[str, str, str]:
    """Return origin, destination and commodity from whichever side speaks."""
    if exports is not None:
        subject = exports.subject
        return subject.area or "", subject.counterpart or "", subject.commodity or ""
    if imports is not None:
        subject = imports.subject
        return subject.counterpart or "", subject.area or "", subject.commodity or ""
    raise ValueError("a mirror has at least one side")


def _side(name: str, fact: Fact | None, catalogue: Catalogue) -> Row:
    return {
        name: quantity_to_json(fact.quantity) if fact else None,
        f"{name}_record": fact.record if fact else None,
        f"{name}_source": catalogue.sources[fact.source.id] if fact else None,
        f"{name}_basis": basis_row(fact.basis, catalogue) if fact else None,
    }
