"""Verdicts: of each basis from its voices, of a claim from its bases, and of several claims said together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.reasoning.facts import Fact
from app.reasoning.intervals import negative
from app.reasoning.sentences.naming import Names
from app.reasoning.verify.claim import Claim, converted
from app.reasoning.verify.following import FROM_LEVELS, voices
from app.reasoning.verify.voices import Ground, Voice
from app.vocabulary import Qualifier
from app.vocabulary.claims import Bearing, ClaimVerdict
from app.vocabulary.interval import Interval, Undefined, gap_between, intersection

FAR_WEAKER: Final = 2
"""A claim understates when the facts guarantee more than twice the bound that it gives."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice and what it does to the claim."""

    voice: Voice
    bearing: Bearing
    in_words: bool = False
    """Whether it supports the claim because both are the same multiple or fraction in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What one basis makes of a claim; `together` is what its voices leave where none of them decides alone."""

    ground: Ground
    heard: tuple[Heard, ...]
    verdict: ClaimVerdict
    understates: bool
    together: Interval | None

    @property
    def deciding(self) -> list[Heard]:
        """The voices that the verdict rests on: those that bear like it, else all that are not set aside.

        What follows from others is named with stated facts only where it is a change that levels show, or one side of
        a dispute.
        """
        wanted = _DECIDE.get(self.verdict, frozenset())
        found = [heard for heard in self.heard if heard.bearing in wanted]
        found = found or [heard for heard in self.heard if heard.bearing is not Bearing.SET_ASIDE]
        if self.verdict is ClaimVerdict.DISPUTED:
            return found
        named = [heard for heard in found if heard.voice.derived is None or heard.voice.derived.rule in FROM_LEVELS]
        return named if self.together is None and named else found


