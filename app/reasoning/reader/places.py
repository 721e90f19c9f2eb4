"""The areas that a text names: by the names of a catalogue, by adjectives of nations, and by their capitals."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from app.reasoning.reader.lexicon import spelled
from app.reasoning.reader.prose import Prose
from app.vocabulary.text import Names, fold

_NATIONS = """
AFG afghan afghans kabul;ALB albanian tirana;DZA algerian algiers;AGO angolan luanda;ARG argentine argentinian
argentinean buenos-aires;ARM armenian yerevan;AUS australian canberra;AUT austrian vienna;AZE azerbaijani azeri baku;
BHR bahraini manama;BGD bangladeshi dhaka;BLR belarusian belarussian minsk;BEL belgian;BEN beninese;BOL bolivian la-paz;
BIH bosnian sarajevo;BWA motswana gaborone;BRA brazilian brasilia;BGR bulgarian sofia;BFA burkinabe ouagadougou;
KHM cambodian phnom-penh;CMR cameroonian yaounde;CAN canadian ottawa;CHL chilean santiago;CHN chinese beijing;COL
colombian bogota;COD congolese kinshasa;CRI costa-rican;HRV croatian zagreb;CUB cuban havana;CYP cypriot nicosia;CZE
czech prague;DNK danish dane copenhagen;DOM dominican;ECU ecuadorian ecuadorean quito;EGY egyptian cairo;EST estonian
tallinn;ETH ethiopian addis-ababa;FIN finnish finn helsinki;FRA french paris;GAB gabonese;GEO georgian tbilisi;DEU
german berlin;GHA ghanaian accra;GRC greek athens;GTM guatemalan;GIN guinean conakry;HUN hungarian budapest;ISL
icelandic reykjavik;IND indian new-delhi delhi;IDN indonesian jakarta;IRN iranian tehran;IRQ iraqi baghdad;IRL irish
dublin;ISR israeli;ITA italian rome;CIV ivorian abidjan;JPN japanese tokyo;JOR jordanian amman;KAZ kazakh kazakhstani
astana;KEN kenyan nairobi;KOR korean south-korean seoul;PRK north-korean pyongyang;KWT kuwaiti;KGZ kyrgyz bishkek;LAO
lao laotian vientiane;LVA latvian riga;LBN lebanese beirut;LBY libyan tripoli;LTU lithuanian vilnius;MDG malagasy;MYS
malaysian kuala-lumpur;MLI malian bamako;MLT maltese;MRT mauritanian;MUS mauritian;MEX mexican;MDA moldovan chisinau;
MNG mongolian ulaanbaatar;MNE montenegrin;MAR moroccan rabat;MOZ mozambican maputo;MMR burmese;NAM namibian windhoek;
NPL nepali nepalese kathmandu;NLD dutch amsterdam the-hague;NZL new-zealand's wellington;NER nigerien;NGA nigerian
abuja;MKD macedonian skopje;NOR norwegian oslo;OMN omani muscat;PAK pakistani islamabad;PAN panamanian;PRY paraguayan;
PER peruvian lima;PHL philippine filipino manila;POL polish pole warsaw;PRT portuguese lisbon;QAT qatari doha;ROU
romanian bucharest;RUS russian moscow;RWA rwandan kigali;SAU saudi riyadh;SEN senegalese dakar;SRB serbian serb
belgrade;SGP singaporean;SVK slovak bratislava;SVN slovenian slovene ljubljana;SOM somali mogadishu;ZAF south-african
pretoria;SSD south-sudanese juba;ESP spanish madrid;LKA sri-lankan colombo;SDN sudanese khartoum;SWE swedish swede
stockholm;CHE swiss;SYR syrian damascus;TWN taiwanese taipei;TJK tajik tajikistani dushanbe;TZA tanzanian;THA thai
bangkok;TGO togolese;TUN tunisian tunis;TUR turkish turk ankara;TKM turkmen ashgabat;UGA ugandan kampala;UKR ukrainian
kyiv kiev;ARE emirati abu-dhabi;GBR british briton london;USA american washington;URY uruguayan montevideo;UZB uzbek
uzbekistani tashkent;VEN venezuelan caracas;VNM vietnamese hanoi;YEM yemeni;ZMB zambian lusaka;ZWE zimbabwean harare;
FJI fijian;JAM jamaican;BRN bruneian;MWI malawian;BTN bhutanese;
MDV maldivian;GMB gambian;SLE sierra-leonean;LBR liberian;ERI eritrean;DJI djiboutian;TCD chadian;PNG papuan;
HND honduran;NIC nicaraguan;SLV salvadoran;HTI haitian;GUY guyanese;SUR surinamese;TTO trinidadian;BHS bahamian;
BRB barbadian;LUX luxembourgish;PSE palestinian;COM comorian;SYC seychellois;TLS timorese;CPV cape-verdean;
MAC macanese
"""
DEMONYMS: Final = {
    word.replace("-", " "): nation[0]
    for nation in (entry.split() for entry in _NATIONS.split(";"))
    for word in nation[1:]
}
"""Adjectives of nations, and their capitals, which stand for them in prose, with the codes of the nations."""
_SHORT: Final = {"us", "uk", "eu", "uae", "usa", "prc", "drc", "u.s", "u.s.", "u.k", "u.k.", "e.u.", "ussr", "gcc"}
"""Names of at most three letters; other words of that length are no areas."""
_COMMON: Final = spelled(
    "of man central eastern western northern southern north south east west union most male federal capital national"
    " trade union islands mary friday sunday general march may grand long great new old san sur total world"
)
_ALPHA3: Final = re.compile(r"[A-Z]{3}|S19|W00")
_INSIDE: Final = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_GROUPS: Final = ("european-union", "asean", "eaeu", "cis")
_LONGEST: Final = 5


class Mention(NamedTuple):
    """An area that a text names, from one word to another; `is_adjective` where an adjective or a capital does."""

    first: int
    end: int
    code: str
    is_adjective: bool


def mentions(prose: Prose, areas: Names) -> tuple[Mention, ...]:
    """Return the areas that a text names, in order; places inside a country only where it is named as well."""
    found = tuple(_found(prose, areas))
    countries = {code for _, _, codes, _ in found for code in codes if _ALPHA3.fullmatch(code)}
    chosen = (
        Mention(first, end, code, is_adjective)
        for first, end, codes, is_adjective in found
        if (code := _meant(codes, countries, areas))
    )
    return tuple(chosen)


def country_of(code: str, areas: Names) -> str:
    """Return the country of a place inside one; any other area is returned itself."""
    return areas.get(code[:2].lower(), (code,))[0] if _INSIDE.fullmatch(code) else code


def _found(prose: Prose, areas: Names) -> Iterator[tuple[int, int, tuple[str, ...], bool]]:
    index, count = 0, len(prose.words)
    while index < count:
        size = 1
        if prose.words[index].is_capital:
            for longest in range(min(_LONGEST, count - index), 0, -1):
                if found := _named(prose, index, longest, areas):
                    size = longest
                    yield index, index + size, *found
                    break
        index += size


def _named(prose: Prose, index: int, size: int, areas: Names) -> tuple[tuple[str, ...], bool] | None:
    """Return the codes that some words name, and whether as an adjective or by a capital."""
    first, last = prose.words[index], prose.words[index + size - 1]
    if not last.text[-1].isalpha() and not last.text.endswith("."):
        return None
    name = fold(prose.text[first.start : last.end])
    if nation := DEMONYMS.get(name) or DEMONYMS.get(name.removesuffix("s")):
        codes = areas.get(nation.lower())
        return (codes, True) if codes else None
    if prose.at(index + size) == "$":
        return None
    if name in _COMMON or (len(name) <= 3 and name not in _SHORT):  # noqa: PLR2004  # codes are as short
        return None
    if name in _SHORT and not prose.text[first.start : last.end].isupper():
        return None
    codes = areas.get(name) or areas.get(name.replace(".", ""))
    return (codes, False) if codes else None


def _meant(codes: tuple[str, ...], countries: set[str], areas: Names) -> str | None:
    """Return the one area that a name means: a country or group, or a place of a country that the text names."""
    outright = [code for code in codes if _ALPHA3.fullmatch(code) or code in _GROUPS]
    if outright:
        own = [code for code in outright if code in countries]
        return outright[0] if len(outright) == 1 else own[0]
    inside = [code for code in codes if _INSIDE.fullmatch(code) and country_of(code, areas) in countries]
    return inside[0] if len(inside) == 1 else None
