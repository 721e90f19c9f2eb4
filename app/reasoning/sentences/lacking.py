"""What is missing for an answer to a claim, and what is held instead, in words."""

from collections.abc import Mapping, Sequence
from typing import Final

from app.reasoning import Fact
from app.reasoning.sentences import words
from app.reasoning.sentences.kinds import narrower
from app.reasoning.sentences.names import NameByCode, capital, day, figures_of, listed
from app.reasoning.sentences.remarks import ORDERED, basis_asked, whose
from app.reasoning.verify.claim import Claim, is_loose
from app.reasoning.verify.kinds import BALANCES
from app.reasoning.verify.lacking import Missing
from app.vocabulary.codec import amount_text, quantity_to_json
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import stored
from app.vocabulary.quantity import Quantity
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import DOCUMENTS, PERCENT, TIMES, TONNES

_NEEDED: Final[Mapping[ClaimKind, str]] = {
    ClaimKind.RANK: "{whose} for the trade with all partners{when}",
    ClaimKind.RECORD: "{whose}{when} and for the two periods before",
    ClaimKind.TRADED: "A source that names these goods{when}",
    ClaimKind.DOCUMENTS: "A report of this number of documents{when}",
    ClaimKind.AGREED: "A report of agreements of this value{when}",
    ClaimKind.PLANNED: "A plan or offer of this number{when}",
}
"""What would decide claims that a figure of their own does not."""
_WHOLE: Final = {ClaimKind.RANK: "source", ClaimKind.RECORD: "compiler"}
_UNITS: Final[Mapping[str, str]] = {PERCENT: "per cent", TONNES: "tonnes", TIMES: "multiples"}
_MOST_PARTS, _MOST_PERIODS = 3, 4
"""How many parts of what is claimed, and how many periods, a sentence names; the answer lists all."""
_ONE_SIDED: Final = (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST)


def missing_sentence(claim: Claim, lacking: Missing, names: NameByCode) -> str:
    """Return what would decide a claim, and what is held instead."""
    if lacking.places and not lacking.periods:
        held = listed([f"{names[place]} (from={place}&to={other})" for place, other in lacking.places])
        return f"Shares of trade are those of places inside a country; on file is that of {held}."
    when = f" for {claim.period.label}" if claim.period else ""
    compiler = names[lacking.compiled_by] if lacking.compiled_by and claim.kind in ORDERED else None
    asked = listed(basis_asked(claim, None if compiler else lacking.compiled_by, names))
    by = f", {asked}," if asked else ""
    if claim.than:
        return f"Figures for the trade with both partners{when}{by} would decide it. {_held(claim, lacking, names)}"
    if claim.kind in _NEEDED:
        whole = capital(figures_of(compiler)) if compiler else f"One {_WHOLE.get(claim.kind)}'s figures"
        needed = _NEEDED[claim.kind].format(when=when, whose=whole)
        return f"{needed}{by} would decide it. {_held(claim, lacking, names)}"
    what = "balance" if claim.kind in BALANCES else "change" if claim.is_change else "figure"
    needed = f"A {what}{when}{_grain(claim.quantity)}{by} would decide it"
    if claim.is_change and claim.period:
        needed += f"; so would figures for both {_label(claim.base)} and {_label(claim.when)}"
    return f"{needed}. {_held(claim, lacking, names)}"


def _grain(quantity: Quantity) -> str:
    """Write how exact a figure must be to decide a claim of some number."""
    if quantity.value == 0:
        return ""
    if quantity.qualifier in _ONE_SIDED:
        return f" clearly above or below {words.amount(quantity_to_json(quantity))}"
    if is_loose(quantity):
        # However fine a figure is: what is near a third is neither a third nor ruled out.
        return f" either very close to {words.amount(quantity_to_json(quantity))} or well away from it"
    if quantity.unit == TIMES or quantity.step is None:
        return " in exact numbers"
    return f" to the nearest {amount_text(stored(quantity.step), quantity.unit, quantity.per)} or better"


def _label(period: str | None) -> str:
    return day(period) if period else "an unknown time"


def _held(claim: Claim, lacking: Missing, names: NameByCode) -> str:
    """Write what is held on the same in other periods and units, and on parts of it."""
    parts = list(dict.fromkeys(_part(claim, fact, names) for fact in lacking.parts))[:_MOST_PARTS]
    is_amount = claim.kind is ClaimKind.AMOUNT
    of_parts = (
        f" Figures {'for parts of it' if is_amount else 'that it rests on'} include {listed(parts)}." if parts else ""
    )
    if not lacking.periods:
        return f"No figures for {'the whole of ' if is_amount and parts else ''}it are on file.{of_parts}"
    # What is counted is told by the claim.
    measure = DOCUMENTS if claim.kind is ClaimKind.DOCUMENTS else claim.measure
    told = [unit for unit in lacking.units if not (measure.is_count and unit in measure.units)]
    units = listed([_UNITS.get(unit, unit.replace("_", " ")) for unit in told])
    return f"On file are figures for {_of_periods(lacking.periods)}{f', in {units}' if units else ''}.{of_parts}"


def _part(claim: Claim, fact: Fact, names: NameByCode) -> str:
    which = ", ".join(narrower(claim, fact, names))
    return f"{words.hedged(fact)}{f' ({which})' if which else ''}{whose([fact], names)}"


def _of_periods(periods: Sequence[str | None]) -> str:
    """Write periods, the newest first, or of many how many there are from when to when."""
    dated = [period for period in periods if period]
    labels = [day(period) for period in dated]
    if len(dated) > _MOST_PERIODS:
        labels = [f"{len(dated)} periods from {dated[-1][:4]} to {dated[0][:4]}"]
    return listed([*labels, *(["an unstated period"] if len(dated) < len(periods) else [])])
