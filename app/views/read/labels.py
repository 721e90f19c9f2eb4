"""Labels of the numbers of a text, from the verdicts on them as claims."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.reasoning import Fact
from app.reasoning.reader.lexicon import Topic
from app.reasoning.reader.places import DEMONYMS
from app.reasoning.reader.result import ReadNumber
from app.reasoning.sentences import claims as wording
from app.reasoning.sentences.names import listed, sources_of
from app.reasoning.verify import SILENT, Answer
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.missing import find_missing
from app.views.read.claims import UNSURE, ReadClaims
from app.views.verify import Answered
from app.vocabulary.measures import Qualifier
from app.vocabulary.text import fold
from app.vocabulary.verdicts import ClaimVerdict, Doubt, ReadLabel
from app.web.catalogue import Catalogue

_LABELS: Final[Mapping[ClaimVerdict, ReadLabel]] = {
    ClaimVerdict.SUPPORTED: ReadLabel.AGREES,
    ClaimVerdict.NEAR: ReadLabel.NEAR,
    ClaimVerdict.CONTRADICTED: ReadLabel.CONTRADICTED,
    ClaimVerdict.DISPUTED: ReadLabel.DEPENDS_ON_BASIS,
    ClaimVerdict.DEPENDS_ON_BASIS: ReadLabel.DEPENDS_ON_BASIS,
    ClaimVerdict.COMPATIBLE: ReadLabel.COMPATIBLE,
    ClaimVerdict.UNDETERMINED: ReadLabel.NOT_HELD,
    ClaimVerdict.DIFFERENT_BASIS: ReadLabel.NOT_HELD,
}
_TOO_MANY: Final = "The numbers before it make as many claims as are held against facts at once; send a shorter text."
_AGREEING: Final = (ClaimVerdict.SUPPORTED, ClaimVerdict.NEAR)
_CONFIRMING: Final = (*_AGREEING, *SILENT)
"""The verdicts that stand although the subject of a number is not sure: that it agrees with a figure is no accident."""
_PARTLY: Final = (ClaimVerdict.DEPENDS_ON_BASIS, ClaimVerdict.DISPUTED)
"""Those that stand as well where pair and period are sure."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """What becomes of a number: its label, why, and where it is a claim that claim, its answer, facts and address."""

    label: ReadLabel
    sentence: str
    claim: Claim | None = None
    answer: Answer | None = None
    facts: tuple[Fact, ...] = ()
    address: str | None = None


def labelled(read: ReadClaims, answers: Mapping[Claim, Answered], catalogue: Catalogue) -> Labelled:
    """Return the label of a number from the answer to its claim: of several, to the first on which anything is held.

    Where its subject is not sure nothing is said against it.
    """
    held = ((one, answers[one.claim]) for one in read.claims if one.claim in answers)
    found = [each for each in held if not each[0].by_told or _told_verdict(each[1].answer) in _AGREEING]
    if not found:
        label = ReadLabel.NOT_HELD if read.names_other_goods else ReadLabel.NOT_READ
        return Labelled(label, read.reason or _TOO_MANY)
    told, (claim, answer, about) = next(
        (each for each in found if _told_verdict(each[1].answer) not in SILENT), found[0]
    )
    address = told.address_for(claim)
    number, verdict = read.number, _told_verdict(answer)
    unsure = [doubt for doubt in number.doubts if doubt in UNSURE]
    standing: tuple[ClaimVerdict, ...] = (*_CONFIRMING, *_PARTLY)
    if unsure == [Doubt.SUBJECT]:
        standing = (*standing, ClaimVerdict.COMPATIBLE)
    elif not (claim.measure.is_of_goods or claim.measure.is_share):
        # That a sentence speaks of the border does not say that a number is its length.
        unsure, standing = unsure or [Doubt.SUBJECT], (*_CONFIRMING, ClaimVerdict.COMPATIBLE)
    if unsure and verdict not in standing:
        return Labelled(ReadLabel.NOT_READ, " ".join(doubt.explanation for doubt in unsure), address=address)
    deciding = [each for judgement in answer.judgements for each in judgement.deciding]
    facts = tuple(dict.fromkeys(fact for each in deciding for fact in each.witness.inputs))
    label, remark = _LABELS[verdict], ""
    if label is ReadLabel.CONTRADICTED and (silent := _silent(claim, answer)):
        names = listed([catalogue.prose_names[code] for code in silent])
        label, remark = (
            ReadLabel.DEPENDS_ON_BASIS,
            f" No figures known to be those of {names} are on file; they might allow it.",
        )
    if label is ReadLabel.AGREES:
        label = _agreement(number, claim, [each.witness.inputs[0] for each in deciding if not each.witness.derived])
    # Of a claim without a period nothing is compared, and yet something may be held.
    is_open = answer.verdict in SILENT and not claim.period
    missing = find_missing(claim, about, answer, about.ground) if is_open else None
    sentence = wording.answer_sentence(claim, answer, catalogue.prose_names, missing) + remark
    return Labelled(label, sentence, claim, answer, facts, address)


def _told_verdict(answer: Answer) -> ClaimVerdict:
    """Return the verdict on a number; where known figures neither confirm nor refute it, that of unattributed ones."""
    is_open = answer.verdict in (ClaimVerdict.COMPATIBLE, ClaimVerdict.UNDETERMINED)
    beside = (one.verdict for one in answer.judgements if is_open and not one.basis.is_known)
    return next((one for one in beside if one is ClaimVerdict.SUPPORTED), answer.verdict)


def _silent(claim: Claim, answer: Answer) -> list[str]:
    """Return the sides whose figures do not speak on a claim that names no compiler."""
    speaking = {judgement.basis.compiled_by for judgement in answer.judgements}
    sides = (claim.country, claim.counterpart)
    return [] if claim.compiled_by else [side for side in sides if side and side not in speaking]


_CONTENT: Final = re.compile(r"[^\W\d_]{4,}")
_COMMON: Final = Topic("sayings").words("common")
_SHARED: Final = 2
"""How many words of more than three letters a sentence and a record must share to be on one subject."""


def quoted(number: ReadNumber, sentence: str, facts: Iterable[Fact], catalogue: Catalogue) -> Labelled | None:
    """Return the label of a number whose very words are held, on a subject that its sentence names in like words."""
    words = fold(number.quote)
    alike = [fact for fact in facts if fact.unit == number.unit and fact.quantity.value == number.value]
    alike = [fact for fact in alike if words in fold(fact.quantity.words or "")]
    if not alike:
        return None
    said = {word for word in _content(sentence, number.quote) if not (word in DEMONYMS or word in catalogue.area_names)}
    described = [(fact, fact.described.row["sentence"]) for fact in alike if fact.described]
    found = tuple(fact for fact, text in described if len(said & _content(str(text), number.quote)) >= _SHARED)
    if not found:
        return None
    told = f"These words are on file, on what seems to be the same subject ({sources_of(found)})."
    return Labelled(ReadLabel.QUOTED, told, facts=found)


def _content(text: str, quote: str) -> set[str]:
    return set(_CONTENT.findall(fold(text))) - set(_CONTENT.findall(fold(quote))) - _COMMON


_COARSE: Final = Fraction(1, 4)
"""How far, in parts of itself, a number may lie from what it is rounded from."""


def _agreement(number: ReadNumber, claim: Claim, facts: Sequence[Fact]) -> ReadLabel:
    """Return how facts agree with a number: in its very words, in the number, or after rounding."""
    words = fold(number.quote)
    if any(fact.quantity.words and words in fold(fact.quantity.words) for fact in facts):
        return ReadLabel.QUOTED
    is_plain = claim.quantity.qualifier is Qualifier.ROUNDED
    values = [fact.quantity.value for fact in facts if fact.unit == claim.quantity.unit and fact.quantity.value]
    is_same = claim.quantity.value in values
    if is_plain and values and not any(abs(number.value - value) <= _COARSE * abs(number.value) for value in values):
        return ReadLabel.COMPATIBLE  # $1 billion, of 629 million
    return ReadLabel.ROUNDING if is_plain and facts and not is_same else ReadLabel.AGREES
