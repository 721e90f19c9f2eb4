"""The totals of a pair as a page shows them: what is stated, whose it is, and the charts by year."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from math import inf
from operator import attrgetter
from typing import Final, NamedTuple

from app.pages.charts import Panel, Point, Role, known_of, numbers_of, panels
from app.reasoning import Basis, Fact
from app.reasoning.derive.aside import is_replaced
from app.reasoning.sentences.names import capital, figures_of, whose
from app.settings import API, ROOT
from app.vocabulary.measures import Flow
from app.vocabulary.quantity import Interval
from app.vocabulary.words import USD
from app.web.catalogue import Catalogue
from app.web.rows.cells import Row

BILLION: Final = 1_000_000_000.0
_MILLION: Final = 1_000_000.0


class StatedTotal(NamedTuple):
    """A total as a page shows it: the fact, whose it is, and whether a later one of the same compiler replaces it."""

    fact: Fact
    whose: str
    role: Role
    is_replaced: bool

    @property
    def width(self) -> float:
        """How wide its interval is."""
        return width_of(self.fact.shown)


class Way(NamedTuple):
    """One direction of the trade, or both together: the newest of each compiler, equal ones together, and all."""

    title: str
    newest: Sequence[Sequence[StatedTotal]]
    every: Sequence[StatedTotal]
    panel: Panel

    def has(self, role: Role) -> bool:
        """Return whether a compiler says anything of this way."""
        return any(statement.role is role for statement in self.every)

    def both_of(self, year: str | None) -> list[StatedTotal]:
        """Return what each side says most precisely of a year, of what is in force; nothing where one is silent."""
        in_force = [one for one in self.every if one.fact.period == year and not one.is_replaced]
        sides = ([one for one in in_force if one.role is role] for role in (Role.FIRST, Role.SECOND))
        said = [min(side, key=attrgetter("width")) for side in sides if side]
        return said if len(said) > 1 else []

    def of_year(self, year: str) -> str:
        """Write what each side says of a year; empty where one of them is silent."""
        return " and ".join(f"{one.fact.shown['text']} {one.whose}" for one in self.both_of(year))

    @property
    def left_out(self) -> int:
        """How many statements are not drawn, as they are in other currencies."""
        return len(self.every) - len(self.panel.marks)

    @property
    def by_year(self) -> list[tuple[str | None, list[StatedTotal]]]:
        """All statements by their year, newest first."""
        return [(year, [*stated]) for year, stated in groupby(self.every, attrgetter("fact.period"))]


def width_of(quantity: Mapping[str, object]) -> float:
    """Return how wide the interval of a quantity is."""
    lower, _, upper = numbers_of(quantity)
    return inf if lower is None or upper is None else upper - lower


def shown_interval(quantity: Mapping[str, object]) -> Interval:
    """Return the interval of a quantity as answers show it."""
    lower, upper = (None if quantity[end] is None else Fraction(str(quantity[end])) for end in ("lower", "upper"))
    return Interval.between(lower, upper, str(quantity["bounds"]))


def role_names(names: tuple[str, str]) -> dict[Role, str]:
    """Return what the legend calls each compiler."""
    first, second = (figures_of(name) for name in names)
    return {
        Role.FIRST: capital(first),
        Role.SECOND: capital(second),
        Role.UNKNOWN: "Figures whose compiler is not said",
        Role.OTHER: "Figures of an organisation",
    }


def role_of(basis: Basis | Row, codes: tuple[str, str]) -> Role:
    """Return whose figures a basis means: those of either area, of somebody else, or of nobody that is known."""
    compiled_by, compiler = basis.compilers if isinstance(basis, Basis) else (basis["compiled_by"], basis["compiler"])
    code = compiled_by["code"] if isinstance(compiled_by, Mapping) else compiled_by
    if code in codes:
        return (Role.FIRST, Role.SECOND)[codes.index(code)]
    return Role.OTHER if code or compiler else Role.UNKNOWN


def stated_of(fact: Fact, codes: tuple[str, str], catalogue: Catalogue, totals: Sequence[Fact]) -> StatedTotal:
    """Return a total as a page shows it, among all that are held."""
    basis = fact.basis
    compiled_by, compiler = (code and catalogue.prose_names[code] for code in (basis.compiled_by, basis.compiler))
    by, is_old = whose(basis.kind, compiled_by, compiler), is_replaced(fact, totals, catalogue.source_refs)
    return StatedTotal(fact, by, role_of(basis, codes), is_old)


def page_of(url: str) -> str:
    """Return the address of the page of a record, given that of its JSON."""
    return ROOT + url.removeprefix(API)


class Money(NamedTuple):
    """What charts of values are in: the currency that most are stated in, as nothing is converted, and a round unit."""

    currency: str
    unit: float

    @classmethod
    def of(cls, quantities: Sequence[Mapping[str, object]]) -> "Money":
        """Return the scale of quantities: billions, unless all are small."""
        counted = Counter(str(quantity["unit"]) for quantity in quantities)
        currency = counted.most_common(1)[0][0] if counted else USD
        most = max((number for quantity in quantities for number in known_of(quantity)), key=abs, default=0)
        return cls(currency, BILLION if abs(most) >= BILLION else _MILLION)

    def __str__(self) -> str:
        return f"{self.currency} {'billion' if self.unit == BILLION else 'million'}"


def ways_of(totals: Sequence[StatedTotal], codes: tuple[str, str], names: tuple[str, str], money: Money) -> list[Way]:
    """Sort totals by the way the goods move."""
    titles = {codes: f"{capital(names[0])} to {names[1]}", codes[::-1]: f"{capital(names[1])} to {names[0]}"}
    moved: dict[tuple[str, str] | None, list[StatedTotal]] = {codes: [], codes[::-1]: [], None: []}
    for total in totals:
        subject = total.fact.subject
        ends = str(subject.area), str(subject.counterpart)
        if subject.flow is Flow.TOTAL:
            moved[None].append(total)
        elif subject.flow in (Flow.EXPORT, Flow.IMPORT):
            moved[ends if subject.flow is Flow.EXPORT else ends[::-1]].append(total)
    drawn = [
        (titles[way] if way else "Both ways together", [_point(one) for one in each if one.fact.unit == money.currency])
        for way, each in moved.items()
    ]
    made = zip(moved.values(), panels(drawn, money.unit), strict=True)
    return [Way(panel.title, _newest(each), each, panel) for each, panel in made]


def _point(total: StatedTotal) -> Point:
    fact = total.fact
    label = f"{fact.period}: {fact.shown['text']}, {total.whose}"
    return Point(int(str(fact.period)), fact.shown, total.role, label)


def _newest(totals: Sequence[StatedTotal]) -> list[list[StatedTotal]]:
    """Return the totals of the newest year of each compiler; those that say the same together."""
    newest: dict[Role, str | None] = {}
    equal: defaultdict[tuple[Role, str], list[StatedTotal]] = defaultdict(list)
    for one in totals:
        if newest.setdefault(one.role, one.fact.period) == one.fact.period:
            equal[one.role, one.fact.shown["text"]].append(one)
    return [said for role in Role for (whose_it_is, _), said in equal.items() if whose_it_is is role]


def headline_of(turnover: Way) -> str:
    """Write what each side says the trade both ways came to, for the newest year of which both speak."""
    years = (year for year, _ in turnover.by_year if year)
    told = ((year, turnover.of_year(year)) for year in years)
    return next((f"Their trade in {year} came to {figures}." for year, figures in told if figures), "")
