"""What a number is in: currencies by sign, code and name, measures with their size, and what is counted."""

import re
from fractions import Fraction
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon
from app.reasoning.reader.currencies import CODES, DOLLARS, SHARED, SHORT_NAMES, SPELLED, Nations, is_money, resolved
from app.reasoning.reader.prose import Prose

POINTS: Final = "pp"
RANK: Final = "rank"

_MILLION, _BILLION = 10**6, 10**9
_MEASURES: Final[dict[str, tuple[str, int | Fraction]]] = {
    **dict.fromkeys(
        (
            "t",
            "ton",
            "tons",
            "tonne",
            "tonnes",
            "metric ton",
            "metric tons",
            "metric tonnes",
            "mt",
            "tce",
            "toe",
            "dwt",
        ),
        ("t", 1),
    ),
    **dict.fromkeys(("kt", "kilotonnes", "kilotons", "ktonnes"), ("t", 1000)),
    **dict.fromkeys(("mmt", "mtpa", "megatonnes"), ("t", _MILLION)),
    **dict.fromkeys(("quintal", "quintals"), ("t", Fraction(1, 10))),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms", "kilogrammes", "kgs"), ("kg", 1)),
    **dict.fromkeys(("g", "gram", "grams", "grammes"), ("g", 1)),
    **dict.fromkeys(("lb", "lbs"), ("lb", 1)),
    **dict.fromkeys(("bushels", "bushel"), ("bushel", 1)),
    **dict.fromkeys(("gallons", "gallon"), ("gallon", 1)),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers", "kms"), ("km", 1)),
    **dict.fromkeys(
        ("tkm", "tonne kilometres", "ton km", "tonne km", "ton kilometres", "tonne kilometers", "ton kilometers"),
        ("tonne-kilometre", 1),
    ),
    **dict.fromkeys(("mile", "miles"), ("mile", 1)),
    **dict.fromkeys(("foot", "feet"), ("foot", 1)),
    **dict.fromkeys(("cent", "cents", "us cents", "american cents"), ("USD", Fraction(1, 100))),
    **dict.fromkeys(("pence", "penny"), ("GBP", Fraction(1, 100))),
    **dict.fromkeys(("toman", "tomans"), ("IRR", 10)),
    **dict.fromkeys(("euro cents", "eurocents"), ("EUR", Fraction(1, 100))),
    **dict.fromkeys(("nautical miles", "nautical mile"), ("nautical mile", 1)),
    **dict.fromkeys(("km / h", "kilometres an hour", "kph"), ("km/h", 1)),
    **dict.fromkeys(("hectolitres", "hectoliters", "hl"), ("l", 100)),
    **dict.fromkeys(("mmcf", "mmcfd", "mmscfd"), ("cubic-foot", _MILLION)),
    **dict.fromkeys(("kilolitres", "kiloliters", "kl"), ("l", 1000)),
    **dict.fromkeys(("megalitres", "megaliters", "ml"), ("l", _MILLION)),
    **dict.fromkeys(("cu ft", "cf"), ("cubic-foot", 1)),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("m", 1)),
    **dict.fromkeys(("square metres", "square meters", "sq m", "m 2", "m²"), ("m2", 1)),
    **dict.fromkeys(("square kilometres", "square kilometers", "sq km", "km 2", "km²"), ("km2", 1)),
    **dict.fromkeys(("cubic metres", "cubic meters", "cu m", "cubic metre", "m 3", "m³"), ("m3", 1)),
    **dict.fromkeys(("bcm", "bcma"), ("m3", _BILLION)),
    "mcm": ("m3", _MILLION),
    **dict.fromkeys(("cubic feet", "cubic foot"), ("cubic-foot", 1)),
    **dict.fromkeys(("bcf", "bcfd"), ("cubic-foot", _BILLION)),
    "tcf": ("cubic-foot", 10**12),
    **dict.fromkeys(("ha", "hectare", "hectares"), ("ha", 1)),
    **dict.fromkeys(("acre", "acres"), ("acre", 1)),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("l", 1)),
    **dict.fromkeys(("barrel", "barrels", "bbl", "bpd", "b / d", "bbl / d", "barrels / day"), ("barrels", 1)),
    **dict.fromkeys(("kb", "kb / d", "kbd", "kbpd"), ("barrels", 1000)),
    **dict.fromkeys(("mb", "mb / d", "mbd", "mmbpd", "mbpd"), ("barrels", _MILLION)),
    "mmbtu": ("MMBtu", 1),
    "tj": ("TJ", 1),
    "pj": ("TJ", 1000),
    "gt": ("GT", 1),
    **dict.fromkeys(("kwh", "kilowatt hours"), ("kWh", 1)),
    **dict.fromkeys(("mwh", "megawatt hours"), ("kWh", 1000)),
    **dict.fromkeys(("gwh", "gigawatt hours"), ("kWh", _MILLION)),
    **dict.fromkeys(("twh", "terawatt hours"), ("kWh", _BILLION)),
    **dict.fromkeys(("kw", "kilowatts"), ("kW", 1)),
    **dict.fromkeys(("mw", "mwp", "mwe", "megawatt", "megawatts"), ("MW", 1)),
    **dict.fromkeys(("gw", "gwp", "gwe", "gigawatt", "gigawatts"), ("MW", 1000)),
    **dict.fromkeys(("teu", "teus"), ("TEU", 1)),
    **dict.fromkeys(("ounces", "ounce", "oz", "troy ounces"), ("ounce", 1)),
    **dict.fromkeys(("carat", "carats"), ("carats", 1)),
    **dict.fromkeys(("percentage point", "percentage points", "per cent points", "percent points"), (POINTS, 1)),
    **dict.fromkeys(("p . p", "pp", "pps", "ppt", "ppts", "points", "point", "% points", "pct points"), (POINTS, 1)),
    **dict.fromkeys(("basis points", "basis point", "bps", "bp"), (POINTS, Fraction(1, 100))),
    **dict.fromkeys(("p . c", "percents", "per cents"), ("%", 1)),
    **dict.fromkeys(("hour", "hours"), ("hour", 1)),
    **dict.fromkeys(("day", "days"), ("day", 1)),
    **dict.fromkeys(("week", "weeks"), ("week", 1)),
    **dict.fromkeys(("month", "months"), ("month", 1)),
    **dict.fromkeys(("year", "years"), ("years", 1)),
    **dict.fromkeys(("minute", "minutes"), ("minute", 1)),
    **dict.fromkeys(("x", "×"), ("times", 1)),
}
_SIGNS_BEFORE: Final = frozenset((*CODES, *SHORT_NAMES, *DOLLARS, *lexicon.CURRENCY_SIGNS))
DURATIONS: Final = frozenset({"hour", "day", "week", "month", "years", "minute"})
_CASED: Final[dict[str, tuple[str, int]]] = {
    "Mt": ("t", _MILLION),
    "MT": ("t", 1),
    "Gt": ("t", _BILLION),
    "MnT": ("t", _MILLION),
    "kMT": ("t", 1000),
    "MDH": ("MAD", _MILLION),
    "MMDH": ("MAD", _BILLION),
}
_PREFIXES: Final = {"k": 1000, "K": 1000, "M": _MILLION}
_LONGEST: Final = 5
_FIRST: Final = frozenset(words.split()[0] for words in _MEASURES if " " in words)
"""How units of several words begin; names of currencies have two at most."""
_SIGN: Final = re.compile(
    rf"(?:(?P<sign>(?:[A-Z][A-Za-z]{{0,2}})?[$¥₵{''.join(sign for sign in lexicon.CURRENCY_SIGNS if len(sign) == 1)}]"
    r"|S/\.?|GH¢)"
    r"|(?<![^\W_])(?P<code>[^\W\d_]{1,4}\.?))[ \u00a0\u2009\u202f]?$"
)
_AMERICAN: Final = re.compile(r"^(?:U\.?S\.?|American) (?=dollar)")
_MUCH: Final = re.compile(r"(?!\d{5})\d(?!\b(?![.,]\d| ?[bmt]))")
_LARGE: Final = re.compile(r"[\d.,]+ ?(?:million|billion|trillion|[bmt]n|m)\b")
_MINUS: Final = re.compile(r"(?:^|(?<=[\s(,:;]))[-+\u2212\u2013±][ \u00a0]?$")


