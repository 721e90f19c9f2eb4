"""The words about a number that was read in a text: what it measures, what is not sure, and what becomes of it."""

from app.vocabulary.terms import Term


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
    PAIR = "pair", "The number's own sentence does not name both areas as those that trade."
    PERIOD = "period", "The period, or its year, is not in the number's own sentence."
    COMPILER = "compiler", "Whose statistics these are is not said in the number's own sentence."
    SUBJECT = "subject", "Words beside the number say something of its subject that is not understood."
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
