"""Facts and claims for tests of verdicts: what sources say of 2022, and claims as people type them."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from app.reasoning import Basis, Fact, SourceRef, Subject
from app.reasoning.verify.claim import Claim, ClaimedNumber
from app.views.verify.query import TAKES
from app.vocabulary.measures import BasisKind, Flow, Qualifier, Valuation
from app.vocabulary.numbers import typed
from app.vocabulary.period import Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import POINTS, RELATIVE, TRADE, Measure
from tests.open_words import MEASURES, WORDS

BILLION = 10**9
THIRD = Fraction(100, 3)
MORE, ABOUT, ROUNDED = Qualifier.MORE_THAN, Qualifier.ABOUT, Qualifier.ROUNDED


def fact_with(subject: Subject, quantity: Quantity, *, source: SourceRef, record: str, **more: Any) -> Fact:
    """Make a fact of 2022 by Kazakhstan's figures, but for what is said otherwise."""
    is_change = more.get("is_change", False)
    given: dict[str, Any] = {
        "kind": RecordKind.TRADE_FLOW,
        "url": f"/v1/{record}",
        "field": "growth" if is_change else "primary_value",
        "described": None,
        "period": "2022",
        "is_change": is_change,
        "base_period": "2021" if is_change else None,
        "basis": Basis("KAZ", None, BasisKind.RELAYED, None),
        "same_as": None,
        "part_of": None,
        "evidence": None,
    }
    return Fact(subject=subject, quantity=quantity, source=source, record=record, **(given | more))


def fact_of(
    name: str,
    subject: Subject,
    quantity: Quantity,
    *,
    compiled_by: str | None = "KAZ",
    period: str | None = "2022",
    is_change: bool = False,
    valuation: Valuation = Valuation.NOT_STATED,
    as_of: str | None = None,
) -> Fact:
    """Make a fact whose record is named for the answer: `trend 13.2`; its first word is the source."""
    source = name.partition(" ")[0]
    named = SourceRef(source, source, SourceKind.ARTICLE, None, None, "trend" if source == "later" else None)
    basis = Basis(compiled_by, None, BasisKind.RELAYED, valuation)
    when = {"period": period, "is_change": is_change, "as_of": as_of}
    return fact_with(subject, quantity, source=named, record=name, basis=basis, **when)


def flow_of(reporter: str, partner: str, flow: Flow) -> Subject:
    return Subject(TRADE, reporter, partner, flow, "TOTAL", None)


EXPORTS, IMPORTS, TOTAL = (flow_of("KAZ", "CHN", flow) for flow in (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL))


def usd(billions: str, digits: str | None = None, qualifier: Qualifier = ROUNDED) -> Quantity:
    step = Fraction(digits) if digits else Fraction(1)
    return Quantity.hedged(Fraction(billions) * BILLION, "USD", qualifier, step=step * BILLION)


def percent(value: str, digits: str = "0.1", qualifier: Qualifier = ROUNDED) -> Quantity:
    return Quantity.hedged(Fraction(value), "%", qualifier, step=Fraction(digits))


def tonnes(value: int, step: int) -> Quantity:
    return Quantity.hedged(Fraction(value), "t", ROUNDED, step=Fraction(step))


def indicator(
    measure: Measure,
    area: str | None,
    counterpart: str | None,
    mode: str | None = None,
    scope: str | None = None,
) -> Subject:
    return Subject(measure, area, counterpart, None, None, mode, None, mode, scope)


RAIL = indicator(MEASURES["transit_volume"], "KAZ", None, "rail")
ROAD = indicator(MEASURES["transit_volume"], "KAZ", "CHN", "road")
VENTURES = indicator(MEASURES["joint_ventures"], "KAZ", "CHN")
SHARE = indicator(MEASURES["share_of_turnover"], "CN-XJ", "KAZ")
DOUBLED = Quantity.hedged(Fraction(2), "times", ABOUT, step=Fraction(1, 2))
TRIPLED = Quantity.hedged(Fraction(3), "times", ROUNDED, step=Fraction(1))
SHARE_STATED = Quantity.hedged(Fraction(40), "%", MORE, step=Fraction(1))
VENTURES_STATED = Quantity.hedged(Fraction(3300), "enterprises", ROUNDED, step=Fraction(100))

