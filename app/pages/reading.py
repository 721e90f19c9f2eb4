"""A text pasted into a form: each number marked in it with its label, and why. Nothing of the text is kept."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import parse_qsl

from starlette.requests import Request

from app.pages.home import known_examples
from app.settings import API
from app.views.read import TextQuery, answer_text
from app.vocabulary.terms import Problem
from app.web.errors import ApiError
from app.web.routing import read_as
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 10


class Piece(NamedTuple):
    """A piece of a text, and which of its numbers it is, from 1; 0 for what stands between numbers."""

    text: str
    number: int = 0
    label: str = ""


async def fields_of(request: Request) -> dict[str, str]:
    """Return the fields of a form that was posted; ApiError where the body is none."""
    essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if essence != _FORM:
        raise ApiError(Problem.WRONG_TYPE, f"this path takes a form ({_FORM}); programs post JSON to {API}/read")
    try:
        fields = parse_qsl((await request.body()).decode(), errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise ApiError(Problem.UNREADABLE, "the form cannot be read: it is not UTF-8, or has too many fields") from None
    typed = {name: value.replace("\r\n", "\n") for name, value in fields}  # so browsers send what was typed
    if len(typed) < len(fields):
        raise ApiError(Problem.UNREADABLE, "the form has a field more than once: give each once")
    return typed


def blank_text(given: Mapping[str, str], _: Snapshot | None = None) -> dict[str, object]:
    """Build what the form shows before anything was read."""
    text = known_examples()["read_text"]["body"]["text"]
    return {"given": {"text": text, **given}, "answer": None, "problem": None}


def arrange_text(given: Mapping[str, str], snapshot: Snapshot) -> Mapping[str, object]:
    """Build what the page of a text shows; RequestValidationError tells all that is wrong with it."""
    query = read_as(TextQuery, {name: value for name, value in given.items() if value}, "body")
    answer = answer_text(query, snapshot)
    return blank_text(given) | {
        "answer": answer,
        "pieces": _pieces(query.text, answer["items"]),
        "labels": {label: count for label, count in answer["labels"].items() if count},
    }


def _pieces(text: str, items: Sequence[Row]) -> list[Piece]:
    """Return a text cut at its numbers."""
    pieces, at = list[Piece](), 0
    for number, item in enumerate(items, 1):
        pieces += [Piece(text[at : item["start"]]), Piece(text[item["start"] : item["end"]], number, item["label"])]
        at = item["end"]
    return [*pieces, Piece(text[at:])]
