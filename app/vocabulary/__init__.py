"""The words of the trade-facts domain: no web, no SQL, only values and what they mean."""

import re

from app.vocabulary.measures import BasisKind, Flow, Frequency, Qualifier, Unit, Valuation, ValueStatus
from app.vocabulary.period import UNDATED, Period
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import (
    ALL_GOODS,
    WORLD,
    ActorKind,
    AgreementKind,
    AgreementStatus,
    AreaKind,
    Attribution,
    CommodityLevel,
    EventKind,
    IndicatorMeasure,
    Match,
    Mode,
    Nomenclature,
    PartyRole,
    PlanKind,
    Problem,
    Proof,
    QuoteStatus,
    RecordKind,
    SourceKind,
    Standing,
    Term,
)
from app.vocabulary.verdicts import (
    CheckVerdict,
    ClaimFlow,
    ClaimMeasure,
    ClaimVerdict,
    DerivationStatus,
    MirrorCause,
    Stance,
)


def _name(terms: type[Term]) -> str:
    if terms is Stance:
        return "bearing"  # as answers call it
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", terms.__name__).lower()


TERM_SETS: dict[str, type[Term]] = {_name(terms): terms for terms in Term.__subclasses__()}
"""Every closed list of words by its name, such as `basis-kind`."""
