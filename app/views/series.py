"""Series: the figures of one trade by period, the reporter's own beside those of its partner."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import func, select

from app.models import quantity_columns
from app.models.facts import TradeFlow
from app.reasoning.derive.steps import Derived
from app.reasoning.derive.trade import valuation_of_both
from app.resources.trade_flows.query import OFFICIAL_FIRST, TradeQuery, official_first
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.derived import DERIVED
from app.views.pairs import no_pair
from app.vocabulary.codec import quantity_from_columns, quantity_to_json
from app.vocabulary.measures import AS_PARTNER, BasisKind, Flow, Frequency, Qualifier, Valuation
from app.vocabulary.period import Period, recency_of
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import ALL_GOODS, Problem
from app.vocabulary.verdicts import DerivationRule
from app.vocabulary.words import TRADE
from app.web.answers.counting import coverage
from app.web.answers.exports import answer_table
from app.web.answers.responses import answer
from app.web.catalogue import Catalogue
from app.web.document import AS_CSV
from app.web.errors import Invalid, RequestFault
from app.web.questions import Selection, resolve
from app.web.questions.filters import Equals, InCodes, equals
from app.web.questions.filters.names import AREA, COMMODITY
from app.web.questions.queries import Name, Table, columns_of
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Coverage, JsonNumber, Out
from app.web.snapshot import Snapshot

ROUTER: Final = APIRouter(tags=["trade-flows"], route_class=Route)
_UNIT: Final = TradeFlow.__table__.c.primary_value_unit
_VALUE: Final = quantity_columns(TradeFlow, "primary_value")


class SeriesFigureOut(Out):
    """What one side states of a period, as `prefer=official` takes it, or else what follows."""

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
    compiled_by: str | None
    """Area (code) or organisation (id) whose figure it is; null where that is not stated."""
    source: str
    """Id of the source."""
    others: int
    """How many other values are stated of it; `/v1/trade-flows` shows them."""
    derived: str | None
    """Address of the derivation of a total that is computed where none is stated, else null."""


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


class SeriesMeta(Out):
    """About a series."""

    query: dict[str, object]
    """The parameters as understood, as `/v1/trade-flows` takes them."""
    release: str
    """Digest of the release."""
    commodities: list[str]
    """Codes that the values are of; of several editions, one may hold other goods in each."""
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

    reporter: Annotated[Name, Equals(column=TradeFlow.reporter, naming=AREA), Field(examples=["KAZ"])]
    """The area whose trade it is: alpha-3, alpha-2, M49, name or alias."""
    partner: Annotated[Name, Equals(column=TradeFlow.partner, naming=AREA), Field(examples=["China"])]
    """The area on the other side, whose figures are the mirror."""
    flow: Annotated[Flow, equals(TradeFlow.flow), Field(examples=["export"])] = Flow.EXPORT
    """The direction as the reporter sees it."""
    commodity: Annotated[
        Name,
        InCodes(compare=TradeFlow.commodity.in_, codes=Catalogue.in_every_edition, naming=COMMODITY),
        Field(examples=["2603"]),
    ] = ALL_GOODS
    """All goods together, a code (`2603` of every edition, `H6-2603` of one), or goods in words (`copper`)."""
    frequency: Annotated[Frequency, equals(TradeFlow.frequency), Field(examples=["annual"])] = Frequency.ANNUAL
    """How long the periods are."""


class SeriesTable(SeriesQuery, Table):
    """A series as a table."""

    columns: columns_of(SeriesRowOut) = None  # type: ignore[valid-type]  # a type that is made


@ROUTER.get("/series", response_model=SeriesOut)
async def get_series(query: Annotated[SeriesQuery, Query()], request: Request) -> Response:
    """Return the figures of one trade by period, the reporter's beside its partner's, one for each side."""
    return await answer(request, partial(answer_series, query), takes_long=True)


@ROUTER.get("/series.csv", **AS_CSV)
async def export_series_csv(query: Annotated[SeriesTable, Query()], request: Request) -> Response:
    """Return a series as one CSV table."""
    return await answer_table(request, SeriesRowOut, "series", query, lambda at: answer_series(query, at)["items"])


class _Way(NamedTuple):
    """Whose figures of which trade."""

    reporter: str
    partner: str
    flow: Flow


_COMPILER: Final = func.coalesce(TradeFlow.compiled_by, TradeFlow.compiler).label("compiled_by")
_BASIS: Final = (TradeFlow.basis_kind.label("basis"), TradeFlow.valuation, _COMPILER, TradeFlow.source)
_READ: Final = (TradeFlow.recency, TradeFlow.commodity, *_BASIS)
_ADDING: Final = (DerivationRule.TURNOVER, DerivationRule.SUM)
_SideShown = dict[tuple[int, str], tuple[Row, set[str]]]
"""Figures by recency and currency, each with the goods that it and those not shown are of."""


def answer_series(query: SeriesQuery, snapshot: Snapshot) -> Row:
    """Return the series that a query asks for; one statement of SQL for each side."""
    selection = resolve(SeriesRowOut, query, snapshot.catalogue)
    own = _Way(selection.values["reporter"], selection.values["partner"], query.flow)
    if reason := no_pair(own.reporter, own.partner, snapshot.catalogue):
        raise Invalid([RequestFault("query", "partner", Problem.ONE_AREA, reason, query.partner)])
    ways = {"own": own}
    if own.flow in AS_PARTNER:
        ways["mirror"] = _Way(own.partner, own.reporter, AS_PARTNER[own.flow])
    sides = {
        name: _computed(snapshot, selection, way) | _stated(snapshot, selection, way) for name, way in ways.items()
    }
    items = [
        {"period": str(Period.from_recency(recency)), "unit": unit, "own": None, "mirror": None}
        | {name: side[recency, unit][0] for name, side in sides.items() if (recency, unit) in side}
        for recency, unit in sorted(set().union(*sides.values()))
    ]
    meta = {
        "query": dict(selection.values),
        "release": snapshot.release.digest,
        "commodities": sorted({code for side in sides.values() for _, goods in side.values() for code in goods}),
        "coverage": None if items else coverage(snapshot, TRADE_FLOWS, selection),
    }
    return {"items": items, "meta": meta}


def _stated(snapshot: Snapshot, selection: Selection, way: _Way) -> _SideShown:
    """Read what one side states; of several statements on a period the most official is shown."""
    about = [clause for name, clause in selection.clauses.items() if name not in _Way._fields]
    about += [getattr(TradeFlow, name) == value for name, value in way._asdict().items()]
    wanted = select(*_READ, *_VALUE).where(*about, _UNIT.is_not(None))
    rows = snapshot.connection.execute(wanted.order_by(TradeFlow.recency, _UNIT, *official_first(TradeFlow)))
    side: _SideShown = {}
    for key, each in groupby(rows, attrgetter("recency", "primary_value_unit")):
        first, *others = each
        if quantity := quantity_from_columns(*first[len(_READ) :]):
            told = {column.key: getattr(first, column.key) for column in _BASIS} | {
                "others": len(others),
                "derived": None,
            }
            side[key] = _figure(quantity) | told, {one.commodity for one in (first, *others)}
    return side


def _computed(snapshot: Snapshot, selection: Selection, way: _Way) -> _SideShown:
    """Find what follows for one side: both ways together, and what shorter periods or the kinds of a flow add up to."""
    goods = snapshot.catalogue.in_every_edition(selection.values["commodity"])
    bound = {name: condition.bound for name, condition in selection.conditions.items()}
    asked = {"area": (way.reporter,), "counterpart": (way.partner,), "commodity": goods}
    found = [one for one in DERIVED.find(snapshot, asked) if one.rule in _ADDING and _is_asked(one, way, bound)]
    side: _SideShown = {}
    for one in sorted(found, key=_official_last):
        if one.quantity:
            told = {
                "basis": _kind_of(one),
                "valuation": valuation_of_both(one.inputs[0].basis, one.inputs[-1].basis) or Valuation.NOT_STATED,
                "compiled_by": one.basis.compiled_by or one.basis.compiler,
                "source": one.inputs[0].source.id,
                "others": 0,
                "derived": f"{DERIVED.path}/{one.id}",
            }
            side[recency_of(one.period), one.unit] = _figure(one.quantity) | told, {str(one.subject.commodity)}
    return side


def _official_last(one: Derived) -> tuple[int, bool, str, str]:
    return -OFFICIAL_FIRST.index(_kind_of(one)), one.basis.is_known, one.inputs[0].source.published_on or "", one.id


def _kind_of(one: Derived) -> BasisKind:
    """Return how inputs came to be: of several kinds the least official."""
    return max((fact.basis.kind or BasisKind.RELAYED for fact in one.inputs), key=OFFICIAL_FIRST.index)


def _is_asked(one: Derived, way: _Way, bound: Mapping[str, Sequence[Any]]) -> bool:
    """Return whether what follows is of a way, and meets what is bound; recency falls as periods rise."""
    subject, recency = one.subject, recency_of(one.period)
    period, source = Period.from_recency(recency), one.inputs[0].source.id
    told = {"currency": one.unit, "source": source, "period": recency, "frequency": period and period.frequency}
    is_of_way = (subject.measure, subject.area, subject.counterpart, subject.flow) == (TRADE, *way)
    newest, oldest = (bound.get(end, [recency])[0] for end in ("period_to", "period_from"))
    is_asked = all(value in bound.get(name, [value]) for name, value in told.items())
    return is_of_way and newest <= recency <= oldest and is_asked


def _figure(quantity: Quantity) -> Row:
    shown = quantity_to_json(quantity)
    return {name: shown[name] for name in ("value", "lower", "upper", "qualifier")}
