"""The words in which checks and derivations end."""

from app.vocabulary.term import Term


class CheckVerdict(Term):
    """What a check found."""

    AGREE = "agree", "Of two statements on one basis, one allows no number that the other does not."
    COMPATIBLE = (
        "compatible",
        "They have numbers in common; a bound far below a figure neither confirms nor refutes it.",
    )
    ADJACENT = "adjacent", "They touch without a number in common: the last digit differs by one, as after rounding."
    REVISED = "revised", "They have no number in common, and the later source replaces the earlier one."
    CONFLICT = "conflict", "They are on one basis as far as is known, and cannot both be true."
    DIFFERENT_BASIS = (
        "different_basis",
        "Compiler, valuation, scope or period differ, so that neither refutes the other.",
    )
    CONSISTENT = "consistent", "What is stated meets what follows from the other statements."
    INCONSISTENT = "inconsistent", "It does not, within one source and one basis."
    BASE_MAY_BE_REVISED = "base_may_be_revised", "A growth fails to meet levels, at least one of another source."
    NOT_COMPARABLE = "not_comparable", "The statements are not on one basis."
    UNDETERMINED = "undetermined", "What is stated does not suffice to tell."
    WITHIN_MARGIN = "within_margin", "The two sides' figures for one trade may lie within a tenth of each other."
    IMPORTER_HIGHER = "importer_higher", "The importer reports more than the exporter, by more than a tenth."
    IMPORTER_LOWER = "importer_lower", "The importer reports less than the exporter, by more than a tenth."
    MISSING_SIDE = "missing_side", "One side states nothing, which is not zero."


class MirrorCause(Term):
    """Why two sides may state one trade differently; imports that differ from exports are ordinary."""

    VALUATION = "valuation", "Imports are valued with freight and insurance (CIF), exports without (FOB)."
    ORIGIN_OR_CONSIGNMENT = (
        "origin_or_consignment",
        "Importers count by country of origin, exporters by the last known destination.",
    )
    TIMING = "timing", "Goods leave in one period and arrive in the next."
    TRANSIT = "transit", "Goods pass through, or are re-exported by, a third country."


class DerivationStatus(Term):
    """Whether a rule gave a result."""

    DERIVED = "derived", "The result follows from the inputs."
    NOT_COMPARABLE = "not_comparable", "The inputs are not known to be on one basis; `assume=same_basis` computes it."
    UNDEFINED = "undefined", "The inputs allow no result."
