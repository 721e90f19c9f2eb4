"""What the answer to a claim looks like."""

from typing import Annotated

from pydantic import Field

from app.views import InputOut
from app.vocabulary import Mode, Unit, Valuation
from app.vocabulary.claims import Bearing, ClaimFlow, ClaimMeasure, ClaimVerdict
from app.web.schemas import Bounds, Number, Out, QuantityOut, RecordRef, Ref


class IntervalOut(Out):
    """A set of numbers in one unit."""

    unit: Unit
    """The unit."""
    lower: Number | None
    """The lower end; null where there is none."""
    upper: Number | None
    """The upper end; null where there is none."""
    bounds: Bounds
    """Interval notation: `[` and `]` stand by an end that belongs to it, `(` and `)` by one that does not."""


class ClaimOut(Out):
    """A claim as understood."""

    sentence: str
    """The claim in one English sentence."""
    measure: ClaimMeasure
    """What is claimed of."""
    from_: Annotated[Ref, Field(alias="from")]
    """Where the goods come from, or the area that another measure is of."""
    to: Ref | None
    """Where the goods go, or the counterpart of another measure."""
    flow: ClaimFlow | None
    """For trade: goods that move this way, or turnover."""
    commodity: Ref | None
    """For trade: what is traded."""
    mode: Mode | None
    """The mode of transport."""
    period: str | None
    """The period."""
    change: bool
    """Whether it is a change."""
    base_period: str | None
    """For a change: what it is claimed against, the same months a year before."""
    quantity: QuantityOut
    """The number with the interval that its own digits and its hedge give it."""
    interval: IntervalOut
    """That interval in the unit of comparison: changes in times are compared in per cent."""
    support: IntervalOut
    """Where a fact must lie to support the claim: within 5 per cent of multiples and fractions in words."""
    compiled_by: Ref | RecordRef | None
    """Whose figures the claim names."""
    valuation: Valuation | None
    """The valuation that the claim names."""
    source: RecordRef | None
    """The source that the claim is held against alone."""


class ClaimBasisOut(Out):
    """A basis: what tells the figures on it apart from those on others."""

    compiled_by: Ref | None
    """The area whose authorities compiled the figures."""
    compiler: RecordRef | None
    """The organisation that compiled them, where no area did."""
    valuation: Valuation | None
    """What the values include, as far as it is stated."""
    scope: str | None
    """The mode and scope of another measure than trade."""
    counterpart: Ref | None
    """The counterpart of another measure than trade."""


class ClaimFactOut(Out):
    """A fact that speaks on a claim, as stated or as it follows from others."""

    bearing: Bearing
    """What it does to the claim."""
    quantity: QuantityOut
    """What is stated, or follows."""
    interval: IntervalOut
    """What it allows, in the unit of comparison."""
    formula: str | None
    """How it follows; null for a fact as stated."""
    assumptions: list[str]
    """What is assumed where it follows."""
    inputs: list[InputOut]
    """The facts behind it, with links to their words."""
    arithmetic: str
    """How it is held against the claim."""


class ByBasisOut(Out):
    """What the figures of one basis make of a claim."""

    basis: ClaimBasisOut
    """The basis."""
    verdict: ClaimVerdict
    """The verdict on this basis."""
    understates: bool
    """Whether the claim gives a bound that the facts exceed more than twice over."""
    together: IntervalOut | None
    """What all facts together leave, where they decide together and none alone."""
    facts: list[ClaimFactOut]
    """All facts that speak on the claim, the stated ones first."""
    sentence: str
    """The verdict and the facts behind it, in one English sentence."""


class MissingOut(Out):
    """What an answer takes, and what is held."""

    sentence: str
    """What would decide the claim, and what is held instead."""
    compiled_by: Ref | RecordRef | None
    """Who would have to compile the figure, as far as that is known."""
    periods: list[str | None]
    """The periods for which figures are held, newest first; null for figures without one."""
    units: list[Unit]
    """The units in which they are."""
    compilers: list[Ref | RecordRef]
    """Who compiled them."""


class VerifyOut(Out):
    """A claim and what the facts make of it."""

    claim: ClaimOut
    """The claim as understood."""
    verdict: ClaimVerdict
    """The verdict of all bases."""
    understates: bool
    """Whether the claim is supported and gives a bound that the facts exceed more than twice over."""
    sentence: str
    """The verdict in one English sentence."""
    by_basis: list[ByBasisOut]
    """The answer of each basis; those without a known compiler come last and count only when there are no others."""
    missing: MissingOut | None
    """For an undetermined claim: what would decide it."""
    release: str
    """The digest of the data."""


class VerifyManyOut(Out):
    """Several claims and what the facts make of each."""

    together: ClaimVerdict
    """The verdict on all claims as the parts of one statement."""
    items: list[VerifyOut]
    """The answers, in the order of the claims."""
    release: str
    """The digest of the data."""
