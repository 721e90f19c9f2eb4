"""Where people begin: the first page, with the pairs that most is held about, and what is held on some words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Annotated, Final, NamedTuple
from urllib.parse import quote

from pydantic import Field

from app.settings import API, ROOT
from app.views.reading import read_facts
from app.views.search import SearchQuery, answer_search
from app.vocabulary.terms import WORLD, Proof
from app.vocabulary.text import fold
from app.web.answers.listing import canonical_url
from app.web.document import examples
from app.web.errors import Invalid, UnresolvedValue
from app.web.questions.filters.names import AREA
from app.web.questions.queries import Query
from app.web.routing import read_as
from app.web.snapshot import Snapshot

_MOST_PAIRS: Final = 24
_MOST_HITS: Final = 40
_CODE: Final = 3
"""Letters of a code, which is only meant in capitals: IN is India, in is none."""


class HeldPair(NamedTuple):
    """Two countries, their names in prose, and how many figures of prose are about both."""

    codes: tuple[str, ...]
    names: Sequence[str]
    figures: int


def held_pairs(snapshot: Snapshot) -> Sequence[HeldPair]:
    """Return the pairs of countries that statements and measures are about, most of them first."""
    return snapshot.memo.get(held_pairs, partial(_count_pairs, snapshot))


def _count_pairs(snapshot: Snapshot) -> list[HeldPair]:
    catalogue = snapshot.catalogue
    ends = (
        {
            catalogue.country_of(area)
            for area in (fact.subject.area, fact.subject.counterpart)
            if area not in (None, WORLD)
        }
        for fact in read_facts(snapshot, None)
    )
    counted = Counter(tuple(sorted(codes)) for codes in ends if len(codes) == 2)  # noqa: PLR2004  # a pair
    names = catalogue.prose_names
    return [HeldPair(codes, [names[code] for code in codes], figures) for codes, figures in counted.most_common()]


known_examples: Final = cache(examples)
"""The document's own examples, which have answers in the seed."""


def arrange_home(snapshot: Snapshot) -> Mapping[str, object]:
    """Build what is held by pair."""
    pairs, sources, known = held_pairs(snapshot), snapshot.catalogue.sources, known_examples()
    stated = [fact for fact in read_facts(snapshot, None) if fact.described and not fact.evidence]
    quoted = [fact for fact in stated if fact.described and fact.described.row["proof"] == Proof.QUOTED]
    shown = {name: ROOT + known[name]["request"].removeprefix("/v1") for name in ("verify_claim", "get_trade_flow")}
    return {
        "pairs": pairs[:_MOST_PAIRS],
        "more": len(pairs) - len(pairs[:_MOST_PAIRS]),
        "names": sorted({name for pair in pairs for name in pair.names}),
        "sources": len(sources),
        "figures": len(stated),
        "quoted": len(quoted),
        "quoting": len({fact.source.id for fact in quoted}),
        "official": len(snapshot.catalogue.bulk),
        "examples": shown if shown["get_trade_flow"].split(".")[-2] in sources else {},
    }


def address_of_pair(a: str, b: str, snapshot: Snapshot) -> str:
    """Return the address of the relation of two areas, by codes or names; Invalid names those that are none."""
    codes, wrong = [], []
    for name, text in (("a", a), ("b", b)):
        try:
            codes.append(AREA.resolve(text, snapshot.catalogue))
        except UnresolvedValue as unclear:
            wrong.append(unclear.at("query", name, text))
    if wrong:
        raise Invalid(wrong)
    return f"{ROOT}/relations/" + "/".join(map(quote, codes))


class SearchForm(Query):
    """What the form for a search gives, be it nothing."""

    q: Annotated[str, Field(max_length=200)] = ""
    """Words to look for."""


def arrange_search(form: SearchForm, snapshot: Snapshot) -> Mapping[str, object]:
    """Build what a search finds, or the form alone; RequestValidationError where the words are none."""
    words = form.q.strip()
    named, asked = _named(words, snapshot), {"q": words, "limit": str(_MOST_HITS)}
    return {
        "words": words,
        "pairs": [pair for pair in held_pairs(snapshot) if named.issuperset(pair.codes)],
        "areas": [(code, snapshot.catalogue.prose_names[code]) for code in sorted(named)],
        "hits": answer_search(read_as(SearchQuery, asked), snapshot)["items"] if words else (),
        "json_url": canonical_url(f"{API}/search", {"q": words}),
    }


def _named(words: str, snapshot: Snapshot) -> set[str]:
    """Return the areas that words name."""
    said, names = f" {fold(words)} ", snapshot.catalogue.area_names
    return {
        codes[0]
        for name, codes in names.items()
        if len(codes) == 1 and f" {name} " in said and (len(name) > _CODE or name.upper() in words.split())
    }
