"""What is held on some words: what the search of the API finds, and the relation of two areas they name."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import Field

from app.pages.home import held_pairs
from app.settings import API
from app.views.search import SearchQuery, answer_search
from app.vocabulary.text import fold
from app.web.answers.listing import canonical_url
from app.web.questions.queries import Query
from app.web.routing import read_as
from app.web.snapshot import Snapshot

_CODE: Final = 3
"""Letters of a code, which is only meant in capitals: IN is India, in is none."""
_MOST: Final = 40
"""How many hits are shown."""


class SearchForm(Query):
    """What the form for a search gives, be it nothing."""

    q: Annotated[str, Field(max_length=200)] = ""
    """Words to look for."""


def arrange_search(form: SearchForm, snapshot: Snapshot) -> Mapping[str, object]:
    """Build what a search finds, or the form alone; RequestValidationError where the words are none."""
    words = form.q.strip()
    named = _named(words, snapshot)
    found = answer_search(read_as(SearchQuery, {"q": words, "limit": str(_MOST)}), snapshot) if words else {"items": ()}
    return {
        "words": words,
        "pairs": [pair for pair in held_pairs(snapshot) if named.issuperset(pair.codes)],
        "areas": [(code, snapshot.catalogue.prose_names[code]) for code in sorted(named)],
        "hits": found["items"],
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