class ReadUnit(NamedTuple):
    """A unit with the place where it begins before a number or ends behind it; `factor` is its size in the unit."""

    unit: str
    place: int
    factor: Fraction = Fraction(1)
    is_shared: bool = False


def unit_before(text: str, start: int, nations: Nations) -> ReadUnit | None:
    """Return the currency whose sign, code or short name stands directly before a number."""
    found = _SIGN.search(text, max(0, start - 6), start)
    if not found:
        return None
    if sign := found["sign"]:
        known = lexicon.CURRENCY_SIGNS.get(sign) or DOLLARS.get(sign) or SHORT_NAMES.get(sign.rstrip("."))
        unit = known or lexicon.CURRENCY_SIGNS.get(sign[-1], "¥")
        read = _resolved(unit, found.start(), nations)
        return read._replace(is_shared=read.is_shared or (known is None and len(sign) > 1))
    code = found["code"].rstrip(".")
    if code in CODES:
        return ReadUnit(code, found.start())
    is_much = _MUCH.match(text, start) and (found.end("code") == start or _LARGE.match(text, start))
    if code in SHORT_NAMES and (len(code) > 1 or is_much):
        return _resolved(SHORT_NAMES[code], found.start(), nations)
    return None


def unit_after(prose: Prose, index: int, nations: Nations) -> ReadUnit | None:
    """Return the unit that stands at a word: %, times, a currency, a measure."""
    if index >= len(prose.words) or prose.begins_line(index):
        return None
    if prose.at(index) in {"-", "\u2010", "\u2011"}:
        index += 1
    if prose.at(index) in {"u.s.", "us", "american"} and prose.at(index + 1).startswith("dollar"):
        index += 1
    if prose.phrase(index, index + 2) == "new taiwan":
        index += 1
    end, own = nations.named.get(index, (index, None))
    if own and is_money(prose.at(end)):
        return ReadUnit(own, prose.words[end].end)  # Australian dollars
    for size in range(_LONGEST if prose.at(index) in _FIRST else 2, 0, -1):
        if index + size > len(prose.words):
            continue
        words = prose.phrase(index, index + size)
        end = prose.words[index + size - 1].end
        written = prose.text[prose.words[index].start : end]
        is_of_next = written in _SIGNS_BEFORE and prose.text[end : end + 3].lstrip(". \u00a0")[:1].isdigit()
        if (found := _unit_of(words.replace(" - ", " "), written)) and not is_of_next:
            return _resolved(found[0], end, nations, Fraction(found[1]))
    return None


