"""Claims and verdicts in one sentence each."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.reasoning.sentences.quantities import Fact, amount, change, changed
from app.vocabulary import ALL_GOODS, Period, Qualifier, Unit
from app.vocabulary.claims import Bearing, ClaimFlow, ClaimMeasure, ClaimVerdict
from app.vocabulary.codec import amount_text
from app.vocabulary.numbers import stored

_VERDICTS: Final[Mapping[ClaimVerdict, str]] = {
    ClaimVerdict.SUPPORTED: "supported",
    ClaimVerdict.CONTRADICTED: "contradicted",
    ClaimVerdict.DISPUTED: "disputed: the facts conflict, and it depends on which of them is right",
    ClaimVerdict.DEPENDS_ON_BASIS: "answered differently by figures of different bases",
    ClaimVerdict.UNDETERMINED: "undetermined",
}
_RELATIONS: Final[Mapping[Bearing, str]] = {
    Bearing.SUPPORTS: "this lies in what supports the claim",
    Bearing.CONTRADICTS: "the claim lies apart from this",
    Bearing.ALLOWS: "the claim meets this",
    Bearing.SET_ASIDE: "set aside: the levels and another stated growth speak against it",
}
_ONE_SIDED: Final = (Qualifier.MORE_THAN, Qualifier.AT_LEAST, Qualifier.LESS_THAN, Qualifier.AT_MOST)


def claim(understood: Fact) -> str:
    """Say a claim as understood: "Goods from Kazakhstan to China in 2022 were worth more than USD 1 billion"."""
    quantity, when = understood["quantity"], _when(understood)
    if understood["change"]:
        return f"{_subject(understood)}{when} {changed(quantity)}"
    return f"{_subject(understood)}{when} came to {quantity['text']}"


def _subject(understood: Fact) -> str:
    here, there = understood["from"]["name"], understood["to"] and understood["to"]["name"]
    commodity, measure = understood["commodity"], understood["measure"]
    if measure in (ClaimMeasure.TRADE, ClaimMeasure.NET_WEIGHT):
        what = "The value of" if measure == ClaimMeasure.TRADE else "The weight of"
        goods = "" if commodity["code"] == ALL_GOODS else f" ({commodity['name']})"
        if understood["flow"] == ClaimFlow.TOTAL:
            return f"{what} trade{goods} between {here} and {there}"
        return f"{what} goods{goods} moving from {here} to {there}"
    mode = f" by {understood['mode']}" if understood["mode"] else ""
    counterpart = f" with {there}" if there else ""
    return f"The {measure.replace('_', ' ')}{mode} of {here}{counterpart}"


def _when(understood: Fact) -> str:
    return f" in {Period.parse(understood['period']).label}" if understood["period"] else ""


def verdict(understood: Fact, answer: Fact) -> str:
    """Say what all bases make of a claim."""
    found = _VERDICTS[answer["verdict"]]
    weak = ", and it understates" if answer["understates"] else ""
    bases = [_basis_name(each["basis"]) for each in answer["by_basis"]]
    on = f" (by figures {' and by figures '.join(bases)})" if bases else ""
    return f"{claim(understood)}: {found}{weak}{on}."


def basis_verdict(basis: Fact, found: ClaimVerdict, deciding: Sequence[Fact], *, understates: bool) -> str:
    """Say what one basis makes of a claim, and by which facts."""
    weak = ", and the claim understates" if understates else ""
    facts = "; ".join(dict.fromkeys(_voice(each) for each in deciding))
    return f"By figures {_basis_name(basis)} the claim is {_VERDICTS[found]}{weak}: {facts}."


def _basis_name(basis: Fact) -> str:
    compiler = basis["compiled_by"] or basis["compiler"]
    name = f"compiled by {compiler.get('name') or compiler['title']}" if compiler else "whose compiler is not known"
    more = [part for part in (basis["valuation"] and basis["valuation"].replace("_", " "), basis["scope"]) if part]
    return f"{name} ({', '.join(more)})" if more else name


def _voice(voice: Fact) -> str:
    """Say what a voice gives: what is stated, or what follows from the quantities of its inputs."""
    if voice["formula"] is None:
        return f"stated is {_said(voice['inputs'][0])}"
    inputs = [_said(each) for each in voice["inputs"]]
    return f"from {' and '.join(inputs)} follows {voice['quantity']['text']}"


def _said(given: Fact) -> str:
    quantity = given["quantity"]
    return change(quantity) if given["field"] == "growth" else quantity["text"]


def arithmetic(voice: Fact, understood: Fact, bearing: Bearing, *, in_words: bool) -> str:
    """Write how a voice is held against a claim, in the unit of comparison; `in_words` where both are in words."""
    if in_words:
        return f"{span(voice['interval'])}, claimed {span(understood['interval'])}: both are the same in words"
    formula = f"{voice['formula']} = " if voice["formula"] else ""
    return f"{formula}{span(voice['interval'])}, claimed {span(understood['interval'])}: {_RELATIONS[bearing]}"


def span(interval: Fact) -> str:
    """Write an interval with its unit: `[10,500,000,000, 11,500,000,000) USD`."""
    opening, closing = interval["bounds"]
    ends = "; ".join("no end" if end is None else f"{end:,}" for end in (interval["lower"], interval["upper"]))
    return f"{opening}{ends}{closing} {interval['unit']}"


def missing(understood: Fact, lacking: Fact) -> str:
    """Say what would decide a claim, and what is held instead."""
    quantity = understood["quantity"]
    what = "A growth" if understood["change"] else "A figure"
    compiled = f", compiled by {lacking['compiled_by']['name']}" if lacking["compiled_by"] else ""
    valued = f", valued {understood['valuation'].replace('_', ' ')}" if understood["valuation"] else ""
    needed = f"{what}{_for(understood)} {_grain(quantity)}{compiled}{valued} would decide it"
    if understood["change"] and understood["period"]:
        needed += f"; so would levels for {_label(understood['base_period'])} and {_label(understood['period'])}"
    return f"{needed}. {_held(lacking)}"


def _for(understood: Fact) -> str:
    return f" for {Period.parse(understood['period']).label}" if understood["period"] else ""


def _grain(quantity: Fact) -> str:
    if quantity["qualifier"] in _ONE_SIDED:
        return f"on one side of {amount(quantity)}"
    if quantity["unit"] == Unit.TIMES:
        return "in figures"
    if quantity["step"] is None:
        return f"stated as {amount(quantity)} or another number"
    step = stored(Fraction(quantity["step"]))
    return f"to {amount_text(step, quantity['unit'], quantity['per'])} or finer"


def _label(period: str | None) -> str:
    return Period.parse(period).label if period else "no stated period"


def _held(lacking: Fact) -> str:
    if not lacking["periods"]:
        return "Nothing is held on this."
    labels = [_label(period) for period in lacking["periods"]]
    return f"Held are statements for {', '.join(labels)} in {', '.join(lacking['units'])}."
