"""The numbers of a text as claims: what of them can be held against facts, and why the others cannot.

What a change is against is read here too, where its sentence says so: from 2013 to 2023, since 2021.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final, NamedTuple
from urllib.parse import urlencode

from pydantic import ValidationError

from app.reasoning.reader import lexicon
from app.reasoning.reader.currencies import is_currency
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.result import ReadNumber
from app.reasoning.verify.claim import Claim
from app.settings import API
from app.views.pairs import no_pair
from app.views.read.around import NumberedSentence, Saying
from app.views.read.sayings import sayings, with_services
from app.views.read.shares import is_plain_share
from app.views.verify.parsing import parse_claims
from app.views.verify.query import ClaimIn
from app.vocabulary.measures import Flow, Frequency, Qualifier
from app.vocabulary.numbers import exact_text
from app.vocabulary.period import Period
from app.vocabulary.terms import ALL_GOODS
from app.vocabulary.text import code_named
from app.vocabulary.verdicts import ClaimFlow, Doubt, Measured
from app.vocabulary.words import KILOGRAMS, NET_WEIGHT, PERCENT, TIMES, TONNES
from app.web.catalogue import Catalogue
from app.web.errors import Invalid

_YEAR: Final = r"((?:1[89]|20)\d\d)\b"
_SPAN, _AGAINST, _BESIDE, _LASTING, _LONGEST = (
    re.compile("".join(pieces), re.IGNORECASE) for pieces in Topic("sayings").table("bases").values()
)
_CHANGES: Final = (Measured.GROWTH, Measured.RATIO, Measured.CHANGE)
_WEIGHTS: Final = (TONNES, KILOGRAMS)
_OF_TRADE: Final = (Measured.LEVEL, Measured.GROWTH, Measured.CHANGE, Measured.RATIO)
UNSURE: Final = (Doubt.PAIR, Doubt.PERIOD, Doubt.SUBJECT, Doubt.UNIT, Doubt.CURRENCY, Doubt.MAGNITUDE)
"""The doubts under which a number that the facts do not confirm is held against none."""


class AgainstBase(NamedTuple):
    """A number with the period that its change is against; None where that is the year before."""

    number: ReadNumber
    base: Period | None = None
    is_unsure: bool = False
    """Whether the change is against something that the sentence does not say plainly."""


class ReadClaim(NamedTuple):
    """A claim that a number of a text makes, with its parameters."""

    claim: Claim
    parameters: Mapping[str, str]
    by_told: bool = False
    """Whether it is by whose figures, or of when, the sentence before speaks, which may not hold here."""

    def address_for(self, answered: Claim) -> str:
        """Return the address that answers the claim in full, of the period for which it was answered."""
        when = {"period": answered.when} if answered.when else {}
        return f"{API}/verify?{urlencode({**self.parameters, **when})}"


class ReadClaims(NamedTuple):
    """The claims that a number of a text may make, of which one is meant; without any, the reason why."""

    number: ReadNumber
    claims: tuple[ReadClaim, ...]
    reason: str = ""
    names_other_goods: bool = False
    """Whether the reason is that nothing is held on the goods."""


def claims_of(number: ReadNumber, sentence: NumberedSentence, catalogue: Catalogue) -> ReadClaims:
    """Return what a number may claim, by the words around it, else of trade; or why it claims nothing."""
    if number.unit is None:
        return ReadClaims(number, (), number.kind.explanation)
    found = _compared(number, sentence)
    number, saying = found.number, Saying(found.number, sentence)
    is_plain = not (found.base or found.is_unsure)
    said = sayings(saying, catalogue.words.measures) if is_plain else ()
    if said:
        known = (Doubt.PAIR,) * saying.names_pair + (Doubt.SUBJECT,) * is_plain_share(saying)
        number = replace(number, doubts=tuple(one for one in number.doubts if one not in known))
    elif reason := next(_unheld(number, catalogue), None):
        return ReadClaims(number, (), reason, names_other_goods=True)
    elif reason := next(chain(_unsaid(found, saying), _reasons(found, saying, catalogue)), None):
        return ReadClaims(number, (), reason)
    every = said or (dict(_of_trade(found, catalogue)),)
    claims = tuple(_parsed(({**dict(_amount(number, catalogue)), **one} for one in every), catalogue))
    wider = () if said else with_services(saying, catalogue.words.measures)
    beside = _parsed(({**dict(_amount(number, catalogue)), **one} for one in wider), catalogue)
    told = dict(_told(number, catalogue))
    if any(told.keys() - one.parameters for one in claims):
        before = _parsed(({**told, **one.parameters} for one in claims), catalogue)
        claims = (*(one._replace(by_told=True) for one in before), *claims)
    claims = (*(one._replace(by_told=True) for one in beside), *claims)
    return ReadClaims(number, claims, "" if claims else "It cannot be claimed as it was read.")


def _told(number: ReadNumber, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what only the sentences before tell of a number, which may not hold for it: whose figures, when."""
    if Doubt.COMPILER in number.doubts and number.compiler in catalogue.areas:
        yield "compiled_by", str(number.compiler)
    if Doubt.PERIOD in number.doubts and number.period:
        yield "period", str(number.period)


def _unheld(number: ReadNumber, catalogue: Catalogue) -> Iterator[str]:
    """Yield why nothing can be held on the goods of an amount of trade."""
    if number.flow and number.goods and code_named(number.goods, catalogue.commodity_names) is None:
        yield f"No goods by the name “{number.goods}” are on file."


def _unsaid(found: AgainstBase, saying: Saying) -> Iterator[str]:
    """Yield what the words around a number leave open that makes it no amount of trade."""
    if saying.is_balance:
        yield "The sentence does not say whose surplus or deficit it is, or with whom."
    if found.is_unsure:
        yield "It is not clear what the change is measured against."


