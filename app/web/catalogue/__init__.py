"""The reference data of one release in memory: labels for answers, and the resolution of what a client writes."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, TypeVar

from app.database import check_beside
from app.reasoning import SourceRef
from app.reasoning.reader.units import unit_words
from app.reasoning.sentences.names import byline, in_prose
from app.settings import API
from app.vocabulary.terms import Problem
from app.vocabulary.text import Names, code_named, codes_named, fold, respellings
from app.vocabulary.words import OpenWords, WordList
from app.web.errors import RequestFault, UnresolvedValue

Label = Mapping[str, str]
"""A reference to a record: code and name, or id, title and url."""
Title = TypeVar("Title", str, str | None)
"""A title, which only a source may lack."""

_SUGGESTED_AT_MOST: Final = 5


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that labels rows and resolves parameters, for the release whose digest it carries."""

    release: str
    releases: Mapping[str, int]
    """The sequence of every release by its digest."""
    followed_from: int
    """The sequence of the oldest release from which copies of the lists can follow the changes."""
    areas: Mapping[str, Label]
    commodities: Mapping[str, Label]
    sources: Mapping[str, Mapping[str, str | None]]
    source_refs: Mapping[str, SourceRef]
    """Each source as reasoning sees it."""
    prose: Sequence[str]
    bulk: Sequence[str]
    """The sources of statistics in bulk; `prose` are all others, with figures of statistics cited one by one."""
    actors: Mapping[str, Label]
    area_names: Names
    commodity_names: Names
    actor_names: Names
    source_names: Names
    edition_names: Names
    """The editions of the codes that there are."""
    area_parents: Mapping[str, str | None]
    commodity_parents: Mapping[str, str | None]
    editions: Mapping[str, tuple[str, ...]]
    """Under a code without its edition, that code in every edition, oldest first, where there are several."""
    matches: Mapping[str, Mapping[str, str]]
    """Under a code, the goods in words that are matched to it, and how."""
    concordance: Mapping[str, Mapping[str, str]]
    """The same under a code of another edition, to which goods are matched through the same code of theirs."""
    words: OpenWords
    kept: frozenset[str] = frozenset()
    """The names of the older releases that are kept."""

    def within_area(self, code: str) -> tuple[str, ...]:
        """Return the area and everything inside it."""
        return self._within_areas.get(code, (code,))

    def branch(self, commodity: str) -> tuple[str, ...]:
        """Return the commodity and everything below it in its nomenclature."""
        return _descendants(commodity, self._commodities_inside)

    def in_every_edition(self, commodity: str) -> tuple[str, ...]:
        """Return a code in every edition that there is of it, oldest first; all else stands for itself alone."""
        return self.editions.get(commodity, (commodity,))

    def of_edition(self, commodity: str, edition: str | None) -> str:
        """Return a code, or a branch of it, in one edition; all else as it is."""
        return f"{edition}-{commodity}" if edition and commodity.removesuffix("*") in self.editions else commodity

    def country_of(self, area: str) -> str:
        """Return the country that an area lies in, however deep; an area in none is returned itself."""
        while (parent := self.area_parents[area]) is not None:
            area = parent
        return area

    def is_place(self, code: str) -> bool:
        """Return whether a code is that of a place inside another area."""
        return self.area_parents.get(code) is not None

    @cached_property
    def compiler_names(self) -> Names:
        """The names of who compiles figures: an area, else a person or organisation."""
        return Names({**self.actor_names, **self.area_names})

    @cached_property
    def unit_names(self) -> Names:
        """The units and currencies, by their codes and the words that people write for them."""
        codes = self.word_names(WordList.CURRENCY) | self.word_names(WordList.UNIT)
        words = {fold(word): (unit,) for word, unit in unit_words().items() if fold(unit) in codes}
        return Names(words | codes)

    @cached_property
    def measure_names(self) -> Names:
        """What can be claimed of."""
        return Names((fold(word), (word,)) for word in self.words.measures)

    def word_names(self, listed: str) -> Names:
        """Return the words of one list."""
        return Names((fold(word), (word,)) for word in self.words.lists[listed])

    @cached_property
    def prose_names(self) -> Mapping[str, str]:
        """The name of every actor, area and commodity by its code, as it stands inside a sentence."""
        named = (*self.actors.items(), *self.areas.items())
        names = {code: in_prose(label.get("title") or label["name"]) for code, label in named}
        return names | {code: label["name"] for code, label in self.commodities.items()}

    @cached_property
    def bylines(self) -> Mapping[str, str]:
        """Who published a source, and when, by its id, for sentences."""
        return {code: byline(source) for code, source in self.source_refs.items()}

    @cached_property
    def codes_together(self) -> Mapping[tuple[str, ...], str]:
        """The code without its edition of those that differ in their edition alone."""
        return {every: code for code, every in self.editions.items()}

    @cached_property
    def _within_areas(self) -> Mapping[str, tuple[str, ...]]:
        inside = _children(self.area_parents)
        return {area: _descendants(area, inside) for area in inside}

    @cached_property
    def _commodities_inside(self) -> Mapping[str, list[str]]:
        return _children(self.commodity_parents)


