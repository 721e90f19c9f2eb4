"""A check: statements set against each other by a rule, and what was found."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.reasoning.derive.derived import trade_of_inputs
from app.reasoning.facts import Fact, Witness
from app.vocabulary import Quantity, SourceKind
from app.vocabulary.verdicts import CheckVerdict, MirrorCause


@dataclass(frozen=True, slots=True)
class Material:
    """All that checks are made from; `is_whole` where statistics in bulk are in it, so that it lacks nothing."""

    facts: Sequence[Fact]
    is_whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What a rule found in its inputs.

    The gap is there when the two sides compared have no number in common: by how much the larger exceeds the smaller,
    and that in per cent of the smaller (null for figures that are per cent themselves); both rounded outwards for show.
    `computed` is what the stated figure was held against when that was computed: a sum or a growth.
    `ratio` is the exporter's figure divided by the importer's. `independent` is null where there is one input, or where
    the lineage of a source is not known.
    """

    rule: str
    verdict: CheckVerdict
    inputs: tuple[Fact, ...]
    period: str | None
    arithmetic: str
    sentence: str
    gap_absolute: Quantity | None = None
    gap_relative: Quantity | None = None
    computed: Quantity | None = None
    ratio: Quantity | None = None
    independent: bool | None = None
    differing: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    causes: tuple[MirrorCause, ...] = ()

    @property
    def id(self) -> str:
        """Name the rule, the trade that is among the inputs, and the inputs; the same wherever they are held."""
        digest = hashlib.sha256("\n".join(statement.id for statement in self.inputs).encode()).hexdigest()
        return ".".join((self.rule.replace("_", "-"), *trade_of_inputs(self.inputs), digest[:12]))

    def by(self, rule: str) -> "Check":
        """Give the check under the name of its rule, with the independence of its witnesses."""
        witnesses = [statement.witness for statement in self.inputs]
        return replace(self, rule=rule, independent=are_independent(witnesses))


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, and how its check is worked out: many findings are only looked through for those that conflict."""

    verdict: CheckVerdict
    check: Callable[[], Check]

    @classmethod
    def of(cls, check: Check) -> "Finding":
        """Give the finding of a check that is worked out already."""
        return cls(check.verdict, lambda: check)


def are_independent(witnesses: Sequence[Witness]) -> bool | None:
    """Tell whether several sources speak, each of a lineage of its own; None where that cannot be told."""
    if len(witnesses) < 2:  # noqa: PLR2004  # one statement has nothing to be independent of
        return None
    roots = {witness.id: witness.root for witness in witnesses}
    if len(roots) == 1 or len(roots) > len(set(roots.values())):
        return False
    return True if all(_has_known_lineage(witness) for witness in witnesses) else None


def _has_known_lineage(witness: Witness) -> bool:
    """Tell whether a witness's lineage is known; a dataset is its own."""
    return witness.lineage is not None or witness.kind is SourceKind.DATASET


def supersedes(later: Witness, earlier: Witness, witnesses: Mapping[str, Witness]) -> bool:
    """Tell whether a source replaces another, directly or through those it replaces."""
    seen: set[str] = set()
    step: Witness | None = later
    while step is not None and step.supersedes is not None and step.id not in seen:
        if step.supersedes == earlier.id:
            return True
        seen.add(step.id)
        step = witnesses.get(step.supersedes)
    return False


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """Put statements in the order of their publication, those of unknown day first."""
    return sorted(facts, key=lambda fact: (fact.witness.published_on or "", fact.witness.id, fact.id))