_DECIDE: Final[Mapping[ClaimVerdict, Collection[Bearing]]] = {
    ClaimVerdict.SUPPORTED: {Bearing.SUPPORTS},
    ClaimVerdict.CONTRADICTED: {Bearing.CONTRADICTS},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What all bases together make of a claim."""

    verdict: ClaimVerdict
    understates: bool
    judgements: tuple[Judgement, ...]


def verify(claim: Claim, facts: Iterable[Fact], names: Names) -> Answer:
    """Answer a claim on each basis that speaks on it, known ones first, and on all of them.

    Where the verdicts of known bases differ it depends on the basis. A basis of which nobody says whose it is may be
    any of the known ones: it is answered too, but makes no difference of its own.
    """
    judgements = [_judge(claim, ground, found) for ground, found in _by_ground(voices(claim, facts, names)).items()]
    judgements.sort(key=lambda judgement: not judgement.ground.is_known)
    known = [judgement for judgement in judgements if judgement.ground.is_known] or judgements
    verdicts = {judgement.verdict for judgement in known} or {ClaimVerdict.UNDETERMINED}
    verdict = verdicts.pop() if len(verdicts) == 1 else ClaimVerdict.DEPENDS_ON_BASIS
    understates = verdict is ClaimVerdict.SUPPORTED and all(judgement.understates for judgement in known)
    return Answer(verdict, understates, tuple(judgements))


def together(verdicts: Sequence[ClaimVerdict]) -> ClaimVerdict:
    """Give the verdict on several claims as the parts of one statement, which is true when all its parts are."""
    found = set(verdicts)
    if ClaimVerdict.SUPPORTED in found:
        return ClaimVerdict.SUPPORTED if len(found) == 1 else ClaimVerdict.PARTLY_SUPPORTED
    worst = (ClaimVerdict.CONTRADICTED, ClaimVerdict.DISPUTED, ClaimVerdict.DEPENDS_ON_BASIS)
    return next((verdict for verdict in worst if verdict in found), ClaimVerdict.UNDETERMINED)


def _by_ground(found: Iterable[Voice]) -> dict[Ground, list[Voice]]:
    """Put voices of one basis together; one that states no valuation joins those that do, where they agree."""
    spoken = [(voice.ground, voice) for voice in found]
    grounds: dict[Ground, list[Voice]] = {}
    for ground, voice in spoken:
        alike = {other.valuation for other, _ in spoken if replace(other, valuation=None) == _bare(ground)}
        stated = sorted(valuation for valuation in alike if valuation is not None)
        joined = replace(ground, valuation=stated[0]) if len(stated) == 1 else ground
        grounds.setdefault(joined, []).append(voice)
    return grounds


def _bare(ground: Ground) -> Ground:
    return replace(ground, valuation=None)


def _judge(claim: Claim, ground: Ground, found: Sequence[Voice]) -> Judgement:
    aside = _set_aside(claim, found)
    heard = tuple(Heard(voice, Bearing.SET_ASIDE) if voice in aside else _hear(claim, voice) for voice in found)
    verdict, left = _weigh(heard), None
    counted = [each.voice for each in heard if each.bearing is not Bearing.SET_ASIDE]
    if verdict is ClaimVerdict.UNDETERMINED and len(counted) > 1:
        left = _common(counted)
        verdict = _of_interval(claim, left) if left else verdict
        left = None if verdict is ClaimVerdict.UNDETERMINED else left
    understates = verdict is ClaimVerdict.SUPPORTED and _understates(claim, counted)
    return Judgement(ground=ground, heard=heard, verdict=verdict, understates=understates, together=left)


def _hear(claim: Claim, voice: Voice) -> Heard:
    """Tell what a voice does to a claim on its own."""
    if voice.interval.within(claim.support):
        return Heard(voice, Bearing.SUPPORTS)
    if _says_the_same(claim, voice):
        return Heard(voice, Bearing.SUPPORTS, in_words=True)
    apart = gap_between(voice.interval, claim.interval) is not None
    return Heard(voice, Bearing.CONTRADICTS if apart else Bearing.ALLOWS)


def _says_the_same(claim: Claim, voice: Voice) -> bool:
    """Tell whether claim and fact are the same multiple or fraction in words ("doubled"), within the margin."""
    value = voice.first.quantity.value
    if not (claim.is_loose and voice.is_loose) or value is None:
        return False
    near = converted(Interval.point(value), voice.first.unit, claim.unit)
    return near is not None and near.within(claim.support)


def _weigh(heard: Sequence[Heard]) -> ClaimVerdict:
    """Give the verdict of voices that bear alike; disputed where the verdict depends on which of them is right.

    A voice that merely allows the claim disputes the others only when it lies apart from all that decide.
    """
    sides = {kind: [each.voice for each in heard if each.bearing is kind] for kind in Bearing}
    supporting, contradicting = sides[Bearing.SUPPORTS], sides[Bearing.CONTRADICTS]
    if supporting and contradicting:
        return ClaimVerdict.DISPUTED
    deciding = supporting or contradicting
    if not deciding:
        return ClaimVerdict.UNDETERMINED
    for voice in sides[Bearing.ALLOWS]:
        if all(_lie_apart(voice, other) for other in deciding):
            return ClaimVerdict.DISPUTED
    return ClaimVerdict.SUPPORTED if supporting else ClaimVerdict.CONTRADICTED


def _lie_apart(one: Voice, other: Voice) -> bool:
    return gap_between(one.interval, other.interval) is not None


def _set_aside(claim: Claim, found: Sequence[Voice]) -> list[Voice]:
    """Find stated growths that the levels and another source's stated growth, agreeing, both speak against.

    Levels alone do not suffice: the base may have been revised. One other statement does not either.
    """
    if not claim.is_change:
        return []
    levels = [voice for voice in found if voice.derived and voice.derived.rule in FROM_LEVELS]
    stated = [voice for voice in found if voice.derived is None]
    return [voice for voice in stated if _is_outnumbered(voice, stated, levels)]


def _is_outnumbered(voice: Voice, stated: Sequence[Voice], levels: Sequence[Voice]) -> bool:
    return any(
        _lie_apart(voice, other) and _lie_apart(voice, level) and not _lie_apart(other, level)
        for other in stated
        if other.first.witness.id != voice.first.witness.id
        for level in levels
    )


def _common(found: Sequence[Voice]) -> Interval | None:
    """Give what is left when all voices are right; None when they cannot be."""
    left = found[0].interval
    for voice in found[1:]:
        met = intersection(left, voice.interval)
        if isinstance(met, Undefined):
            return None
        left = met
    return left


def _of_interval(claim: Claim, left: Interval) -> ClaimVerdict:
    if left.within(claim.support):
        return ClaimVerdict.SUPPORTED
    apart = gap_between(left, claim.interval) is not None
    return ClaimVerdict.CONTRADICTED if apart else ClaimVerdict.UNDETERMINED


def _understates(claim: Claim, found: Sequence[Voice]) -> bool:
    """Tell whether a one-sided claim gives a bound that the facts exceed more than twice over."""
    match claim.quantity.qualifier:
        case Qualifier.MORE_THAN | Qualifier.AT_LEAST:
            return _is_far_weaker(claim.interval, [voice.interval for voice in found])
        case Qualifier.LESS_THAN | Qualifier.AT_MOST:
            return _is_far_weaker(negative(claim.interval), [negative(voice.interval) for voice in found])
    return False


def _is_far_weaker(claimed: Interval, found: Sequence[Interval]) -> bool:
    ends = [interval.lower for interval in found if interval.lower is not None]
    if claimed.lower is None or not ends:
        return False
    guaranteed = max(ends)
    weak, strong = (claimed.lower, guaranteed) if guaranteed > 0 else (-guaranteed, -claimed.lower)
    return weak * FAR_WEAKER < strong
