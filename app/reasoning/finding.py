"""What a rule finds: the part that derived facts and checks share, and what independence of sources means."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.reasoning.facts import Fact, SourceRef
from app.vocabulary import ALL_GOODS, WORLD, SourceKind
from app.vocabulary.verdicts import CheckRule, DerivationRule


class Assumption(StrEnum):
    """What a finding takes as given where it is not known, as the answer says it."""

    IDENTITY = "turnover is exports plus imports, on one basis"
    ONE_SERIES = "both levels are of one series"
    SAME_BASIS = "the inputs are on one basis"
    UNKNOWN_COMPILER = "a figure whose compiler is not known is on the basis of the other"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a rule finds in its inputs, under its assumptions; `period` is that of the result."""

    rule: CheckRule | DerivationRule
    inputs: tuple[Fact, ...]
    period: str | None
    assumptions: tuple[Assumption, ...] = ()

    @property
    def id(self) -> str:
        """The rule, the trade that is among the inputs, and a digest of the inputs; the same wherever they are held."""
        digest = hashlib.sha256("\n".join(fact.id for fact in self.inputs).encode()).hexdigest()
        return ".".join((self.rule.replace("_", "-"), *_trade_of(self.inputs), digest[:12]))


def _trade_of(inputs: Sequence[Fact]) -> tuple[str, ...]:
    """Return the two areas whose trade is among the inputs, sorted, and the commodity where it is not all goods.

    Trade with the World names them only where there is nothing but that.
    """
    trade = [fact.subject for fact in inputs if fact.subject.flow and fact.subject.area and fact.subject.counterpart]
    pairs = [sorted((subject.area or "", subject.counterpart or "")) for subject in trade]
    of_two = [pair for pair in pairs if WORLD not in pair] or (pairs if len(pairs) == len(inputs) else [])
    goods = [subject.commodity for subject in trade if subject.commodity not in (None, ALL_GOODS)]
    return (*of_two[0], *filter(None, goods[:1])) if of_two else ()


def are_independent(sources: Sequence[SourceRef]) -> bool | None:
    """Return whether several sources speak, each of a lineage of its own; None where that cannot be told."""
    if len(sources) < 2:  # noqa: PLR2004  # one statement has nothing to be independent of
        return None
    roots = {source.id: source.root for source in sources}
    if len(roots) == 1 or len(roots) > len(set(roots.values())):
        return False
    # A dataset is a lineage of its own.
    known = all(source.lineage is not None or source.kind is SourceKind.DATASET for source in sources)
    return True if known else None


def supersedes(later: SourceRef, earlier: SourceRef, sources: Mapping[str, SourceRef]) -> bool:
    """Return whether a source replaces another, directly or through those it replaces."""
    seen: set[str] = set()
    step: SourceRef | None = later
    while step is not None and step.supersedes is not None and step.id not in seen:
        if step.supersedes == earlier.id:
            return True
        seen.add(step.id)
        step = sources.get(step.supersedes)
    return False


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Return statements in the order of their publication, those of unknown day first."""
    return sorted(facts, key=lambda fact: (fact.source.published_on or "", fact.source.id, fact.id))
