"""The words about what happened, was agreed, measured or planned."""

from app.vocabulary.terms import Term


class EventKind(Term):
    """What an event is."""

    FORUM = "forum", "A forum or conference."
    VISIT = "visit", "An official visit."
    NEGOTIATIONS = "negotiations", "Talks between parties."
    INITIATIVE = "initiative", "The launch of a long-running initiative."
    POLICY = "policy", "A decision of an authority, such as lifting a restriction."


class AgreementKind(Term):
    """What a signed document, or a package of them, is."""

    PACKAGE = "package", "Several documents reported together."
    COMMERCIAL = "commercial", "A contract between enterprises."
    INTERREGIONAL = "interregional", "A document between regions."
    MEMORANDUM = "memorandum", "A memorandum of understanding or cooperation."
    TREATY = "treaty", "An agreement between states."
    NOT_STATED = "not_stated", "The source does not say what kind."


class AgreementStatus(Term):
    """How far an agreement has come."""

    SIGNED = "signed", "Signed; nothing further is known."
    IN_FORCE = "in_force", "In force."
    ENDED = "ended", "No longer in force."


class IndicatorMeasure(Term):
    """What an indicator measures."""

    TRANSIT_VOLUME = "transit_volume", "Weight of goods passing through the area; outside merchandise trade."
    JOINT_VENTURES = "joint_ventures", "Number of enterprises with owners from both sides."
    SHARE_OF_TURNOVER = "share_of_turnover", "The subject area's share of the turnover of the pair."
    INITIATIVE_AGE = "initiative_age", "Years since an initiative began."
    BORDER_LENGTH = "border_length", "Length of the common border."
    SHARE_OF_EXPORTS = "share_of_exports", "The counterpart's share of the subject area's exports."
    SHARE_OF_IMPORTS = "share_of_imports", "The counterpart's share of the subject area's imports."
    GRAIN_SHIPMENTS = "grain_shipments", "Weight of grain carried to the counterpart."


class PlanKind(Term):
    """What a plan is about."""

    OFFER = "offer", "Goods or services somebody is ready to supply."
    TARGET = "target", "A level to be reached."
    SHIPMENT = "shipment", "A transport to be sent."
    INFRASTRUCTURE = "infrastructure", "Something to be built, opened or modernised."
    INSTITUTION = "institution", "A body to be created."
    BARRIER_REMOVAL = "barrier_removal", "A restriction to be lifted, or a status that would lift it."


class Standing(Term):
    """How far a plan has come."""

    OFFERED = "offered", "Somebody is ready to supply or do it."
    REQUESTED = "requested", "Somebody asked for it."
    RECOMMENDED = "recommended", "A competent body recommended it."
    PROPOSED = "proposed", "Somebody proposed it."
    ORDERED = "ordered", "Somebody with the power to do so gave instructions."
    PLANNED = "planned", "It is said that it will be done."
    UNDER_WAY = "under_way", "Work has begun."
    COMPLETED = "completed", "Done."
    CANCELLED = "cancelled", "Given up."


class PartyRole(Term):
    """What an actor or area has to do with a plan."""

    PROPOSER = "proposer", "Whose plan it is: who offers, asks, proposes or orders."
    ADDRESSEE = "addressee", "Whom it is put to."
    BENEFICIARY = "beneficiary", "Whom it is to serve."
