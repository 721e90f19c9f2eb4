"""Whose figure it is: the basis of a statement, and the one comparison of bases."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum

from app.vocabulary.measures import BasisKind, Valuation


class Aspect(StrEnum):
    """What keeps two figures from being compared; the last two name the side that states nothing."""

    COMPILER = "compiler"
    VALUATION = "valuation"
    REPORTER = "reporter"
    SCOPE = "scope"
    PERIOD = "period"
    BASE_PERIOD = "base_period"
    EXPORTER = "exporter"
    IMPORTER = "importer"


class Unknown(Enum):
    """What a compiler that is not known is taken for. The policies differ in effect, so each caller names its own."""

    SAME = "same"
    """That of the other figures: prose seldom says whose figures it quotes, and refutes nothing by its silence."""
    OWN = "own"
    """One apart from all that are known: in answers by basis, whose figure it is must not be guessed."""
    NEVER = "never"
    """One that nothing is compared with: the two sides of a trade, and what a share is a share of."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Who compiled a figure, how it came about, and what its value includes; None is not known."""

    compiled_by: str | None
    compiler: str | None
    kind: BasisKind | None
    valuation: Valuation | None

    @property
    def is_known(self) -> bool:
        """Whether the source says, or lets infer, who compiled the figure."""
        return self.compiled_by is not None or self.compiler is not None

    @property
    def compilers(self) -> tuple[str | None, str | None]:
        """The area and the organisation that compiled the figure."""
        return self.compiled_by, self.compiler

    @classmethod
    def common(cls, bases: Sequence["Basis"]) -> "Basis":
        """Return what several bases share; what differs or is unknown is None."""
        first = bases[0]
        return cls(
            first.compiled_by if all(basis.compiled_by == first.compiled_by for basis in bases) else None,
            first.compiler if all(basis.compiler == first.compiler for basis in bases) else None,
            first.kind if all(basis.kind == first.kind for basis in bases) else None,
            first.valuation if all(basis.valuation == first.valuation for basis in bases) else None,
        )


UNKNOWN_BASIS = Basis(None, None, None, None)
"""The basis of a record that has none, such as an agreement."""


def differences(*bases: Basis, unknown: Unknown = Unknown.SAME) -> tuple[Aspect, ...]:
    """Return in what bases differ, and so why figures on them are not compared; empty where they may be.

    Valuations differ only where they are stated. Under `Unknown.NEVER` a compiler that is not known leaves no more
    than the reporters to tell the figures apart.
    """
    compilers = {basis.compilers for basis in bases}
    if unknown is not Unknown.OWN:
        compilers.discard(UNKNOWN_BASIS.compilers)
    found = [Aspect.COMPILER] if len(compilers) > 1 else []
    if len({basis.valuation for basis in bases} - {None, Valuation.NOT_STATED}) > 1:
        found.append(Aspect.VALUATION)
    if unknown is Unknown.NEVER and not all(basis.is_known for basis in bases):
        found.append(Aspect.REPORTER)
    return tuple(found)