def _parsed(every: Iterable[Mapping[str, str]], catalogue: Catalogue) -> Iterator[ReadClaim]:
    for parameters in every:
        try:
            (claim,) = parse_claims([ClaimIn.model_validate(parameters)], catalogue, in_body=False)
        except (ValidationError, Invalid):
            continue
        yield ReadClaim(claim, parameters)


def _reasons(found: AgainstBase, saying: Saying, catalogue: Catalogue) -> Iterator[str]:
    """Yield why a number cannot be held against facts on trade."""
    number = found.number
    if number.flow is None or number.reporter is None or number.partner is None:
        yield "The sentence does not say whose trade it is, with whom, or in which direction."
    elif number.flow not in (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL):
        yield f"A part of what is traded, which no claim is of: {number.flow.explanation}"
    elif no_pair(number.reporter, number.partner, catalogue):
        yield "These are not two areas that trade with each other."
    if number.period is None:
        yield "The sentence names no period."
    if Doubt.STATED in number.doubts:
        yield Doubt.STATED.explanation
    is_against = found.base is not None and saying.is_multiple
    if number.kind not in _OF_TRADE or not (is_against or _is_of_trade(number)):
        yield f"It is no value, weight or growth of trade: {number.kind.explanation.lower()}"
    if number.hedge is Qualifier.NEARLY and number.value < 0:
        yield "A claim cannot be hedged as nearly a fall."


def _is_of_trade(number: ReadNumber) -> bool:
    """Return whether a level is in money or weight, and a growth in per cent or a plain multiple."""
    if number.kind in (Measured.LEVEL, Measured.CHANGE):
        return is_currency(number.unit) or number.unit in _WEIGHTS
    word = number.quote.lower()
    is_multiple = word.endswith("fold") or (word in lexicon.MULTIPLES and word.endswith(("ed", "ing")))
    return number.unit == PERCENT if number.kind is Measured.GROWTH else is_multiple


def _of_trade(found: AgainstBase, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the parameters by which a number claims something of trade."""
    number = found.number
    sides = (number.reporter, number.partner)
    origin, destination = sides[::-1] if number.flow is Flow.IMPORT else sides
    yield from (("from", str(origin)), ("to", str(destination)), ("period", str(number.period)))
    if number.flow is Flow.TOTAL:
        yield "flow", ClaimFlow.TOTAL
    if number.unit in _WEIGHTS:
        yield "measure", NET_WEIGHT.code
    if number.kind is Measured.CHANGE:
        yield "change", "true"
    if found.base:
        yield "base_period", str(found.base)
    if number.goods:
        yield "commodity", code_named(number.goods, catalogue.commodity_names) or ALL_GOODS


def _amount(number: ReadNumber, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the parameters of a number itself, and whose figures it is."""
    yield from (("value", exact_text(number.value)), ("unit", str(number.unit)), ("qualifier", _qualifier(number)))
    if number.unit != TIMES and number.value.denominator <= 10_000:  # noqa: PLR2004  # fractions in words have no digits
        yield "step", exact_text(number.step)
    if number.compiler in catalogue.areas and Doubt.COMPILER not in number.doubts:
        yield "compiled_by", str(number.compiler)


def _qualifier(number: ReadNumber) -> Qualifier:
    """Return the hedge of a claim: of a range that of its end, of a fall the mirrored one."""
    if number.hedge is Qualifier.BETWEEN:
        return Qualifier.AT_LEAST if number.value == number.interval.lower else Qualifier.AT_MOST
    return number.qualifier


def _compared(number: ReadNumber, sentence: NumberedSentence) -> AgainstBase:
    """Return a number with what its change is against, if it is one."""
    if number.kind not in _CHANGES:
        return AgainstBase(number)
    near, spoken = (_LONGEST.sub("", text) for text in (_near(number, sentence), sentence.text))
    if span := _SPAN.search(near):
        first, last = (year for year in span.groups() if year)
        doubts = tuple(doubt for doubt in number.doubts if doubt is not Doubt.PERIOD)
        dated = replace(number, period=Period.parse(last), doubts=doubts)
        return AgainstBase(dated, Period.parse(first), is_unsure=first >= last or bool(_LASTING.search(near)))
    if _BESIDE.search(near):
        return AgainstBase(number, is_unsure=True)
    before = number.period and number.period.year_before
    own = {str(each)[:4] for each in (number.period, before) if each}
    years = {year for found in _AGAINST.findall(near) for year in found if year} - own
    # An earlier year that nothing says the change is against may be its base all the same.
    earlier = {year for year in re.findall(_YEAR, near) if before and year < str(before)[:4]}
    is_other = bool(_SPAN.search(spoken)) or not earlier <= years
    frequency = number.period and number.period.frequency
    is_lasting = bool(_LASTING.search(spoken)) and frequency is not Frequency.CUMULATIVE
    if not (years or is_other or is_lasting):
        return AgainstBase(number)
    is_plain = (
        len(years) == 1
        and frequency is Frequency.ANNUAL
        and not (is_other or is_lasting)
        and min(years) < str(number.period)
    )
    return AgainstBase(number, Period.parse(min(years)) if is_plain else None, is_unsure=not is_plain)


def _near(number: ReadNumber, sentence: NumberedSentence) -> str:
    """Return the part of a sentence between the quantities before a number and behind it."""
    others = [other for other in sentence.numbers if other.unit]
    ends = [other.end - sentence.start for other in others if other.end <= number.start]
    starts = [other.start - sentence.start for other in others if other.start >= number.end]
    return sentence.text[max(ends, default=0) : min(starts, default=len(sentence.text))]
