"""Everything about two areas in one answer, whichever is named first."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from app.views.pairs import Pair
from app.views.relations.composing import relation
from app.views.relations.mirroring import mirror_rows
from app.views.relations.shapes import MirrorRowOut, RelationOut
from app.web.answers.pages import answer, answer_bytes
from app.web.document import CSV
from app.web.questions.filters import area_in_path
from app.web.questions.queries import Name
from app.web.routes import Route
from app.web.rows import formats
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["relations"], route_class=Route)


@ROUTER.get("/relations/{a}/{b}", response_model=RelationOut)
async def get_relation(
    a: Annotated[Name, Path(description="One area: code, name or alias.", examples=["KAZ"])],
    b: Annotated[Name, Path(description="The other area: code, name or alias.", examples=["CHN"])],
    request: Request,
) -> Response:
    """Give everything about two areas: totals, goods, events, agreements, plans and indicators, in either order."""
    return await answer(request, lambda snapshot: relation(snapshot, _pair(snapshot, a, b)))


@ROUTER.get("/relations/{a}/{b}/mirror.csv", **CSV)
async def export_relation_mirror_csv(
    a: Annotated[Name, Path(description="One area: code, name or alias.", examples=["KAZ"])],
    b: Annotated[Name, Path(description="The other area: code, name or alias.", examples=["CHN"])],
    request: Request,
) -> Response:
    """Give both sides' figures for one trade, year by year, with their bases and gaps, as one CSV table."""

    def make(snapshot: Snapshot) -> tuple[bytes, dict[str, str]]:
        rows = mirror_rows(snapshot, _pair(snapshot, a, b))
        body = formats.csv_table(MirrorRowOut, rows, tuple(MirrorRowOut.model_fields))
        return body, {"Content-Disposition": 'attachment; filename="mirror.csv"'}

    return await answer_bytes(request, make, formats.CSV)


def _pair(snapshot: Snapshot, a: str, b: str) -> Pair:
    """Give the pair that the path names, by codes, names or aliases."""
    return Pair.of(
        area_in_path("a", a, snapshot.catalogue), area_in_path("b", b, snapshot.catalogue), snapshot.catalogue
    )
