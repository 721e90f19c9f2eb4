"""Currencies: their codes, short names and signs, and those that share a name."""

from collections.abc import Collection
from typing import Final

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import paired, spelled

DOLLARS: Final = paired("""
    A$=AUD AU$=AUD C$=CAD CA$=CAD NZ$=NZD S$=SGD HK$=HKD NT$=TWD R$=BRL MX$=MXN J$=JMD U$=USD
""")
SHORT_NAMES: Final = paired("""
    Rs=rupees Re=rupees RM=MYR Rp=IDR Tk=BDT Dh=AED Dhs=AED SR=SAR KSh=KES Ksh=KES Sh=KES KShs=KES USh=UGX TSh=TZS
    R=ZAR N=NGN RMB=CNY NIS=ILS BD=BHD KD=KWD QR=QAR RO=OMR Br=ETB GH₵=GHS Fr=CHF SFr=CHF Ft=HUF Kr=crowns
    kr=crowns K=K Ks=MMK P=PHP Php=PHP PhP=PHP TL=TRY CFA=cfa FCFA=cfa XOF=cfa Gs=PYG GH¢=GHS S/=PEN Le=SLE Kč=CZK
    zł=PLN
""")
CODES: Final = spelled(
    "AED AFN ALL AMD AOA ARS AUD AZN BAM BDT BGN BHD BIF BND BOB BRL BTN BWP BYN CAD CDF CHF CLP CNH CNY COP CRC CUP"
    " CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD GBP GEL GHS GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK"
    " JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK"
    " MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD"
    " SLE SOS SRD SSP SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF"
    " YER ZAR ZMW ZWG"
)
"""Codes of ISO 4217 that are in use."""
SHARED: Final = {
    "rupees": {"IND": "INR", "PAK": "PKR", "LKA": "LKR", "NPL": "NPR", "MUS": "MUR"},
    "dinars": {"KWT": "KWD", "IRQ": "IQD", "JOR": "JOD", "BHR": "BHD", "TUN": "TND", "DZA": "DZD", "SRB": "RSD"},
    "dirhams": {"ARE": "AED", "MAR": "MAD"},
    "pesos": {"MEX": "MXN", "ARG": "ARS", "CHL": "CLP", "COL": "COP", "PHL": "PHP", "CUB": "CUP", "DOM": "DOP"},
    "pounds": {"GBR": "GBP", "EGY": "EGP", "SDN": "SDG", "LBN": "LBP", "SYR": "SYP"},
    "riyals": {"SAU": "SAR", "QAT": "QAR", "OMN": "OMR", "YEM": "YER", "IRN": "IRR"},
    "crowns": {"SWE": "SEK", "NOR": "NOK", "DNK": "DKK", "CZE": "CZK", "ISL": "ISK"},
    "francs": {"CHE": "CHF", "RWA": "RWF", "BDI": "BIF", "CMR": "XAF", "SEN": "XOF", "CIV": "XOF"},
    "cfa": {
        **dict.fromkeys(("SEN", "CIV", "BEN", "BFA", "GNB", "MLI", "NER", "TGO"), "XOF"),
        **dict.fromkeys(("CMR", "TCD", "GAB", "COG", "CAF", "GNQ"), "XAF"),
    },
    "won": {"KOR": "KRW", "PRK": "KPW"},
    "shillings": {"KEN": "KES", "UGA": "UGX", "TZA": "TZS", "SOM": "SOS"},
    "liras": {"TUR": "TRY", "LBN": "LBP"},
    "som": {"KGZ": "KGS", "UZB": "UZS"},
    "K": {"ZMB": "ZMW", "MMR": "MMK", "PNG": "PGK", "LAO": "LAK"},
    "¥": {"JPN": "JPY", "CHN": "CNY"},
}
"""Currencies of one name, by whose they are; the first is meant where no area of them is in the text."""
SPELLED: Final = {
    **dict.fromkeys(("rupee", "rs"), "rupees"),
    "dinar": "dinars",
    **dict.fromkeys(("dirham", "dhs"), "dirhams"),
    "peso": "pesos",
    "pound": "pounds",
    **dict.fromkeys(("rial", "rials", "riyal"), "riyals"),
    **dict.fromkeys(
        ("krona", "kronor", "kroner", "krone", "koruna", "korunas", "korun", "koruny", "kr", "króna", "krónur"),
        "crowns",
    ),
    **dict.fromkeys(("franc", "franken"), "francs"),
    "shilling": "shillings",
    **dict.fromkeys(("lira", "lire"), "liras"),
    "soms": "som",
}


def resolved(name: str, areas: Collection[str]) -> tuple[str, bool]:
    """Return the currency that a name means, and whether it was chosen among several; any other unit is itself.

    Of a name that several currencies share it is that of an area in the text.
    """
    shared = SHARED.get(name)
    if shared is None:
        return name, False
    own = list(dict.fromkeys(code for area, code in shared.items() if area in areas))
    return (own[0] if own else next(iter(shared.values()))), len(own) != 1


def is_currency(unit: str | None) -> bool:
    """Return whether a unit is the code of a currency."""
    return unit in CODES


def money_of(word: str, areas: Collection[str] = ()) -> str | None:
    """Return the currency that a word names."""
    unit = lexicon.UNITS.get(word, SPELLED.get(word, word))
    return resolved(unit, areas)[0] if unit in SHARED or is_currency(unit) else None


def is_money(word: str) -> bool:
    """Return whether a word names a currency."""
    return money_of(word) is not None
