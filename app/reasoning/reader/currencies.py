"""Currencies: their codes, short names and signs, and those that share a name."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple

from app.reasoning.reader import lexicon
from app.reasoning.reader.lexicon import paired, spelled
from app.reasoning.reader.prose import Prose
from app.vocabulary.text import Names

DOLLARS: Final = paired("""
    A$=AUD AU$=AUD C$=CAD CA$=CAD NZ$=NZD S$=SGD HK$=HKD NT$=TWD R$=BRL MX$=MXN Mex$=MXN J$=JMD U$=USD CN¥=CNY JP¥=JPY
""")
SHORT_NAMES: Final = paired("""
    Rs=rupees Re=rupees RM=MYR Rp=IDR Tk=BDT Dh=AED Dhs=AED SR=SAR KSh=KES Ksh=KES Sh=KES KShs=KES USh=UGX TSh=TZS
    R=ZAR N=NGN Bt=THB RMB=CNY NIS=ILS BD=BHD KD=KWD QR=QAR RO=OMR Br=ETB GH₵=GHS Fr=CHF SFr=CHF Ft=HUF Kr=crowns
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
_SHARED: Final = {
    "rupees": "INR PKR LKR NPR MUR",
    "dinars": "KWD IQD JOD BHD TND DZD RSD LYD",
    "dirhams": "AED MAD",
    "pesos": "MXN ARS CLP COP PHP CUP DOP UYU",
    "pounds": "GBP EGP SDG LBP SYP SSP",
    "riyals": "SAR QAR OMR YER IRR",
    "crowns": "SEK NOK DKK CZK ISK",
    "francs": "CHF RWF BIF XAF XOF CDF GNF DJF KMF",
    "cfa": "XOF XAF",
    "won": "KRW KPW",
    "shillings": "KES UGX TZS SOS",
    "liras": "TRY LBP",
    "som": "KGS UZS",
    "K": "ZMW MMK PGK LAK",
    "¥": "JPY CNY",
}
SHARED: Final = {name: codes.split() for name, codes in _SHARED.items()}
"""Currencies of one name; the first is meant where no nation that has one of them is in the text."""
_CFA: Final = {"XOF": spelled("SEN CIV BEN BFA GNB MLI NER TGO"), "XAF": spelled("CMR TCD GAB COG CAF GNQ")}
SPELLED: Final = {
    **dict.fromkeys(("rupee", "rs"), "rupees"),
    "dinar": "dinars",
    **dict.fromkeys(("dirham", "dhs"), "dirhams"),
    "peso": "pesos",
    "pound": "pounds",
    **dict.fromkeys(("rial", "rials", "riyal"), "riyals"),
    **dict.fromkeys(
        (
            "krona",
            "kronor",
            "kroner",
            "krone",
            "koruna",
            "korunas",
            "korun",
            "koruny",
            "kr",
            "króna",
            "krónur",
            "kronur",
            "crown",
        ),
        "crowns",
    ),
    **dict.fromkeys(("franc", "franken"), "francs"),
    "shilling": "shillings",
    **dict.fromkeys(("lira", "lire"), "liras"),
    "soms": "som",
    **dict.fromkeys(("cfa franc", "cfa francs"), "cfa"),
}


class Nations(NamedTuple):
    """What the nations that a text names pay with: all those currencies, and each by the word where its nation begins.

    With the latter stands where the name ends: Australian dollars.
    """

    currencies: frozenset[str]
    named: Mapping[int, tuple[int, str]]


NOBODY: Final = Nations(frozenset(), {})


def nations(places: Iterable[tuple[int, int, str]], areas: Names) -> Nations:
    """Return the currencies of the countries named from one word to another; of a code, two letters are the country."""
    own = {country: code for code in CODES - {"CNH"} for country in areas.get(code[:2].lower(), ())}
    own |= {country: code for code, countries in _CFA.items() for country in countries}
    named = {first: (end, own[country]) for first, end, country in places if country in own}
    return Nations(frozenset(code for _, code in named.values()), named)


def resolved(name: str, own: Collection[str]) -> tuple[str, bool]:
    """Return the currency that a name means, and whether it was chosen among several; any other unit is itself.

    Of a name that several currencies share it is that of a nation in the text.
    """
    shared = SHARED.get(name)
    if shared is None:
        return name, False
    known = [code for code in shared if code in own]
    return (known or shared)[0], len(known) != 1


def is_currency(unit: str | None) -> bool:
    """Return whether a unit is the code of a currency."""
    return unit in CODES


def money_at(prose: Prose, index: int, nations: Nations) -> str | None:
    """Return the currency that a word names: that of the nation before it, else of one in the text."""
    own = next((code for end, code in nations.named.values() if end == index), None)
    unit = lexicon.UNITS.get(prose.at(index), SPELLED.get(prose.at(index), prose.at(index)))
    return (own or resolved(unit, nations.currencies)[0]) if is_money(prose.at(index)) else None


def is_against_money(prose: Prose, index: int) -> bool:
    """Return whether words say what a rate of exchange is against: to the dollar, against the Australian dollar."""
    is_rate = prose.phrase(index, index + 2) in {"to the", "against the", "for a", "to a", "to one", "for one"}
    return (is_rate or prose.at(index) == "per") and any(
        is_money(prose.at(place)) for place in range(index + 1, index + 5)
    )


def is_money(word: str) -> bool:
    """Return whether a word names a currency."""
    unit = lexicon.UNITS.get(word, SPELLED.get(word, word))
    return unit in SHARED or is_currency(unit)
