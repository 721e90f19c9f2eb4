"""The closed words about numbers: how they are hedged, of which trade, on which basis."""

from typing import Final

from app.vocabulary.terms import Term


class Qualifier(Term):
    """How a stated number was hedged; it decides the interval that the number allows."""

    EXACT = "exact", "A count stated as a count, or a published statistic: the interval is the value itself."
    ROUNDED = "rounded", "A plain figure in prose: half a step to either side of the value."
    ABOUT = "about", "Hedged by words such as 'about' or 'doubled': a step, which the editor states, to either side."
    NEARLY = "nearly", "'Almost', 'nearly': from one step below the value up to, but without, the value."
    MORE_THAN = "more_than", "'Exceeded', 'over': above the value, without an upper end."
    AT_LEAST = "at_least", "'And above', 'at least': the value or more."
    LESS_THAN = "less_than", "'Under', 'below': less than the value, from the floor of the measure."
    AT_MOST = "at_most", "'Up to', 'at most': the value or less, from the floor of the measure."
    BETWEEN = "between", "Two ends stated or derived; there may be no single value."


WITH_STEP: Final = (Qualifier.ROUNDED, Qualifier.ABOUT, Qualifier.NEARLY)
"""The hedges whose interval depends on the step."""
MIRRORED: Final = {
    Qualifier.MORE_THAN: Qualifier.LESS_THAN,
    Qualifier.LESS_THAN: Qualifier.MORE_THAN,
    Qualifier.AT_LEAST: Qualifier.AT_MOST,
    Qualifier.AT_MOST: Qualifier.AT_LEAST,
}
"""The hedge of a fall as that of a negative number: down by more than 5 % is less than -5 %."""


class Flow(Term):
    """The direction of trade as the reporter sees it; parts are never summed with their whole."""

    EXPORT = "export", "Goods leaving the reporter for the partner (UN Comtrade X)."
    IMPORT = "import", "Goods entering the reporter from the partner (UN Comtrade M)."
    TOTAL = "total", "Turnover: exports and imports together; no UN code."
    DOMESTIC_EXPORT = "domestic_export", "The part of exports produced at home (UN Comtrade DX)."
    RE_EXPORT = "re_export", "The part of exports that came from abroad (UN Comtrade RX)."
    FOREIGN_IMPORT = "foreign_import", "The part of imports produced abroad (UN Comtrade FM)."
    RE_IMPORT = "re_import", "The part of imports that returns home (UN Comtrade RM)."


FLOWS_WITHIN: Final = {
    Flow.EXPORT: (Flow.EXPORT, Flow.DOMESTIC_EXPORT, Flow.RE_EXPORT),
    Flow.IMPORT: (Flow.IMPORT, Flow.FOREIGN_IMPORT, Flow.RE_IMPORT),
    Flow.TOTAL: tuple(Flow),
}
"""A flow and the flows that are parts of it."""


AS_PARTNER: Final = {Flow.EXPORT: Flow.IMPORT, Flow.IMPORT: Flow.EXPORT, Flow.TOTAL: Flow.TOTAL}
"""What a flow is as its partner sees it; of the parts of one no partner speaks."""


class Frequency(Term):
    """How long a period is; frequencies are never mixed in one sum."""

    ANNUAL = "annual", "A calendar year: 2022."
    QUARTERLY = "quarterly", "A quarter: 2023-Q1."
    MONTHLY = "monthly", "A month: 2023-03."
    CUMULATIVE = "cumulative", "Several months together: 2022-01/2022-10."


class BasisKind(Term):
    """How a value came to be."""

    REPORTED = "reported", "The compiler published it."
    RELAYED = "relayed", "A third party passes on what the compiler is understood to have said."
    RECONCILED = "reconciled", "Computed from both sides' reports; no single reporter stands behind it."
    ESTIMATED = "estimated", "An estimate, by the compiler or by somebody else."


class Valuation(Term):
    """What a value of trade includes."""

    FOB = "fob", "Free on board: without freight and insurance beyond the exporter's border."
    CIF = "cif", "Cost, insurance and freight up to the importer's border."
    CIF_EQUALS_FOB = "cif_equals_fob", "The compiler gives one figure as both."
    MIXED = "mixed", "Turnover: exports and imports on their own valuations."
    NOT_STATED = "not_stated", "The source does not say."


class ValueStatus(Term):
    """Why a record has no value; a missing value is never zero."""

    NOT_STATED = "not_stated", "The source names the trade but gives no value."
    NOT_AVAILABLE = "not_available", "The compiler marks the value as not available."
