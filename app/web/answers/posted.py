"""Answers to a body of JSON: what may be one, and what is answered, which nobody keeps."""

import json
import re
from collections import Counter
from collections.abc import Callable
from typing import Final

from fastapi import Depends, Request, Response

from app.vocabulary.terms import Problem
from app.web.answers.responses import RequestPreconditions
from app.web.edge.reading import LARGEST_BODY
from app.web.errors import ApiError, Invalid, RequestFault
from app.web.rows import formats
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot, snapshots_of


async def answer_posted(request: Request, make: Callable[[Snapshot], Row]) -> Response:
    """Answer a body with JSON made from one snapshot, and with the release that this was; `make` may take long."""

    def computed(snapshot: Snapshot) -> Response:
        release = snapshot.release.digest
        headers = {"Cache-Control": "no-store", "Tradefacts-Release": release}
        whole = make(snapshot) | {"release": release}
        return Response(formats.to_json(whole), media_type=formats.JSON, headers=headers)

    RequestPreconditions.of(request, formats.JSON)
    return await snapshots_of(request).compute(computed)


async def _is_json(request: Request) -> None:
    """Refuse a body of another type before anything reads it as one."""
    essence = request.headers.get("content-type", "").partition(";")[0]
    if essence.strip().lower() != formats.JSON:
        detail = f"this path takes a body of {formats.JSON}, said in Content-Type"
        raise ApiError(Problem.WRONG_TYPE, detail)


def _kept(number: str) -> float:
    """Read a number; ValueError where nothing would be left of it."""
    if not float(number) and re.search("[1-9]", number.lower().partition("e")[0]):
        raise ValueError(number)
    return float(number)


async def _is_unequivocal(request: Request) -> None:
    """Refuse a body that gives a member of an object more than once: readers of JSON differ in which they take."""
    wrong: list[RequestFault] = []

    def note(members: list[tuple[str, object]]) -> None:
        for name, count in Counter(name for name, _ in members).items():
            if count > 1:
                reason = f"it was given {count} times in one object; it takes one value"
                wrong.append(RequestFault("body", name, Problem.DUPLICATE_PARAMETER, reason))

    try:
        json.loads((await request.body()).decode() or "null", object_pairs_hook=note, parse_float=_kept)
    except ValueError as error:  # the framework takes UTF-16 as well, and what is next to nothing for nothing
        raise ApiError(Problem.UNREADABLE, "the body is JSON in UTF-8, with numbers that can be told from 0") from error
    if wrong:
        raise Invalid(wrong)


JSON_BODY: Final[Row] = {
    "max_body_size": LARGEST_BODY,
    "dependencies": [Depends(_is_json), Depends(_is_unequivocal)],
}
"""Keyword arguments of a route that takes a body of JSON."""
