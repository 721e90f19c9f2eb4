"""Names as they stand inside a sentence: with their article, in the possessive, several together, with their source."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from app.reasoning import Basis, Fact, SourceRef
from app.vocabulary import tables_beside
from app.vocabulary.measures import BasisKind, Valuation
from app.vocabulary.period import Period
from app.vocabulary.terms import RecordKind

PHRASES: Final = tables_beside(__file__, "phrases.toml")
"""What sentences say for the words of closed lists, by what they say it of."""
NameByCode = Mapping[str, str]
"""The names of areas, commodities and actors by their codes, as they stand inside a sentence."""

_DAY: Final = len("2023-03-28")
_WITH_ARTICLE: Final = re.compile(
    r"(United|Union|European|Isle|Channel|Netherlands|Bahamas|Gambia|Maldives|Philippines|Comoros|Congo|Holy|Vatican"
    r"|Republic|Federal|State of|British|French Southern|Trust|International|Ministry|Office|Embassy|Communist Party"
    r"|Association)\b|(?!.*\b(Heard|of India|and the)\b).*\b(Islands|Republics?|Federation|Union|Territor(y|ies)"
    r"|Organi[sz]ation|Bank|Conference|Agency|Chamber|Committee|Emirates|Kingdom)\b"
)
"""Names that take an article, by their first word or by what they say they are."""
_NOT_COMPILED: Final = (BasisKind.ESTIMATED, BasisKind.RECONCILED)
"""How a figure came about, where that is more than being published or passed on."""
VALUED: Final[Mapping[str | None, str]] = {each: f", valued {each.upper()}" for each in (Valuation.FOB, Valuation.CIF)}
"""How a figure is valued, where that is told."""
_COMMON: Final = re.compile(r"World$|(Areas|Bunkers|Free zones|Special categories|Other|Rest)\b")
"""Names in lists of areas that are no proper names."""


@lru_cache(1_000)  # the sentences of one answer name the same few
def in_prose(name: str) -> str:
    """Write the name of an area or actor inside a sentence: `the United States`, `the world`, `bunkers`."""
    if _COMMON.match(name):
        return "the world" if name == "World" else lower_first(name)
    if name.endswith(" city"):
        return f"the city of {name.removesuffix(' city')}"
    return f"the {name}" if _WITH_ARTICLE.match(name) or name.endswith(" region") else name


def capital(text: str) -> str:
    """Write the start of a sentence."""
    return text[:1].upper() + text[1:]


def lower_first(name: str) -> str:
    """Write a commodity's name inside a sentence; abbreviations keep their capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def goods_of(name: str, code: str) -> str:
    """Write goods inside a sentence: a code's own text, which is no phrase of English, in quotes and with its code."""
    if not re.search("[;:]", name) and not ("," in name and len(name) > _LONG):
        return lower_first(name)
    return f"“{name}” (HS {code.rpartition('-')[2]})"


def possessive(name: str) -> str:
    """Write whose something is: `Kazakhstan's`, `the United States'`."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def listed(names: Sequence[str]) -> str:
    """Write names as one phrase: `A`, `A and B`, `A, B and C`; nothing for none."""
    first, last = names[:-1], "".join(names[-1:])
    return f"{', '.join(first)} and {last}" if first else last


def name_of(code: str | None, names: NameByCode) -> str:
    """Return the name of a code, or the code where it has none."""
    return names.get(code or "", code or "")


def day(date: str) -> str:
    """Write a day, month or year: `28 March 2023`, `March 2023`, `2023`."""
    if len(date) != _DAY:
        return Period.parse(date).label
    return f"{int(date[8:])} {Period.parse(date[:7]).label}"


def titled(facts: Sequence[Fact]) -> str:
    """Write the title of the first record; of agreements also the day, or month or year, on which all put them."""
    days = [fact.as_of for fact in facts if fact.as_of and fact.kind is RecordKind.AGREEMENT]
    least, title = min(days, key=len, default=""), f"“{facts[0].title}”"
    # Some titles say when: "Agreements between Kazakhstan and China of 4 November 2024".
    if not least or least[:4] in title or not all(each.startswith(least) for each in days):
        return title
    return f"{title} of {day(least)}"


def course(first: str, last: str) -> str:
    """Write a time from its first day, month or year to its last: `from 17 to 21 August 2023`."""
    start, end = day(first), day(last)
    return f"from {start.removesuffix(end.partition(' ')[2] or ' ').rstrip()} to {end}"


def byline(source: SourceRef) -> str:
    """Write who published a source, and when: `The Astana Times, 28 March 2023`."""
    name = source.publisher or source.title or source.id
    return f"{name}, {day(source.published_on)}" if source.published_on else name


def whose(kind: BasisKind | str | None, compiled_by: str | None, compiler: str | None) -> str:
    """Write whose figures they are: `by China's figures`, `by the World Bank's estimates`."""
    name = compiler or compiled_by
    if kind == BasisKind.RECONCILED:
        return f"reconciled{f' by {name}' if name else ''} from the figures of both sides"
    return f"by {figures_of(name, 'estimates' if kind == BasisKind.ESTIMATED else 'figures')}"


def valued_both(bases: Sequence[Basis]) -> str:
    """Write how the exports and the imports are valued of which something is made, where that is stated of both."""
    stated = [f"{basis.valuation}".upper() for basis in bases if basis.valuation in VALUED]
    return f" (exports {stated[0]}, imports {stated[1]})" if len(stated) > 1 else ""


def figures_of(name: str | None, figures: str = "figures") -> str:
    """Write the figures, or estimates, of a compiler: `China's figures`, `unattributed figures`."""
    if name and len(name.split()) > _SHORT:
        return f"{figures} of {name}"
    return f"{possessive(name) if name else 'unattributed'} {figures}"


_LONG: Final = 60
"""How many letters the text of a code has, at most, that still reads as a phrase where it has commas."""
_SHORT: Final = 3
"""How many words a name has that still reads well in the possessive."""


def sources_of(facts: Iterable[Fact]) -> str:
    """Write the sources of several facts, each publisher once: `Kazinform, 20 May 2024 and undated; Xinhua`."""
    days: dict[str, dict[str, None]] = {}
    for source in (fact.source for fact in facts):
        when = day(source.published_on) if source.published_on else "undated"
        days.setdefault(source.publisher or source.title or source.id, {})[when] = None
    return "; ".join(name if list(of) == ["undated"] else f"{name}, {listed(list(of))}" for name, of in days.items())


def cited_once(text: str, facts: Sequence[Fact]) -> str:
    """Write a source that all facts have once, where it stands first, rather than behind each figure."""
    source = f" ({byline(facts[0].source)})"
    if any(byline(fact.source) != source[2:-1] for fact in facts):
        return text
    before, cited, rest = text.partition(source)
    return f"{before}{cited}{rest.replace(source, '')}"


def by_whom(facts: Sequence[Fact], names: NameByCode) -> str:
    """Write whose figures several facts are, each compiler once."""
    bases = {
        (fact.basis.kind if fact.basis.kind in _NOT_COMPILED else None, fact.basis.compiled_by, fact.basis.compiler)
        for fact in facts
    }
    ordered = sorted(bases, key=str)
    return listed([whose(kind, by and name_of(by, names), who and name_of(who, names)) for kind, by, who in ordered])
