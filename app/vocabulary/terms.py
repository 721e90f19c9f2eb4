"""Closed lists of words: what is traded, agreed, measured or planned, where, by whom, and who says so."""

from enum import StrEnum
from typing import Final, Self


class Term(StrEnum):
    """A word of a closed list that carries its own explanation (served at `/v1/vocabulary`)."""

    explanation: str

    def __new__(cls, value: str, explanation: str = "") -> Self:
        """Build a member whose value is the word alone."""
        member = str.__new__(cls, value)
        member._value_, member.explanation = value, explanation
        return member


WORLD: Final = "W00"
"""The code of the area that is all areas together; UN Comtrade's partner 0."""
ALL_GOODS: Final = "TOTAL"
"""The id of the commodity that is all commodities together, as UN Comtrade has it."""
OUR_EDITION: Final = "H6"
"""The edition of our own reference data, which has the sections: HS 2022, as UN Comtrade calls it."""


class AreaKind(Term):
    """What an area is."""

    COUNTRY = "country", "A country or territory of ISO 3166-1."
    SUBDIVISION = "subdivision", "A subdivision of ISO 3166-2."
    GROUP = "group", "Several areas together, the World among them."
    FORMER = "former", "A country or union of countries of earlier statistics, other than any of today."
    TERRITORY = "territory", "A territory that statistics count on its own and ISO 3166-1 does not list."
    UNSPECIFIED = "unspecified", "A partner that statistics leave open: areas not elsewhere specified, bunkers."
    CITY = "city", "A city that is not a subdivision of its own."
    CHECKPOINT = "checkpoint", "A border crossing."
    PORT = "port", "A sea or inland port."
    ZONE = "zone", "A free, bonded or cooperation zone."
    CORRIDOR = "corridor", "A transport route."
    TERMINAL = "terminal", "A terminal or logistics centre."


class ActorKind(Term):
    """What an actor is."""

    PERSON = "person", "A person."
    ORGANISATION = "organisation", "An organisation: ministry, company, party, international body."


class CommodityLevel(Term):
    """The level of a commodity in its nomenclature."""

    TOTAL = "total", "All commodities together."
    SECTION = "section", "A section of the Harmonized System (roman numeral)."
    CHAPTER = "chapter", "A two-digit chapter."
    HEADING = "heading", "A four-digit heading."
    SUBHEADING = "subheading", "A six-digit subheading."
    GOOD = "good", "Goods named only in words."


class Nomenclature(Term):
    """Who defines a commodity."""

    HS = "hs", "The Harmonized System of the World Customs Organization."
    UN_COMTRADE = "un_comtrade", "A code that UN Comtrade adds to the Harmonized System."
    WORDS = "words", "Words of a source, without a code of their own."


class Match(Term):
    """How a good named in words relates to a code (SKOS mapping properties)."""

    EXACT = "exact", "The words and the code mean the same goods (skos:exactMatch)."
    CLOSE = "close", "Nearly the same goods (skos:closeMatch)."
    BROADER = "broader", "The code holds these goods and others (skos:broadMatch)."
    NARROWER = "narrower", "The code holds only some of these goods (skos:narrowMatch)."
    RELATED = "related", "Neither holds the other (skos:relatedMatch)."


class Mode(Term):
    """Mode of transport."""

    RAIL = "rail", "By rail."
    ROAD = "road", "By road."
    SEA = "sea", "By sea."
    AIR = "air", "By air."
    PIPELINE = "pipeline", "By pipeline."


class SourceKind(Term):
    """What a source is."""

    ARTICLE = "article", "A news article."
    REPORT = "report", "A report or press release."
    STATEMENT = "statement", "A spoken or written statement of an official."
    DATASET = "dataset", "Statistics published as data."


class Attribution(Term):
    """In which way the source lets somebody say it."""

    QUOTED = "quoted", "Within quotation marks, as the speaker's own words."
    ATTRIBUTED = "attributed", "Said to be the speaker's, without quotation marks."
    NARRATED = "narrated", "The source says it in its own voice."


class QuoteStatus(Term):
    """Whether the words of the source are held."""

    HELD = "held", "The quote and its position are given."
    NOT_HELD = "not_held", "The statement is recorded without the source's words."


class Proof(Term):
    """How a fact can be proved."""

    QUOTED = "quoted", "Of every piece of its evidence the words, their place and the hash of the text are held."
    UNQUOTED = "unquoted", "An editor read it; the words of its evidence, or of some of it, are not held."
    OFFICIAL = "official", "It is a row of an official file, with its line."
    DERIVED = "derived", "It was computed from other facts."


