"""Closed lists of words: what a release did, and to which kind of record."""

from app.vocabulary.terms import RecordKind, Term


class ChangedKind(Term):
    """The kinds of record whose changes are listed."""

    AREA = "area", "An area."
    COMMODITY = "commodity", "Goods: a code, or words."
    ACTOR = "actor", RecordKind.ACTOR.explanation
    SOURCE = "source", "A source; of statistics in bulk it stands for all their rows."
    EVIDENCE = "evidence", "What stands behind a field."
    EVENT = "event", RecordKind.EVENT.explanation
    AGREEMENT = "agreement", RecordKind.AGREEMENT.explanation
    INDICATOR = "indicator", RecordKind.INDICATOR.explanation
    PLAN = "plan", RecordKind.PLAN.explanation
    OUTCOME = "outcome", "What became of a plan, which is served with it."
    TRADE_FLOW = "trade_flow", RecordKind.TRADE_FLOW.explanation
    CHECK = "check", "A check, of which only another verdict is listed."

    @property
    def room(self) -> str | None:
        """The collection that serves records of the kind; an outcome is served with its plan."""
        match self:
            case ChangedKind.OUTCOME:
                return None
            case ChangedKind.EVIDENCE:
                return str(self)
            case ChangedKind.COMMODITY:
                return "commodities"
        return f"{self}s".replace("_", "-")


class RecordChanged(Term):
    """What a release did to a record."""

    ADDED = "added", "It was not there before."
    CHANGED = "changed", "It says something else, or is shown otherwise."
    REMOVED = "removed", "It is there no more."