ARTICLE = [
    fact_of("article >13", EXPORTS, usd("13", qualifier=MORE)),
    fact_of("article >1/3", EXPORTS, Quantity.hedged(THIRD, "%", MORE), is_change=True),
    fact_of("article 11", IMPORTS, usd("11")),
    fact_of("article +33.5 %", IMPORTS, percent("33.5"), is_change=True),
    fact_of("article 24", TOTAL, usd("24"), valuation=Valuation.MIXED),
    fact_of("article rail", RAIL, tonnes(9_400_000, 100_000)),
    fact_of("article rail", RAIL, tonnes(1_100_000, 100_000), is_change=True),
    fact_of("article road", ROAD, tonnes(980_600, 100)),
    fact_of("article road", ROAD, DOUBLED, is_change=True),
    fact_of("article 3300", VENTURES, VENTURES_STATED, period=None, as_of="2023-03-28"),
    fact_of("article >40 %", SHARE, SHARE_STATED, compiled_by=None, period=None),
]
OTHERS = [
    fact_of("commonspace 13", EXPORTS, usd("13")),
    fact_of("commonspace x3", EXPORTS, TRIPLED, is_change=True),
    fact_of("commonspace 11", IMPORTS, usd("11")),
    fact_of("commonspace +33.5 %", IMPORTS, percent("33.5"), is_change=True),
    fact_of("trend 13.2", EXPORTS, usd("13.2", "0.1")),
    fact_of("trend +34.7 %", EXPORTS, percent("34.7"), is_change=True),
    fact_of("trend 11", IMPORTS, usd("11")),
    fact_of("trend +33.5 %", IMPORTS, percent("33.5"), is_change=True),
    fact_of("trend 24.1", TOTAL, usd("24.1", "0.1")),
    fact_of("trend +34.1 %", TOTAL, percent("34.1"), is_change=True),
    fact_of("later 24.2", TOTAL, usd("24.2", "0.1")),
    fact_of("later +35 %", TOTAL, percent("35", "1"), is_change=True),
    fact_of("premier 9.8", EXPORTS, usd("9.8", "0.1"), period="2021"),
    fact_of("premier 8.2", IMPORTS, usd("8.2", "0.1"), period="2021"),
    fact_of("premier 18.0", TOTAL, usd("18.0", "0.1"), period="2021"),
]


def customs(name: str, flow: Flow, value: int, valuation: Valuation) -> Fact:
    quantity = Quantity.exact(Fraction(value), "USD")
    return fact_of(name, flow_of("CHN", "KAZ", flow), quantity, compiled_by="CHN", valuation=valuation)


CUSTOMS = [
    customs("customs 14.819", Flow.IMPORT, 14_819_246_516, Valuation.CIF),
    customs("customs 16.355", Flow.EXPORT, 16_355_236_459, Valuation.FOB),
    customs("customs 31.174", Flow.TOTAL, 31_174_482_975, Valuation.MIXED),
]
BOUGHT = flow_of("CHN", "KAZ", Flow.IMPORT)
NAMELESS = [
    fact_of("silkroad 11.27", BOUGHT, usd("11.27", "0.01"), compiled_by=None, period="2021"),
    replace(
        fact_of("silkroad +15.3 %", BOUGHT, percent("15.3"), compiled_by=None, period="2021", is_change=True),
        base_period="2020",
    ),
]
VOICES = {"article": ARTICLE, "all": [*ARTICLE, *OTHERS, *CUSTOMS, *NAMELESS]}


def claim_of(query: dict[str, str]) -> Claim:
    """Read a golden query without the web."""
    kind = ClaimKind(query.get("kind", "amount"))
    unit = query["unit"] if "unit" in query else TAKES[kind].unit or ""
    measure = MEASURES[query.get("measure", "trade")]
    is_change = kind is ClaimKind.AMOUNT and (
        "change" in query or (unit in (*RELATIVE, POINTS) and unit not in measure.units)
    )
    qualifier = Qualifier(query.get("qualifier", "rounded" if kind is ClaimKind.AMOUNT else TAKES[kind].hedge))
    area, partner, rival = query.get("from", "KAZ"), query.get("to"), query.get("than")
    flow = Flow(query["flow"]) if "flow" in query else Flow.EXPORT if kind is ClaimKind.RANK else None
    is_turned = flow is Flow.IMPORT and kind is not ClaimKind.RANK
    origin, counterpart = (partner or "", area) if is_turned else (area, partner)
    return Claim(
        measure=measure,
        origin=origin,
        counterpart=counterpart,
        flow=None if is_turned else flow,
        commodity=query.get("commodity", "TOTAL"),
        mode=query.get("mode"),
        scope=query.get("scope"),
        period=Period.parse(query["period"]) if "period" in query else None,
        is_change=is_change,
        number=ClaimedNumber.of(
            typed(query["value"]),
            unit,
            qualifier,
            least=measure.floor(unit, is_change=is_change),
            step=Fraction(query["step"]) if "step" in query else None,
        ),
        compiled_by=query.get("compiled_by"),
        valuation=None,
        source=query.get("source"),
        country=_country(origin),
        here=_inside(origin),
        there=_inside(counterpart) if counterpart else (),
        kind=kind,
        base_period=Period.parse(query["base_period"]) if "base_period" in query else None,
        than=((rival, area) if is_turned else (area, rival)) if rival else None,
        factors=WORDS.factors_to(unit),
    )


def _country(area: str) -> str:
    return "CHN" if area == "CN-XJ" else area


def _inside(area: str) -> tuple[str, ...]:
    return (area, "CN-XJ") if area == "CHN" else (area,)
