"""Series: the figures of one trade by period, the reporter's own beside those of its partner."""

from collections.abc import Sequence
from functools import partial
from itertools import chain, groupby
from operator import attrgetter
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import func, select

from app.models.facts import TradeFlow
from app.resources.trade_flows.query import TradeQuery, official_first
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.pairs import no_pair
from app.vocabulary.codec import QUANTITY_PARTS, quantity_from_columns, quantity_to_json
from app.vocabulary.measures import BasisKind, Flow, Frequency, Qualifier, Valuation
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS, Problem
from app.web.answers.counting import coverage
from app.web.answers.exports import answer_table
from app.web.answers.responses import answer
from app.web.catalogue import Catalogue
from app.web.document import CSV
from app.web.errors import Invalid, RequestFault
from app.web.questions import Selection, resolve
from app.web.questions.filters import Equals, InCodes, equals
from app.web.questions.filters.names import AREAS, COMMODITIES
from app.web.questions.queries import Name, Table, columns_of
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Coverage, JsonNumber, Out
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["trade-flows"], route_class=Route)
_UNIT: Final = TradeFlow.__table__.c.primary_value_unit
_VALUE: Final = [TradeFlow.__table__.c[f"primary_value{part}"] for part in QUANTITY_PARTS]


class SeriesFigureOut(Out):
    """What one side states of a period: of several values the one that `prefer=official` takes."""

    value: JsonNumber | None
    """The number as stated; null when only the two ends are known."""
    lower: JsonNumber | None
    """The lower end of the interval; null where there is none."""
    upper: JsonNumber | None
    """The upper end of the interval; null where there is none."""
    qualifier: Qualifier
    """How the number was hedged."""
    basis: BasisKind
    """How the value came to be: whether it is an estimate."""
    valuation: Valuation
    """What the value includes."""
    source: str
    """Id of the source."""
    others: int
    """How many other values are stated of this side and period in the currency, for `/v1/trade-flows` to show."""


class SeriesRowOut(Out):
    """What both sides state of one period in one currency."""

    period: str
    """The period."""
    unit: str
    """The currency; none is converted."""
    own: SeriesFigureOut | None
    """The reporter's figure; null where it states none."""
    mirror: SeriesFigureOut | None
    """The partner's figure for the same trade, such as its import of an export; null too for parts of these."""


class FigureInTableOut(SeriesFigureOut):
    """A figure as tables show it, which have room to say whose it is."""

    compiled_by: str | None
    """Whose figure it is: the code of an area or the id of an organisation; null where that is not stated."""


class LineOfTableOut(SeriesRowOut):
    """A row as tables show it."""

    own: FigureInTableOut | None
    mirror: FigureInTableOut | None


class SeriesMeta(Out):
    """About a series."""

    query: dict[str, object]
    """The parameters as understood; with them `/v1/trade-flows` lists all that the reporter states, with its proof."""
    release: str
    """Digest of the release."""
    commodities: list[str]
    """Codes that the values are of: one that several editions have may hold other goods in each."""
    coverage: Coverage | None
    """What does exist of the reporter, when `items` is empty."""


class SeriesOut(Out):
    """The figures of one trade by period, those of both sides."""

    items: list[SeriesRowOut]
    """A row for each period and currency that either side states, newest first."""
    meta: SeriesMeta
    """About this answer."""


class SeriesQuery(TradeQuery):
    """Which trade it is: one reporter, partner, flow and goods."""

    reporter: Annotated[Name, Equals(column=TradeFlow.reporter, naming=AREAS), Field(examples=["KAZ"])]
    """The area whose trade it is: alpha-3, alpha-2, M49, name or alias."""
    partner: Annotated[Name, Equals(column=TradeFlow.partner, naming=AREAS), Field(examples=["China"])]
    """The area on the other side, whose figures are the mirror."""
    flow: Annotated[Flow, equals(TradeFlow.flow), Field(examples=["export"])] = Flow.EXPORT
    """The direction as the reporter sees it."""
    commodity: Annotated[
        Name,
        InCodes(compare=TradeFlow.commodity.in_, codes=Catalogue.in_every_edition, naming=COMMODITIES),
        Field(examples=["2603"]),
    ] = ALL_GOODS
    """All goods together, a code (`2603` of every edition, `H6-2603` of one), or goods in words (`copper`)."""
    frequency: Annotated[Frequency, equals(TradeFlow.frequency), Field(examples=["annual"])] = Frequency.ANNUAL
    """How long the periods are."""