def unit_named(written: str) -> tuple[str, int | Fraction] | None:
    """Return the unit that a text is the name of, and its size; a duration is no unit of tables."""
    plain = _AMERICAN.sub("", written)
    found = _unit_of(plain.lower(), plain)
    return None if found and found[0] in DURATIONS else found


def _unit_of(words: str, written: str) -> tuple[str, int | Fraction] | None:
    """Return the unit that some words name, and its size; words in small letters, and as written."""
    if written in _CASED or words in _MEASURES:
        return _CASED.get(written) or _MEASURES[words]
    unit = lexicon.UNITS.get(words) or lexicon.CURRENCY_SIGNS.get(written) or DOLLARS.get(written)
    if unit is None and written in CODES:
        unit = written
    if unit is None and written[1:] in CODES and written[0] in _PREFIXES:
        return written[1:], _PREFIXES[written[0]]  # MEUR, kUSD
    if unit is None and len(written) > 1:
        unit = SHORT_NAMES.get(written)
    shared = SPELLED.get(words, words)
    return (unit or shared, 1) if unit or shared in SHARED else None


def _resolved(name: str, place: int, nations: Nations, factor: Fraction = Fraction(1)) -> ReadUnit:
    unit, is_shared = resolved(name, nations.currencies)
    return ReadUnit(unit, place, factor, is_shared=is_shared)


def sign_before(text: str, place: int) -> str:
    """Return the plus or minus before a number, with the space behind it."""
    found = _MINUS.search(text, max(0, place - 3), place)
    return found[0] if found else ""


_SQUARES: Final = {"2": "m2", "²": "m2", "3": "m3", "³": "m3"}


def of_letter(prose: Prose, index: int, place: int) -> str | None:
    """Return the unit where the letter behind figures is for metres or barrels: 24 m wide, 100 m2, 5 b/d.

    `index` is the word behind the number, `place` the end of the number.
    """
    if prose.at(index - 1) == "b" and prose.phrase(index, index + 2) == "/ d":
        return "barrels"
    if prose.at(index - 1) != "m":
        return None
    if prose.text[place : place + 1] in _SQUARES:
        return _SQUARES[prose.text[place]]
    return "m" if prose.at(index) in {"wide", "long", "high", "deep", "tall"} else None
