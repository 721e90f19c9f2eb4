"""The units in which UN Comtrade counts quantities: one code each, so that nothing is converted."""

from typing import Final

from app.vocabulary.measures import Unit

UNIT_CODES: Final = {
    "2": Unit.SQUARE_METRES,
    "3": Unit.MEGAWATT_HOURS,
    "4": Unit.METRES,
    "5": Unit.ITEMS,
    "6": Unit.PAIRS,
    "7": Unit.LITRES,
    "8": Unit.KILOGRAMS,
    "9": Unit.THOUSAND_ITEMS,
    "10": Unit.PACKAGES,
    "11": Unit.DOZENS,
    "12": Unit.CUBIC_METRES,
    "13": Unit.CARATS,
    "14": Unit.KILOMETRES,
    "15": Unit.GRAMS,
    "16": Unit.BEEHIVES,
    "17": Unit.THOUSAND_CUBIC_METRES,
    "18": Unit.TERAJOULES,
    "19": Unit.BARRELS,
    "20": Unit.THOUSAND_LITRES,
    "21": Unit.TONNES,
    "22": Unit.KILOWATT_HOURS,
    "23": Unit.LITRES_OF_ALCOHOL,
    "24": Unit.HEADS,
    "25": Unit.KILOGRAMS_DRAINED,
    "26": Unit.KILOGRAMS_OF_CHOLINE_CHLORIDE,
    "27": Unit.KILOGRAMS_OF_P2O5,
    "28": Unit.KILOGRAMS_OF_H2O2,
    "29": Unit.KILOGRAMS_OF_METHYLAMINES,
    "30": Unit.KILOGRAMS_OF_NITROGEN,
    "31": Unit.KILOGRAMS_OF_KOH,
    "32": Unit.KILOGRAMS_OF_K2O,
    "33": Unit.KILOGRAMS_OF_NAOH,
    "34": Unit.KILOGRAMS_90_DRY,
    "35": Unit.KILOGRAMS_OF_URANIUM,
    "36": Unit.TONNES_OF_CAPACITY,
    "37": Unit.BECQUERELS,
    "38": Unit.GRAMS_OF_FISSILE_ISOTOPES,
    "39": Unit.GROSS_REGISTER_TONS,
    "40": Unit.GROSS_TONNAGE,
    "41": Unit.CELLS,
}
"""By UN Comtrade's code."""
