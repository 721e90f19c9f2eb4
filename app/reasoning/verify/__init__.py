"""Claims held against facts: what each basis makes of them, what all together do, and what is missing for an answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.reasoning import Fact
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.judging import Judgement, judge
from app.reasoning.verify.witnesses import ClaimBasis, Witness, witnesses
from app.vocabulary.measures import Unit
from app.vocabulary.period import Period
from app.vocabulary.verdicts import ClaimVerdict


@dataclass(frozen=True, slots=True)
class Answer:
    """What all bases together make of a claim."""

    verdict: ClaimVerdict
    understates: bool
    judgements: tuple[Judgement, ...]


def verify(claim: Claim, facts: Iterable[Fact]) -> Answer:
    """Return the verdict on a claim: of each basis that speaks on it, known ones first, and of all of them.

    Where the verdicts of known bases differ, it depends on the basis. An unknown basis is judged too, but never changes
    the overall verdict of known ones: it may be any of them.
    """
    judgements = [judge(claim, basis, found) for basis, found in _by_basis(witnesses(claim, facts)).items()]
    judgements.sort(key=lambda judgement: not judgement.basis.is_known)
    known = [judgement for judgement in judgements if judgement.basis.is_known] or judgements
    verdicts = {judgement.verdict for judgement in known} or {ClaimVerdict.UNDETERMINED}
    verdict = verdicts.pop() if len(verdicts) == 1 else ClaimVerdict.DEPENDS_ON_BASIS
    understates = verdict is ClaimVerdict.SUPPORTED and all(judgement.understates for judgement in known)
    return Answer(verdict, understates, tuple(judgements))


def _by_basis(found: Iterable[Witness]) -> dict[ClaimBasis, list[Witness]]:
    """Return the witnesses by basis; one that states no valuation joins those that do, where they agree."""
    by_basis = [(witness.basis, witness) for witness in found]
    grouped: dict[ClaimBasis, list[Witness]] = {}
    for basis, witness in by_basis:
        bare = replace(basis, valuation=None)
        alike = {other.valuation for other, _ in by_basis if replace(other, valuation=None) == bare}
        stated = sorted(valuation for valuation in alike if valuation is not None)
        joined = replace(basis, valuation=stated[0]) if len(stated) == 1 else basis
        grouped.setdefault(joined, []).append(witness)
    return grouped


def together(verdicts: Sequence[ClaimVerdict]) -> ClaimVerdict:
    """Return the verdict on several claims as the parts of one statement, which is true when all its parts are."""
    found = set(verdicts)
    if ClaimVerdict.SUPPORTED in found:
        return ClaimVerdict.SUPPORTED if len(found) == 1 else ClaimVerdict.PARTLY_SUPPORTED
    worst = (ClaimVerdict.CONTRADICTED, ClaimVerdict.DISPUTED, ClaimVerdict.DEPENDS_ON_BASIS)
    return next((verdict for verdict in worst if verdict in found), ClaimVerdict.UNDETERMINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What is held on what is claimed, in any period and unit and on any basis; None in `periods` is undated.

    `compiled_by` is who would have to compile the figure that is missing: whom the claim names, or the only one known
    to speak on it.
    """

    periods: tuple[str | None, ...]
    units: tuple[Unit, ...]
    compilers: tuple[str, ...]
    compiled_by: str | None


def missing(claim: Claim, facts: Iterable[Fact], answer: Answer) -> Missing | None:
    """Return what is missing for an answer; None where the claim is answered."""
    if answer.verdict is not ClaimVerdict.UNDETERMINED:
        return None
    held = [fact for fact in facts if claim.measures(fact)]
    spoke = {judgement.basis.compiled_by for judgement in answer.judgements if judgement.basis.compiled_by}
    return Missing(
        periods=tuple(sorted({fact.period for fact in held}, key=_newest_first)),
        units=tuple(sorted({fact.unit for fact in held})),
        compilers=tuple(sorted({fact.basis.compiled_by or fact.basis.compiler or "" for fact in held} - {""})),
        compiled_by=claim.compiled_by or (next(iter(spoke)) if len(spoke) == 1 else None),
    )


def _newest_first(period: str | None) -> tuple[bool, int]:
    return period is None, Period.parse(period).recency if period else 0
