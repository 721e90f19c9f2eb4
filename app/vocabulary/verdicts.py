"""The words about what is found: by checks, derivations and claims, in texts, and between one release and the next."""

from app.vocabulary.terms import RecordKind, Term


class CheckRule(Term):
    """A rule by which statements are checked; `/v1/checks/rules` documents each."""

    SOURCES_ON_ONE_KEY = "sources_on_one_key", "Two statements of the same subject, measure and period."
    HEADLINE_AGAINST_BODY = (
        "headline_against_body",
        "What a source says a second time in other terms, such as its headline, and what its record says.",
    )
    EXPORTS_AND_IMPORTS_AGAINST_TOTAL = (
        "exports_and_imports_against_total",
        "Turnover, and exports and imports together, as one source states them.",
    )
    GROWTH_AGAINST_LEVELS = (
        "growth_against_levels",
        "A stated change, and the levels of both periods on its basis, of whatever source.",
    )
    MIRROR = "mirror", "The exporter's figure for a trade, and the importer's for the same goods and period."
    TWO_SIDES = (
        "two_sides",
        "The turnover that one side counts, and what the other counts or another source adds up to.",
    )
    PARTS_AGAINST_WHOLE = (
        "parts_against_whole",
        "The documents of a package, and of its parts as one source counts them.",
    )


class DerivationRule(Term):
    """A rule by which facts follow from others."""

    BALANCE = "balance", "Exports minus imports, as closely as the turnover allows where it is stated."
    TURNOVER = "turnover", "Exports plus imports."
    REMAINDER = "remainder", "Exports or imports, as what the other leaves of a stated turnover."
    NARROWING = "narrowing", "What the identity turnover = exports + imports leaves of a stated interval."
    LEVEL_BEFORE = (
        "level_before",
        "The level from which a growth or change led to the level stated; one for all sources on one basis.",
    )
    GROWTH = "growth", "The growth between two consecutive years of one series."
    SHARE = "share", "A part of a whole in per cent."
    SUM = "sum", "What parts add up to that are the whole: months of a period, the two kinds of exports or imports."
    PART_FROM_SHARE = "part_from_share", "What a stated share of a stated whole amounts to."
    DOCUMENTS_REMAINING = (
        "documents_remaining",
        "The documents of a package that its stated parts do not account for.",
    )


class CheckVerdict(Term):
    """What a check found; what disagrees comes first, and so it does in lists."""

    CONFLICT = "conflict", "They are on one basis as far as is known, and cannot both be true."
    INCONSISTENT = "inconsistent", "What is stated does not meet what follows, within one source and one basis."
    REVISED = "revised", "They have no number in common, and the later source replaces the earlier one."
    BASE_MAY_BE_REVISED = "base_may_be_revised", "A growth fails to meet levels, at least one of another source."
    IMPORTER_HIGHER = "importer_higher", "The importer reports more than the exporter, by more than a tenth."
    IMPORTER_LOWER = "importer_lower", "The importer reports less than the exporter, by more than a tenth."
    ADJACENT = "adjacent", "They touch, or one lacks digits that the other has: as after rounding, or cutting off."
    DIFFERENT_BASIS = (
        "different_basis",
        "Compiler, valuation, currency, scope or period differ, or a compiler is not known: neither refutes the other.",
    )
    NOT_COMPARABLE = "not_comparable", "The statements are not on one basis, or not known to be."
    UNDETERMINED = "undetermined", "What is stated does not suffice to tell."
    MISSING_SIDE = "missing_side", "One side states nothing, which is not zero."
    COMPATIBLE = (
        "compatible",
        "They have numbers in common; a bound far below a figure neither confirms nor refutes it.",
    )
    WITHIN_MARGIN = "within_margin", "The two sides' figures for one trade lie within a tenth of each other."
    CONSISTENT = "consistent", "What is stated meets what follows from the other statements."
    AGREE = "agree", "Of two statements on one basis, one allows no number that the other does not."


class MirrorCause(Term):
    """Why two sides may state one trade differently; imports that differ from exports are ordinary."""

    VALUATION = "valuation", "Imports are valued with freight and insurance (CIF), exports without (FOB)."
    ORIGIN_OR_CONSIGNMENT = (
        "origin_or_consignment",
        "Importers count by country of origin, exporters by the last known destination.",
    )
    TIMING = "timing", "Goods leave in one period and arrive in the next."
    TRANSIT = "transit", "Goods pass through, or are re-exported by, a third country."
    UNDERVALUATION = "undervaluation", "Values are declared too low to save duties, or prices are moved within a group."
    FALSE_DECLARATION = "false_declaration", "Goods, their origin or their destination are declared falsely."
    CONFIDENTIALITY = "confidentiality", "One side withholds figures, or shows them under other goods or partners."
    TRADE_SYSTEM = "trade_system", "One side counts general trade, the other special trade without its free zones."
    CLASSIFICATION = (
        "classification",
        "Goods are classed differently, or one side leaves kinds of them out (gold, ships' stores, electricity).",
    )


class DerivationStatus(Term):
    """Whether a rule gave a result."""

    DERIVED = "derived", "The result follows from the inputs."
    NOT_COMPARABLE = "not_comparable", "The inputs are not known to be on one basis; `assume=same_basis` computes it."
    UNDEFINED = "undefined", "The inputs allow no result."