_CLEAR_MARGIN: Final = 0.1
"""How much more a place must be like a text than a country to come before it, and any code to be suggested alone."""


def suggest_codes(text: str, names: Names, catalogue: Catalogue) -> tuple[str, ...]:
    """Return suggested codes: what the text names, what its figures may have been, then what is most like it.

    Where none is like it and there are few codes, all are suggested. All names are gone through.
    """
    check_beside()
    exact = [codes_named(spelling, names) for spelling in (text, *respellings(fold(text)))]
    scores = {code: score - _CLEAR_MARGIN * catalogue.is_place(code) for code, score in names.like(text).items()}
    least = max(scores.values(), default=0) - _CLEAR_MARGIN
    by_score = sorted((code for code in scores if scores[code] >= least), key=lambda code: (-scores[code], code))
    certain = (catalogue.codes_together.get(codes, codes[0]) for codes in exact if codes)
    suggested = tuple(dict.fromkeys((*certain, *by_score)))
    return suggested[:_SUGGESTED_AT_MOST] or (names.codes if len(names.codes) <= _SUGGESTED_AT_MOST else ())


@dataclass(frozen=True)
class Naming:
    """How the values of a parameter name things: by codes, names or aliases, which a catalogue holds as `names`.

    `unknown` is what a client is told of a value that names nothing. Where `has_branches`, a `*` behind a name takes
    all that lies below it.
    """

    unknown: str
    names: Callable[[Catalogue], Names]
    has_branches: bool = False

    def resolve(self, text: str, catalogue: Catalogue) -> str:
        """Resolve a text to the one code that it names; raises UnresolvedValue.

        One code of several editions is one: it stays without its edition, and means each of them.
        """
        names, name = self.names(catalogue), text.removesuffix("*") if self.has_branches else text
        codes = codes_named(name, names)
        if len(codes) == 1 or codes in catalogue.codes_together:
            return catalogue.codes_together.get(codes, codes[0]) + text[len(name) :]
        if codes:
            raise UnresolvedValue(Problem.AMBIGUOUS_NAME, f"{len(codes)} have this name; give the code", codes)
        suggested = (f"{code}{text[len(name) :]}" for code in suggest_codes(name, names, catalogue))
        raise UnresolvedValue(Problem.UNKNOWN_CODE, self.unknown, tuple(suggested))

    def is_name(self, text: str, catalogue: Catalogue) -> bool:
        """Return whether a text is one name, be it of several."""
        return bool(codes_named(text.removesuffix("*") if self.has_branches else text, self.names(catalogue)))


_SURELY_LIKE: Final = 0.85
"""How much a text is like a name of another kind of thing to be told of as that."""


def named_elsewhere(fault: RequestFault, namings: Mapping[str, Naming], catalogue: Catalogue) -> tuple[str, ...]:
    """Return the parameters, each with its code, that take a value which names nothing where it was given.

    What it is like is told only where nothing is suggested instead.
    """
    text, own = fault.value or "", namings[fault.name].names
    kinds = [names for names in dict.fromkeys(naming.names for naming in namings.values()) if names is not own]
    for find in (code_named,) if fault.did_you_mean else (code_named, _code_surely_like):
        for names in kinds:
            if code := find(text, names(catalogue)):
                return tuple(f"{name.removesuffix('_')}={code}" for name, one in namings.items() if one.names is names)
    return ()


def _code_surely_like(text: str, names: Names) -> str | None:
    scores = names.like(text)
    best = max(scores, key=scores.__getitem__, default="")
    return best if scores.get(best, 0) >= _SURELY_LIKE else None


def record_label(collection: str, record: str, title: Title) -> Mapping[str, str | Title]:
    """Return the link to a record: its id, its title, and its address."""
    return {"id": record, "title": title, "url": f"{API}/{collection}/{record}"}


def _children(parents: Mapping[str, str | None]) -> dict[str, list[str]]:
    children: defaultdict[str, list[str]] = defaultdict(list)
    for code, parent in parents.items():
        if parent is not None:
            children[parent].append(code)
    return children


def _descendants(root: str, children: Mapping[str, list[str]]) -> tuple[str, ...]:
    codes = [root]
    for code in codes:
        codes.extend(children.get(code, ()))
    return tuple(codes)
