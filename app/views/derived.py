"""Facts that follow from what sources state, each with its rule, its inputs and its assumptions."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from app.reasoning import Fact
from app.reasoning.derive import derive
from app.reasoning.derive.steps import Derived, Step
from app.reasoning.sentences.derived import derived_sentence
from app.views import InputOut, SharedBasisOut, input_row, row_of
from app.views.pairs import Pair, PairFilters, meets, narrow_to_trade, pairs_of
from app.views.reading import read_facts, read_trade
from app.vocabulary.numbers import exact_text
from app.vocabulary.quantity import Interval
from app.vocabulary.terms import WORLD, Proof
from app.vocabulary.verdicts import DerivationRule, DerivationStatus
from app.web.answers import routes_of
from app.web.answers.listing import Computed, QueryValues
from app.web.catalogue import Catalogue
from app.web.rows.cells import Row
from app.web.schemas import Bounds, Out, QuantityOut
from app.web.snapshot import Snapshot


class Assume(StrEnum):
    """Assumption that may be asked for."""

    SAME_BASIS = "same_basis"


class DerivedInputOut(InputOut):
    """A fact that something was derived from."""

    name: str
    """Name of the fact in the formulas of `steps`."""


class StepInputOut(Out):
    """What a name in a formula stands for: a fact among the inputs, or what an earlier step gave."""

    name: str
    """Name in the formula: of one of the inputs, or of an earlier step."""
    record: str | None
    """Id of the record that states it; null for what an earlier step gave."""
    lower: str | None
    """Lower end of its interval, exact: a decimal, or a fraction such as `100/3`; null where there is none."""
    upper: str | None
    """Upper end."""
    bounds: Bounds
    """Ends that belong to the interval."""


class StepOut(Out):
    """One step of a derivation, to be computed again by anybody."""

    name: str
    """Name of what the step gives."""
    formula: str
    """Formula: `+ - * /` on intervals; `meet(a, b)`, all numbers that both allow; `max(a, 0)` and `min(a, 100)`, no
    number below or above; `outwards(a, 0.01)`, both ends rounded outwards to multiples, open where they move."""
    inputs: list[StepInputOut]
    """What the names in the formula stand for."""
    unit: str
    """Unit of the result."""
    lower: str | None
    """Lower end of the result, exact; null where there is none."""
    upper: str | None
    """Upper end of the result."""
    bounds: Bounds
    """Ends that belong to the interval."""


class DerivedOut(Out):
    """A fact derived from other facts."""

    tidy = (
        *("rule", "period", "status", "quantity", "quantity_unit", "quantity_lower", "quantity_upper", "sentence"),
        *("formula", "basis", "basis_compiler", "basis_valuation", "reason", "id"),
    )
    id: str
    """Rule, pair whose trade is among the inputs, and a digest of the inputs."""
    url: str
    """Address of the derived fact."""
    sentence: str
    """The derived fact in one English sentence."""
    rule: DerivationRule
    """Rule of the derivation."""
    formula: str
    """Formula of the result; `steps` lead to it."""
    status: DerivationStatus
    """Whether the rule gave a result."""
    reason: str | None
    """Reason why there is no result."""
    quantity: QuantityOut | None
    """Result: its interval is rounded outwards for show."""
    proof: Proof
    """Proof of the fact."""
    period: str | None
    """Period of the result."""
    basis: SharedBasisOut
    """Basis that the inputs share."""
    inputs: list[DerivedInputOut]
    """Facts used; for a level before, all voices that lead to it."""
    steps: list[StepOut]
    """How the result follows from the inputs, step by step; the last one rounds for show. Empty without a result."""
    assumptions: list[str]
    """Assumptions made."""


class DerivedFilters(PairFilters):
    """Filters of derived facts."""

    rule: Annotated[DerivationRule | None, Field(examples=["balance"])] = None
    """Rule of the derivation."""
    status: Annotated[DerivationStatus | None, Field(examples=["derived"])] = None
    """Whether the rule gave a result."""
    assume: Annotated[Assume | None, Field(examples=["same_basis"])] = None
    """Assumption under which to compute what is not known to be on one basis."""


class _DerivedFacts(Computed[Derived]):
    """The list of derived facts."""

    def find(self, snapshot: Snapshot, filters: QueryValues) -> list[Derived]:
        """Compute the derived facts that meet the filters; sorted by rule and id."""
        pairs = pairs_of(filters, snapshot.catalogue)
        found = {one.id: one for pair in pairs for one in _derive(snapshot, pair, filters)}
        met = (one for one in found.values() if meets(one, one.inputs, filters))
        return sorted(met, key=lambda one: (_RULES.index(one.rule), one.id))

    def row(self, found: Derived, catalogue: Catalogue) -> Row:
        """Return the row of a derived fact."""
        return row_of(
            DerivedOut,
            found,
            catalogue,
            url=f"{self.path}/{found.id}",
            sentence=derived_sentence(found, catalogue.prose_names),
            formula=found.written,
            inputs=[
                input_row(fact, catalogue, DerivedInputOut, name=name)
                for name, fact in zip(found.names, found.inputs, strict=True)
            ],
            steps=[_step_row(step, found) for step in found.steps],
            proof=Proof.DERIVED,
        )

    def narrow(self, record: str, catalogue: Catalogue) -> QueryValues:
        """Return the filters that an id implies: the pair that it may name."""
        return narrow_to_trade(record, catalogue)


def _step_row(step: Step, found: Derived) -> Row:
    records = {name: fact.record for name, fact in zip(found.names, found.inputs, strict=True)}
    inputs = [{"name": name, "record": records.get(name), **_exact(each)} for name, each in step.operands.items()]
    return {"name": step.name, "formula": step.formula, "inputs": inputs, "unit": step.unit, **_exact(step.interval)}


def _exact(interval: Interval) -> Row:
    lower, upper = (None if end is None else exact_text(end) for end in (interval.lower, interval.upper))
    return {"lower": lower, "upper": upper, "bounds": interval.bounds}


_RULES: Final = tuple(DerivationRule)


def _derive(snapshot: Snapshot, pair: Pair | None, filters: QueryValues) -> Sequence[Derived]:
    """Compute what follows from the facts of a pair, or from all that dossiers state, once for all pages."""
    facts, same_basis = read_facts(snapshot, pair, filters.get("commodity", ())), "assume" in filters

    def find() -> list[Derived]:
        wholes = _wholes(snapshot, pair, facts)
        derived = derive([*facts, *wholes], same_basis=same_basis, country_of=snapshot.catalogue.country_of)
        own = {fact.id for fact in facts}
        return [one for one in derived if not own.isdisjoint(fact.id for fact in one.inputs)]

    return snapshot.memo.get((_derive, facts, same_basis), find)


def _wholes(snapshot: Snapshot, pair: Pair | None, facts: Sequence[Fact]) -> list[Fact]:
    """Read what the trade of a pair is a share of: in the same goods, that with the World, and of places' countries."""
    if pair is None or WORLD in (pair.first, pair.second):
        return []
    goods = {fact.subject.commodity for fact in facts if fact.subject.commodity}
    first, second, catalogue = pair.first, pair.second, snapshot.catalogue
    sides = ((first, WORLD), (second, WORLD), (catalogue.country_of(first), catalogue.country_of(second)))
    wholes = [Pair.of(one, other, catalogue) for one, other in sides if {one, other} != {first, second}]
    return [fact for whole in wholes for fact in read_trade(snapshot, whole, goods)]


DERIVED: Final = _DerivedFacts("derived", DerivedOut)
ROUTER: Final = routes_of(
    DERIVED,
    DerivedFilters,
    record="derived",
    about_list="List facts that follow from what sources state, by rule and id: balances, levels before a growth,"
    " bounds.",
    about_item="Return one derived fact.",
)