class ClaimVerdict(Term):
    """What the facts make of a claim."""

    SUPPORTED = "supported", "The facts leave nothing but what is claimed."
    NEAR = (
        "near",
        "They miss the claim by no more than one unit of its last digit, or by a digit cut off instead of rounded.",
    )
    CONTRADICTED = "contradicted", "What the facts leave and what is claimed lie further apart."
    DISPUTED = "disputed", "Facts of one basis conflict, and the verdict depends on which of them is right."
    DEPENDS_ON_BASIS = "depends_on_basis", "Figures of different bases answer differently, and the claim names none."
    PARTLY_SUPPORTED = "partly_supported", "Of several parts some are supported; said of several claims together only."
    COMPATIBLE = "compatible", "The facts allow the claim, and something else as well: they do not decide it."
    DIFFERENT_BASIS = "different_basis", "What is held on the claim is in other currencies; nothing is converted."
    UNDETERMINED = "undetermined", "Nothing that is held speaks to the claim."


class Stance(Term):
    """What one fact does to a claim."""

    SUPPORTS = "supports", "All that the fact allows lies in the claim."
    NEAR = "near", "They miss each other by no more than one unit of the claim's last digit, or by a digit cut off."
    CONTRADICTS = "contradicts", "What the fact allows and the claim lie further apart."
    ALLOWS = "allows", "The fact allows the claim, and something else as well."
    REPLACED = (
        "replaced",
        "A later statement of the same compiler replaces it: it keeps the claim from being contradicted, and no more.",
    )
    SET_ASIDE = "set_aside", "A growth that two others speak against: one that is stated, and the levels themselves."


class ClaimKind(Term):
    """What is claimed, of trade where it is no amount."""

    AMOUNT = "amount", "How much it is, or how it changed, against another period or beside another partner."
    SURPLUS = "surplus", "What exports to the other area are above imports from it; more than 0 without a value."
    DEFICIT = "deficit", "What imports from the other area are above exports to it; more than 0 without a value."
    SHARE = "share", "The share of the goods in all goods that move the same way; of all goods, the partner's share."
    RANK = "rank", "The place of the other area among all partners, 1 for the largest; by one source at a time."
    RECORD = "record", "The place of a period among all up to it that are held; 1, the highest, without a value."
    TRADED = "traded", "Whether the goods move from one to the other at all."
    DOCUMENTS = "documents", "How many documents the two signed, in a period or at an event."
    AGREED = "agreed", "What the agreements are worth that the two signed, in a period or at an event."
    PLANNED = "planned", "What is aimed at, also by `at_most`, or is offered; `reached` tells what became of it."


class ClaimFlow(Term):
    """Which trade is claimed of, as the first area sees it."""

    EXPORT = "export", "Goods that move from the first area to the second."
    IMPORT = "import", "Goods that move from the second area to the first."
    TOTAL = "total", "The turnover of the two areas: goods that move either way."


class Measured(Term):
    """What a number of a text measures."""

    LEVEL = "level", "An amount, a weight, a length, a duration or a rate."
    GROWTH = "growth", "A relative difference, in time or from something else."
    CHANGE = "change", "An absolute difference, in percentage points too."
    SHARE = "share", "A part of a whole, in per cent."
    COUNT = "count", "A number of things or people."
    RANK = "rank", "A place in an order."
    RATIO = "ratio", "A multiple of something else."
    PRICE = "price", "Money for one unit of something, or for one of another currency."
    DATE = "date", "A date, or a length of time that only places something in time."
    NONE = "none", "A name, a code or an ordinal, which measures nothing."


class Doubt(Term):
    """What the reader is unsure of in a number."""

    CURRENCY = "currency", "Several currencies have this name or sign; that of an area in the text was taken."
    MAGNITUDE = "magnitude", "One letter stands for the magnitude, and might be a unit."
    UNIT = "unit", "The unit is that of a number or a heading nearby."
    PAIR = "pair", "The number's own sentence does not name both areas as trading with each other."
    PERIOD = "period", "The period, or its year, is not in the number's own sentence."
    COMPILER = "compiler", "The number's own sentence does not say whose statistics these are."
    SUBJECT = "subject", "Words beside the number qualify what it measures in a way that is not understood."
    STATED = "stated", "The sentence speaks of what is planned, expected, doubted or denied."


class ReadLabel(Term):
    """What the release makes of a number of a text; the verdict on it as a claim, in the words of a fact check."""

    QUOTED = "quoted", "The very words are held: the same figures and words on the same subject."
    AGREES = "agrees", "The facts leave nothing but what is said."
    ROUNDING = "rounding", "The facts round to what is said."
    NEAR = "near", "The facts miss it by a unit of its last digit, or by a digit cut off."
    CONTRADICTED = "contradicted", "What the facts leave and what is said lie further apart."
    DEPENDS_ON_BASIS = "depends_on_basis", "Figures of different compilers, or facts that conflict, answer differently."
    COMPATIBLE = "compatible", "The facts allow it, and something else as well."
    NOT_HELD = "not_held", "Nothing that is held speaks to it."
    NOT_READ = "not_read", "It measures nothing, or of what it is said is not sure enough to hold it against facts."


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
