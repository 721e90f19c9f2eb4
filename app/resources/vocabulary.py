"""Vocabulary: every word of a list, explained: closed lists are part of the code, open ones of the release."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from inspect import getdoc
from operator import attrgetter
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Request, Response

from app.vocabulary import TERM_SETS
from app.vocabulary.terms import Term
from app.vocabulary.text import nearest
from app.vocabulary.words import OF_GOODS, OpenWord, WordList
from app.web.answers import add_lists
from app.web.answers.listing import Computed
from app.web.answers.responses import answer
from app.web.catalogue import Catalogue
from app.web.errors import NotFound
from app.web.questions.queries import Filters, RecordId
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Out
from app.web.snapshot import Snapshot


class TermSetOut(Out):
    """A list of words, such as the hedges that a number can have."""

    id: str
    """The name of the list."""
    url: str
    """Where the list is served with its words."""
    explanation: str
    """What its words are about."""
    term_count: int
    """How many words it has."""


class TermOut(Out):
    """A word of a list."""

    term: str
    """The word, as it stands in answers and parameters."""
    explanation: str
    """What it means."""
    source: str | None
    """Where its definition stands; null for the words of a closed list, which are this service's own."""
    properties: dict[str, Any] | None
    """What the service decides by, such as the units of a measure, or the unit that a unit converts to; null for the
    words of a closed list."""


class TermSetItem(TermSetOut):
    """A list of words, each explained."""

    terms: list[TermOut]
    """The words."""
    release: str
    """The digest of the data that the service answers from; closed lists change with its version only."""


@dataclass(frozen=True, slots=True)
class _TermSet:
    """A list under its name."""

    id: str
    explanation: str
    terms: Sequence[Term | OpenWord]


def _lists(catalogue: Catalogue) -> Iterator[_TermSet]:
    """Yield every list: the closed ones of the code, and the open ones of the release."""
    for name, terms in TERM_SETS.items():
        yield _TermSet(name, (getdoc(terms) or "").partition("\n")[0], tuple(terms))
    for listed in WordList:
        yield _TermSet(listed.value, listed.explanation, tuple(catalogue.words.lists[listed].values()))
    claimed = (*OF_GOODS, *catalogue.words.lists[WordList.MEASURE].values())
    yield _TermSet("claim-measure", "What is claimed of: trade, or anything else that is measured.", claimed)


class _TermSets(Computed[_TermSet]):
    """The lists of words."""

    def find(self, snapshot: Snapshot, *_: object) -> list[_TermSet]:
        """Return all lists by name."""
        return sorted(_lists(snapshot.catalogue), key=attrgetter("id"))

    def row(self, found: _TermSet, *_: object) -> Row:
        """Return what a list is about, and how many terms it has."""
        url = f"{self.path}/{found.id}"
        return {"id": found.id, "url": url, "explanation": found.explanation, "term_count": len(found.terms)}

    def item(self, snapshot: Snapshot, record: str) -> Row:
        """Return one list with its words; NotFound when there is none."""
        lists = {one.id: one for one in _lists(snapshot.catalogue)}
        if record not in lists:
            raise NotFound(record, self.path, nearest(record, lists))
        terms = [_term(term) for term in lists[record].terms]
        return {**self.row(lists[record]), "terms": terms, "release": snapshot.release.digest}


TERMS: Final = _TermSets("vocabulary", TermSetOut)
ROUTER: Final = APIRouter(tags=["vocabulary"], route_class=Route)

add_lists(ROUTER, TERMS, Filters, "List the lists of words by name.", records="term_sets")


@ROUTER.get("/vocabulary/{id}", response_model=TermSetItem)
async def get_term_set(
    id: Annotated[RecordId, Path(description="The name of the list.")],  # noqa: A002  # the parameter's public name
    request: Request,
) -> Response:
    """Return one list with its words."""
    return await answer(request, partial(TERMS.item, record=id))


def _term(term: Term | OpenWord) -> Row:
    of_word = (term.source or None, term.properties) if isinstance(term, OpenWord) else (None, None)
    return {"term": str(term), "explanation": term.explanation, "source": of_word[0], "properties": of_word[1]}
