"""What the answer on a text looks like: an entry for each of its numbers."""

from app.views.verify.shape import DistanceOut
from app.vocabulary.measures import Flow, Qualifier
from app.vocabulary.terms import RecordKind
from app.vocabulary.verdicts import ClaimVerdict, Doubt, Measured, ReadLabel
from app.web.schemas import Bounds, JsonNumber, Out, RecordRef, Ref


class ReadQuantityOut(Out):
    """A number of a text with its unit, its hedge, and the interval that it allows."""

    value: JsonNumber
    """The number, negative for a fall."""
    unit: str
    """Unit: a currency, `%`, `pp` (percentage points), `times`, `rank`, a measure, or what is counted."""
    qualifier: Qualifier
    """How the number is hedged."""
    step: JsonNumber
    """One unit of its last digit."""
    lower: JsonNumber | None
    """Lower end of the interval; null where there is none."""
    upper: JsonNumber | None
    """Upper end of the interval; null where there is none."""
    bounds: Bounds
    """Ends that belong to the interval."""


class ReadFactOut(Out):
    """A fact behind a label."""

    kind: RecordKind
    """Kind of record."""
    id: str
    """Id of the record."""
    url: str
    """Address of the record and its evidence."""
    field: str
    """Field that holds the quantity."""
    source: RecordRef
    """Source of the statement."""


class ReadNumberOut(Out):
    """A number of the text: its place, how it was read, and what the release makes of it."""

    start: int
    """Start in the text, in code points from 0."""
    end: int
    """End, exclusive."""
    quote: str
    """Its words, without the hedge."""
    measures: Measured
    """What it measures."""
    quantity: ReadQuantityOut | None
    """The number as read; null for a date and for what measures nothing."""
    reporter: Ref | None
    """Area whose trade it is about; null where the text does not say so, as below."""
    partner: Ref | None
    """Area with which it trades."""
    flow: Flow | None
    """Direction of trade as the reporter sees it."""
    period: str | None
    """Period."""
    goods: str | None
    """Goods, in the words of the text."""
    compiled_by: Ref | None
    """Area whose authorities compiled the figure."""
    doubts: list[Doubt]
    """What is not sure in this."""
    label: ReadLabel
    """What the release makes of it."""
    sentence: str
    """The label in English: the verdict on the claim, or why there is none."""
    verdict: ClaimVerdict | None
    """Verdict on it as a claim; null where it was not held against facts."""
    distance: DistanceOut | None
    """Distance of the claim from the facts; null where they meet."""
    facts: list[ReadFactOut]
    """Facts that the label rests on."""
    verify: str | None
    """Address that answers the claim in full."""


class ReadOut(Out):
    """The numbers of a text."""

    items: list[ReadNumberOut]
    """The numbers, in the order of the text."""
    labels: dict[ReadLabel, int]
    """How many numbers have each label."""
    release: str
    """Digest of the release."""