class SeriesTable(SeriesQuery, Table):
    """A series as a table."""

    columns: columns_of(LineOfTableOut) = None  # type: ignore[valid-type]  # a type that is made


@ROUTER.get("/series", response_model=SeriesOut)
async def get_series(query: Annotated[SeriesQuery, Query()], request: Request) -> Response:
    """Return the figures of one trade by period, the reporter's beside its partner's, one for each side."""
    return await answer(request, partial(answer_series, query))


@ROUTER.get("/series.csv", **CSV)
async def export_series_csv(query: Annotated[SeriesTable, Query()], request: Request) -> Response:
    """Return a series as one CSV table."""
    return await answer_table(
        request, LineOfTableOut, "series", query, lambda snapshot: answer_series(query, snapshot)["items"]
    )


class _Way(NamedTuple):
    """Whose figures of which trade."""

    reporter: str
    partner: str
    flow: Flow


_MIRROR: Final = {Flow.EXPORT: Flow.IMPORT, Flow.IMPORT: Flow.EXPORT, Flow.TOTAL: Flow.TOTAL}
_COMPILER: Final = func.coalesce(TradeFlow.compiled_by, TradeFlow.compiler).label("compiler")
_READ: Final = (
    *(TradeFlow.recency, TradeFlow.commodity, TradeFlow.basis_kind, TradeFlow.valuation, TradeFlow.source),
    _COMPILER,
)


def answer_series(query: SeriesQuery, snapshot: Snapshot) -> Row:
    """Return the series that a query asks for; one statement of SQL for each side."""
    selection = resolve(SeriesRowOut, query, snapshot.catalogue)
    own = _Way(selection.values["reporter"], selection.values["partner"], query.flow)
    if reason := no_pair(own.reporter, own.partner, snapshot.catalogue):
        raise Invalid([RequestFault("query", "partner", Problem.ONE_AREA, reason, query.partner)])
    mirror = _Way(own.partner, own.reporter, _MIRROR[own.flow]) if own.flow in _MIRROR else None
    sides = {"own": _stated(snapshot, selection, own), "mirror": _stated(snapshot, selection, mirror) if mirror else {}}
    statements = [one for side in sides.values() for one in chain(*side.values())]
    currency = selection.values.get("currency")
    held = [one for one in statements if currency in (None, one.primary_value_unit)]
    items = [
        {
            "period": str(Period.from_recency(recency)),
            "unit": unit,
            **{
                name: _figure(side.get((recency, unit), ()), in_table=isinstance(query, Table))
                for name, side in sides.items()
            },
        }
        for recency, unit in sorted({(one.recency, one.primary_value_unit) for one in held})
    ]
    meta = {
        "query": dict(selection.values),
        "release": snapshot.release.digest,
        "commodities": sorted({one.commodity for one in held}),
        "coverage": None if items else coverage(snapshot, TRADE_FLOWS, selection.clauses),
    }
    return {"items": items, "meta": meta}


def _stated(snapshot: Snapshot, selection: Selection, way: _Way) -> dict[tuple[int, str], Sequence[Any]]:
    """Read what one side states, by recency and currency; of a period the most official first."""
    about = [clause for name, clause in selection.clauses.items() if name not in (*_Way._fields, "currency")]
    about += [getattr(TradeFlow, name) == value for name, value in way._asdict().items()]
    wanted = select(*_READ, *_VALUE).where(*about, _UNIT.is_not(None))
    rows = snapshot.connection.execute(wanted.order_by(TradeFlow.recency, _UNIT, *official_first(TradeFlow)))
    return {key: list(said) for key, said in groupby(rows, attrgetter("recency", "primary_value_unit"))}


def _figure(said: Sequence[Any], *, in_table: bool) -> Row | None:
    """Return the first of some statements, and how many others there are; None where there are none."""
    quantity = quantity_from_columns(*said[0][len(_READ) :]) if said else None
    if quantity is None:
        return None
    one, shown, others = said[0], quantity_to_json(quantity), len(said) - 1
    given = {"basis": one.basis_kind, "valuation": one.valuation, "source": one.source, "others": others}
    whose = {"compiled_by": one.compiler} if in_table else {}
    return {**{name: shown[name] for name in ("value", "lower", "upper", "qualifier")}, **given, **whose}
