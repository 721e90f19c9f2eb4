"""A derived fact in one sentence."""

from app.reasoning.derive import Derived
from app.reasoning.sentences.quantities import Fact
from app.vocabulary import DerivationStatus, Period


def derived_fact(derived: Derived, quantity: Fact | None) -> str:
    """Say what follows, or why nothing does; `quantity` is the derived one as the answer shows it."""
    when = f" in {Period.parse(derived.period).label}" if derived.period else ""
    subject = f"{derived.subject}{when}"
    if derived.status is DerivationStatus.NOT_COMPARABLE:
        return f"{subject} cannot be told: {derived.reason}."
    if quantity is None:
        return f"{subject} is not defined: {derived.reason}."
    if quantity["lower"] is None and quantity["upper"] is None:
        return f"{subject} is not limited by what is stated."
    return f"{subject} came to {quantity['text']}."
