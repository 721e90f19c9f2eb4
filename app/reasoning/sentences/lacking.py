"""What is missing for an answer to a claim, and what is held instead, in words."""

from collections.abc import Mapping
from typing import Final

from app.reasoning.sentences import words
from app.reasoning.sentences.claims import basis_asked
from app.reasoning.sentences.kinds import narrower
from app.reasoning.sentences.names import NameByCode, day, listed
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.lacking import Missing
from app.vocabulary.codec import amount_text, quantity_to_json
from app.vocabulary.measures import Qualifier
from app.vocabulary.numbers import stored
from app.vocabulary.quantity import Quantity
from app.vocabulary.verdicts import ClaimKind
from app.vocabulary.words import PERCENT, TIMES, TONNES

_NEEDED: Final[Mapping[ClaimKind, str]] = {
    ClaimKind.RANK: "The trade with all partners by one source",
    ClaimKind.RECORD: "Figures of one compiler for the two periods before and",
    ClaimKind.TRADED: "A source that names these goods",
    ClaimKind.DOCUMENTS: "This count of what was signed",
    ClaimKind.AGREED: "This value of what was signed",
    ClaimKind.PLANNED: "A plan or offer of this number",
}
"""What would decide claims that a figure of their own does not."""
_UNITS: Final[Mapping[str, str]] = {PERCENT: "per cent", TONNES: "tonnes", TIMES: "multiples"}
_MOST_PARTS: Final = 3
"""How many parts of what is claimed a sentence names; the answer lists all."""
_ONE_SIDED: Final = (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST)


def missing_sentence(claim: Claim, lacking: Missing, names: NameByCode) -> str:
    """Return what would decide a claim, and what is held instead."""
    if lacking.places and not lacking.periods:
        held = listed([f"{names[place]} (from={place}&to={other})" for place, other in lacking.places])
        return f"Shares of turnover are of places inside a country; held is that of {held}."
    what = "A change" if claim.is_change else _NEEDED.get(claim.kind, "A figure")
    when = f" for {claim.period.label}" if claim.period else ""
    grain = [] if claim.kind in _NEEDED else [_grain(claim.quantity)]
    asked = listed([*grain, *basis_asked(claim, lacking.compiled_by, names)])
    needed = f"{what}{when}{f', {asked},' if asked else ''} would decide it"
    if claim.is_change and claim.period:
        levels = (
            f"for {_label(claim.base)} and {_label(claim.when)}" if claim.base != claim.when else "of both partners"
        )
        needed += f"; so would levels {levels}"
    return f"{needed}. {_held(claim, lacking, names)}"


def _grain(quantity: Quantity) -> str:
    if quantity.qualifier in _ONE_SIDED:
        return f"wholly above or below {words.amount(quantity_to_json(quantity))}"
    if quantity.unit == TIMES:
        return "stated in figures"
    if quantity.step is None:
        return f"stated as {words.amount(quantity_to_json(quantity))} or another number"
    return f"stated without a hedge to {amount_text(stored(quantity.step), quantity.unit, quantity.per)} or finer"


def _label(period: str | None) -> str:
    return day(period) if period else "a time that is not stated"


def _held(claim: Claim, lacking: Missing, names: NameByCode) -> str:
    """Write what is held on the same in other periods and units, and on parts of it."""
    parts = [f"{words.hedged(fact)}{narrower(claim, fact, names)}" for fact in lacking.parts[:_MOST_PARTS]]
    of_what, whole = (
        ("for parts of it", " as a whole") if claim.kind is ClaimKind.AMOUNT else ("of what it rests on", "")
    )
    of_parts = f" Held {of_what}: {listed(parts).replace(' for a part of it', '')}." if parts else ""
    if not lacking.periods:
        return f"Nothing is held on this{whole if parts else ''}.{of_parts}"
    labels = listed([_label(period) for period in lacking.periods])
    count = "numbers of " if claim.measure.is_count else ""
    units = listed([_UNITS.get(unit, count + unit.replace("_", " ")) for unit in lacking.units])
    return f"Statements are held for {labels}, in {units}.{of_parts}"
