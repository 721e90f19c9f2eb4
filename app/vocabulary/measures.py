"""The words about numbers: how they are hedged, in which unit, on which basis."""

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


class Unit(Term):
    """The base units; numbers are never in millions."""

    USD = "USD", "United States dollars (ISO 4217)."
    TONNES = "t", "Metric tonnes (UN/CEFACT TNE)."
    KILOGRAMS = "kg", "Kilograms (UN/CEFACT KGM)."
    KILOMETRES = "km", "Kilometres (UN/CEFACT KMT)."
    PERCENT = "%", "Per cent (UN/CEFACT P1)."
    TIMES = "times", "A multiple of the base: 2 means twice as much."
    YEARS = "years", "Years."
    DOCUMENTS = "documents", "Signed documents, counted."
    PEOPLE = "people", "People, counted."
    ENTERPRISES = "enterprises", "Enterprises, counted."
    PLACES = "place", "A place in an order, 1 for the first."
    ITEMS = "items", "Commodity items, or pieces of goods, counted (UN/CEFACT C62)."
    ZONES = "zones", "Zones, counted."
    REGIONS = "regions", "Regions, counted."
    TRAINS = "trains", "Trains, counted."
    SQUARE_METRES = "m2", "Square metres (UN/CEFACT MTK)."
    CUBIC_METRES = "m3", "Cubic metres (UN/CEFACT MTQ)."
    THOUSAND_CUBIC_METRES = "thousand_m3", "Thousand cubic metres, as statistics count gas (UN/CEFACT R9)."
    METRES = "m", "Metres (UN/CEFACT MTR)."
    LITRES = "l", "Litres (UN/CEFACT LTR)."
    THOUSAND_LITRES = "thousand_l", "Thousand litres (UN/CEFACT K6)."
    LITRES_OF_ALCOHOL = "l_alcohol", "Litres of pure alcohol (UN/CEFACT LPA)."
    BARRELS = "barrels", "Barrels (UN/CEFACT BLL)."
    GRAMS = "g", "Grams (UN/CEFACT GRM)."
    CARATS = "carats", "Metric carats (UN/CEFACT CTM)."
    KILOWATT_HOURS = "kWh", "Kilowatt hours (UN/CEFACT KWH)."
    MEGAWATT_HOURS = "MWh", "Megawatt hours (UN/CEFACT MWH)."
    TERAJOULES = "TJ", "Terajoules, gross calorific value (UN/CEFACT D30)."
    PAIRS = "pairs", "Pairs, counted (UN/CEFACT PR)."
    DOZENS = "dozens", "Dozens of items, counted (UN/CEFACT DZN)."
    THOUSAND_ITEMS = "thousand_items", "Thousands of items, where statistics count them so (UN/CEFACT MIL)."
    PACKAGES = "packages", "Packages or sets, counted (UN/CEFACT NMP)."
    HEADS = "heads", "Heads of animals, counted (UN/CEFACT HEA)."
    BEEHIVES = "beehives", "Beehives, counted."
    KILOGRAMS_DRAINED = "kg_drained", "Kilograms of drained net weight."
    KILOGRAMS_OF_CHOLINE_CHLORIDE = "kg_choline_chloride", "Kilograms of choline chloride."
    KILOGRAMS_OF_P2O5 = "kg_P2O5", "Kilograms of diphosphorus pentaoxide."
    KILOGRAMS_OF_H2O2 = "kg_H2O2", "Kilograms of hydrogen peroxide."
    KILOGRAMS_OF_METHYLAMINES = "kg_methylamines", "Kilograms of methylamines."
    KILOGRAMS_OF_NITROGEN = "kg_N", "Kilograms of nitrogen."
    KILOGRAMS_OF_KOH = "kg_KOH", "Kilograms of potassium hydroxide."
    KILOGRAMS_OF_K2O = "kg_K2O", "Kilograms of potassium oxide."
    KILOGRAMS_OF_NAOH = "kg_NaOH", "Kilograms of sodium hydroxide."
    KILOGRAMS_90_DRY = "kg_90_dry", "Kilograms of a substance that is 90 % dry."
    KILOGRAMS_OF_URANIUM = "kg_U", "Kilograms of uranium."
    TONNES_OF_CAPACITY = "t_capacity", "Carrying capacity in tonnes."
    BECQUERELS = "Bq", "Becquerels, of radioactivity."
    GRAMS_OF_FISSILE_ISOTOPES = "g_fissile", "Grams of fissile isotopes."
    GROSS_REGISTER_TONS = "GRT", "Gross register tons of ships: a volume."
    GROSS_TONNAGE = "GT", "Gross tonnage of ships: a volume."
    CELLS = "cells", "Cells or elements, counted."


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


class IndicatorMeasure(Term):
    """What an indicator measures."""

    TRANSIT_VOLUME = "transit_volume", "Weight of goods passing through the area; outside merchandise trade."
    JOINT_VENTURES = "joint_ventures", "Number of enterprises with owners from both sides."
    SHARE_OF_TURNOVER = "share_of_turnover", "The subject area's share of the turnover of the pair."
    INITIATIVE_AGE = "initiative_age", "Years since an initiative began."
    BORDER_LENGTH = "border_length", "Length of the common border."
    SHARE_OF_EXPORTS = "share_of_exports", "The counterpart's share of the subject area's exports."
    SHARE_OF_IMPORTS = "share_of_imports", "The counterpart's share of the subject area's imports."
    SHARE_OF_FOREIGN_TRADE = "share_of_foreign_trade", "The counterpart's share of all foreign trade of the area."
    GRAIN_SHIPMENTS = "grain_shipments", "Weight of grain carried to the counterpart."
    FREIGHT_VOLUME = "freight_volume", "Weight of goods carried between the two, or of the part that the scope names."
    MIRROR_GAP = "mirror_gap", "How far the statistics of the two lie apart on the same trade."
    FOREIGN_ENTERPRISES = "foreign_enterprises", "Number of enterprises in the area with capital from the counterpart."
    DIRECT_INVESTMENT = "direct_investment", "Capital from the counterpart invested in the area."