class RecordKind(Term):
    """The kinds of record that evidence can stand behind."""

    TRADE_FLOW = "trade_flow", "A statement about trade between two areas."
    EVENT = "event", "Something that took place."
    AGREEMENT = "agreement", "Signed documents."
    INDICATOR = "indicator", "Any other measured quantity."
    PLAN = "plan", "An intention."
    OUTCOME = "outcome", "What became of a plan."
    ACTOR = "actor", "A person or organisation."
    SOURCE = "source", "A source itself: what it says of its own origin."

    table: str
    """The name of its table, and of its list in a dossier: `trade_flows`."""
    room: str
    """The collection that serves records of the kind; an outcome is served with its plan."""

    def __init__(self, value: str, *_: str) -> None:
        self.table = f"{value}s"
        self.room = self.table.replace("_", "-")


OF_STATISTICS: Final = (RecordKind.TRADE_FLOW, RecordKind.INDICATOR)
"""Records of figures that somebody compiled, so that a basis can be known."""


class Problem(Term):
    """Why a request was not answered as asked."""

    UNREADABLE = "unreadable", "Malformed request: its encoding, its head or its request line."
    NOT_FOUND = "not-found", "No such path or record."
    METHOD_NOT_ALLOWED = "method-not-allowed", "Method not allowed; `Allow` lists those that are."
    NOT_ACCEPTABLE = "not-acceptable", "Format not available at this address."
    CURSOR_GONE = "cursor-gone", "Cursor of another release of the data; start again at `first_page`."
    CHANGES_GONE = "changes-gone", "Changes since a release that is not followed; read the lists whole again."
    RELEASE_GONE = "release-gone", "Release that is not kept any more, or in tables of another version."
    NOT_KEPT = "not-kept", "Older release of a database that keeps none."
    CHANGED = "changed", "The answer is another than `If-Match` asks for."
    TOO_LONG = "too-long", "Address or head of the request too long."
    TOO_LARGE = "too-large", "Body of the request too large."
    WRONG_TYPE = "wrong-type", "Unsupported media type of the body."
    OUT_OF_RANGE = "out-of-range", "Range beyond the end of the answer, whose length `Content-Range` says."
    TOO_MANY = "too-many", "Too many requests of one client; try again after `Retry-After`."
    UNKNOWN_PARAMETER = "unknown-parameter", "Unknown parameter."
    DUPLICATE_PARAMETER = "duplicate-parameter", "Parameter given more than once, or a value twice in one list."
    MALFORMED_VALUE = "malformed-value", "Malformed value."
    UNKNOWN_CODE = "unknown-code", "Unknown code or name."
    IMPOSSIBLE_VALUE = "impossible-value", "Value that what is asked about cannot have, or too large or fine."
    UNFIT_PARAMETER = "unfit-parameter", "Parameter that what is asked about does not have, or lacks."
    AMBIGUOUS_NAME = "ambiguous-name", "Ambiguous name; use one of the codes suggested."
    EMPTY_RANGE = "empty-range", "Range whose ends contradict each other."
    ONE_AREA = "one-area", "One area on both sides, or one that lies inside the other."
    NOT_SUMMABLE = "not-summable", "Rows that cannot be summed; name the values suggested, or group by them."
    SEVERAL = "several", "Several problems; each of `errors` is one."
    INTERNAL = "internal", "Internal error; the request may be right."
    UNAVAILABLE = "unavailable", "Data temporarily unavailable; try again after `Retry-After`."
    TOO_SLOW = "too-slow", "Query too slow; add a narrower filter."


class AgreementKind(Term):
    """What a signed document, or a package of them, is."""

    PACKAGE = "package", "Several documents reported together."
    COMMERCIAL = "commercial", "A contract between enterprises."
    INTERREGIONAL = "interregional", "A document between regions."
    MEMORANDUM = "memorandum", "A memorandum of understanding or cooperation."
    TREATY = "treaty", "An agreement between states."
    NOT_STATED = "not_stated", "The source does not say what kind."


class PartiesVia(Term):
    """How it is known which areas an agreement is between."""

    STATED = "stated", "The source states the parties."
    EVENT = "event", "Fewer than two parties are stated; areas that took part in the event of the signing stand in."


class AgreementStatus(Term):
    """How far an agreement has come."""

    SIGNED = "signed", "Signed; nothing further is known."
    IN_FORCE = "in_force", "In force."
    ENDED = "ended", "No longer in force."


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


class OpenEnd(Term):
    """In which way the source itself leaves a plan open."""

    GOODS = "goods", "The goods named are examples: others belong to it too."
    TIME = "time", "It is to go on, such as every year; no end is given."


class PartyRole(Term):
    """What an actor or area has to do with a plan."""

    PROPOSER = "proposer", "Whose plan it is: who offers, asks, proposes or orders."
    ADDRESSEE = "addressee", "Whom it is put to."
    BENEFICIARY = "beneficiary", "Whom it is to serve."
