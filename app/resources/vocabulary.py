"""Vocabulary: every word of a closed list, explained; it is part of the code, so no table holds it."""

from dataclasses import dataclass
from inspect import getdoc
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response

from app.vocabulary import TERM_SETS
from app.vocabulary.terms import Term
from app.vocabulary.text import nearest
from app.web.answers import add_lists
from app.web.answers.listing import Computed
from app.web.answers.responses import answer
from app.web.errors import NotFound
from app.web.questions.queries import Filters, RecordId
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Out
from app.web.snapshot import Snapshot


class TermSetOut(Out):
    """A closed list of words, such as the hedges that a number can have."""

    id: str
    """The name of the list."""
    url: str
    """Where the list is served with its words."""
    explanation: str
    """What its words are about."""
    term_count: int
    """How many words it has."""


class TermOut(Out):
    """A word of a closed list."""

    term: str
    """The word, as it stands in answers and parameters."""
    explanation: str
    """What it means."""


class TermSetItem(TermSetOut):
    """A closed list of words, each explained."""

    terms: list[TermOut]
    """The words."""
    release: str
    """The digest of the data that the service answers from; words change with its version only."""


@dataclass(frozen=True, slots=True)
class _TermSet:
    """A closed list under its name."""

    id: str
    terms: type[Term]


class _TermSets(Computed[_TermSet]):
    """The closed lists, which the code holds and no release changes."""

    def find(self, *_: object) -> list[_TermSet]:
        """Return all lists by name."""
        return [_TermSet(name, terms) for name, terms in sorted(TERM_SETS.items())]

    def row(self, found: _TermSet, *_: object) -> Row:
        """Return what a list is about, and how many terms it has."""
        return {
            "id": found.id,
            "url": f"{self.path}/{found.id}",
            "explanation": (getdoc(found.terms) or "").partition("\n")[0],
            "term_count": len(found.terms),
        }


TERMS: Final = _TermSets("vocabulary", TermSetOut)
ROUTER: Final = APIRouter(tags=["vocabulary"], route_class=Route)

add_lists(ROUTER, TERMS, Filters, "List the closed lists of words by name.", records="term_sets")


@ROUTER.get("/vocabulary/{id}", response_model=TermSetItem)
async def get_term_set(
    id: Annotated[RecordId, Path(description="The name of the list.")],  # noqa: A002  # the parameter's public name
    request: Request,
) -> Response:
    """Return one closed list with its words."""

    def make(snapshot: Snapshot) -> Row:
        terms = TERM_SETS.get(id)
        if terms is None:
            raise NotFound(id, TERMS.path, nearest(id, TERM_SETS))
        explained = [{"term": str(term), "explanation": term.explanation} for term in terms]
        return {**TERMS.row(_TermSet(id, terms)), "terms": explained, "release": snapshot.release.digest}

    return await answer(request, make)
