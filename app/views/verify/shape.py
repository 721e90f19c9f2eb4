"""What the answer to a claim looks like."""

from typing import Annotated

from pydantic import Field

from app.views import InputOut, PartOut
from app.vocabulary.measures import Valuation
from app.vocabulary.terms import Mode
from app.vocabulary.verdicts import ClaimFlow, ClaimKind, ClaimVerdict, Stance
from app.web.schemas import Bounds, JsonNumber, Out, QuantityOut, RecordRef, Ref


class IntervalOut(Out):
    """A set of numbers in one unit."""

    unit: str
    """Unit of the ends."""
    lower: JsonNumber | None
    """Lower end; null where there is none."""
    upper: JsonNumber | None
    """Upper end; null where there is none."""
    bounds: Bounds
    """Ends that belong to the interval."""


class DistanceOut(Out):
    """How far a claim lies from the facts, between the closures of both intervals; above them where it is positive."""

    absolute: JsonNumber
    """Distance in the unit of comparison; in percentage points where that is per cent."""
    relative: JsonNumber | None
    """Distance in per cent of the nearer end of the facts, to two figures; null where that is zero, or where facts and
    claim lie on both sides of zero."""
    unit: str
    """Unit of comparison."""
    part: bool
    """Whether it is the distance from a part of what is claimed, where no figure of the whole decides alike."""


class ClaimOut(Out):
    """A claim as understood."""

    sentence: str
    """The claim in one English sentence."""
    kind: ClaimKind
    """What is claimed."""
    measure: str
    """Measure of the claim."""
    from_: Annotated[Ref, Field(alias="from")]
    """Origin of the goods, or the area of another measure."""
    to: Ref | None
    """Destination of the goods, or the counterpart of another measure."""
    flow: ClaimFlow | None
    """For trade: goods that move this way, or turnover."""
    commodity: Ref | None
    """For trade: the goods."""
    mode: Mode | None
    """Mode of transport; null for all together."""
    scope: str | None
    """Part that is claimed, or what a measure of no area is of; null for the whole."""
    period: str | None
    """Period of the claim."""
    change: bool
    """Whether a change is claimed rather than a level."""
    base_period: str | None
    """For a change: the period compared with, by default the same months a year before."""
    than: Ref | None
    """For a change: the partner compared with; null for the same trade."""
    event: str | None
    """Event of the documents or agreements."""
    quantity: QuantityOut
    """Number claimed, with the interval that its digits and its hedge give it."""
    interval: IntervalOut
    """That interval in the unit of comparison: changes in times are compared in per cent."""
    support: IntervalOut
    """Interval in which a fact supports the claim: within 5 per cent of multiples and fractions in words."""
    compiled_by: Ref | RecordRef | None
    """Compiler that the claim names."""
    valuation: Valuation | None
    """Valuation that the claim names."""
    source: RecordRef | None
    """The only source that the claim is compared with."""


class ClaimBasisOut(Out):
    """A basis: compiler and valuation of figures, which are all of what is claimed."""

    compiled_by: Ref | None
    """Area whose authorities compiled the figures."""
    compiler: RecordRef | None
    """Organisation that compiled them, where no area did."""
    valuation: Valuation | None
    """Valuation, as far as it is stated."""
    scope: str | None
    """What a measure of no area is of, such as the initiative whose age it is."""


class ClaimFactOut(Out):
    """A fact that bears on a claim, stated or derived."""

    stance: Stance
    """Stance of the fact towards the claim."""
    quantity: QuantityOut
    """Quantity stated or derived."""
    interval: IntervalOut
    """Interval of the fact in the unit of comparison."""
    part: bool
    """Whether the fact is of a part of what is claimed, which decides it only from below."""
    distance: DistanceOut | None
    """Distance of the claim from the fact; null where they meet, or the fact is set aside."""
    formula: str | None
    """Formula of a derived fact; null for a stated one."""
    assumptions: list[str]
    """Assumptions of a derived fact."""
    inputs: list[InputOut]
    """Facts it rests on, with links to their words."""
    arithmetic: str
    """Comparison with the claim, in numbers."""


class ByBasisOut(Out):
    """Verdict of the figures on one basis."""

    basis: ClaimBasisOut
    """Basis of the figures."""
    verdict: ClaimVerdict
    """Verdict on this basis."""
    understates: bool
    """Whether the claim gives a bound that the facts exceed more than twice over."""
    distance: DistanceOut | None
    """Distance of the claim from what decides; null where they meet."""
    left: IntervalOut | None
    """Interval that all facts leave between them, where none decides alone and this does."""
    facts: list[ClaimFactOut]
    """Facts that bear on the claim, the stated ones first."""
    sentence: str
    """Verdict and facts in English."""


class MissingOut(Out):
    """What would decide a claim that is undetermined or compatible, and what is held instead."""

    sentence: str
    """Both in English."""
    compiled_by: Ref | RecordRef | None
    """Compiler of the figure that is missing, as far as it is known."""
    periods: list[str | None]
    """Periods, and days of stocks, for which figures are held, newest first; null for figures without one."""
    units: list[str]
    """Units of these figures."""
    compilers: list[Ref | RecordRef]
    """Compilers of these figures."""
    parts: list[InputOut]
    """Facts on parts of what is claimed, of which one contradicts a smaller whole and supports a bound that it reaches;
    of a balance, a share, a rank or a record, figures of its period that it would follow from."""
    other_periods: list[InputOut]
    """Facts that would speak on an undetermined claim if it were of another period: of the three nearest with any, then
    undated ones; of a rank or a record, the figures of these periods."""


class ReachedOut(Out):
    """What became of a level of trade that is aimed at, by the figures up to the period that it is due in."""

    verdict: ClaimVerdict
    """Verdict on the claim that it was reached; undetermined where the last period is not held yet."""
    period: str | None
    """Period of the figures; null where none are held."""
    sentence: str | None
    """The same in English."""
    verify: str | None
    """Address that answers this claim in full."""


class VerifyOut(Out):
    """A claim and its verdict."""

    claim: ClaimOut
    """The claim as understood."""
    verdict: ClaimVerdict
    """Verdict of all bases."""
    understates: bool
    """Whether the claim is supported and gives a bound that the facts exceed more than twice over."""
    coarse: bool
    """Whether the step is a default that the digits give, and above a twentieth of the number."""
    distance: DistanceOut | None
    """Distance of the claim from the nearest basis that has the verdict; null where one meets it, or in a dispute."""
    sentence: str
    """Verdict in English."""
    by_basis: list[ByBasisOut]
    """Verdict of each basis; known ones first. Of one without a known compiler the verdict counts where no other
    decides; beside others, what it leaves open is not contradicted."""
    reached: ReachedOut | None
    """For turnover that is aimed at (`kind=planned&flow=total`): whether it was reached, by its period if any."""
    missing: MissingOut | None
    """For an undetermined or compatible claim: what would decide it, and what is held."""
    release: str
    """Digest of the release."""


class VerifyManyOut(Out):
    """Several claims and their verdicts."""

    verdict: ClaimVerdict
    """Verdict on all claims as the parts of one statement."""
    items: list[VerifyOut | PartOut]
    """Answers in the order of the claims."""
    release: str
    """Digest of the release."""
