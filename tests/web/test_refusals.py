"""Cursors that no answer gave are refused where they are read, whatever the checksum says; and what a refusal is."""

import asyncio
import base64
import hashlib
import json
from types import SimpleNamespace
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.database import TooSlow
from app.resources.trade_flows.query import TradeFlowFilters
from app.vocabulary.terms import Problem
from app.web.errors import MOST_ERRORS, Invalid, NotFound, RequestFault
from app.web.handlers import HANDLERS
from app.web.questions import cursors
from app.web.questions.queries import Query

RELEASE, SCOPE = "ab" * 32, "/v1/areas?kind=country"


@pytest.mark.parametrize(
    "key", [["KAZ"], ["KAZ", 1], ["K" * 10, 10**12]], ids=["one part", "two parts", "of another length"]
)
def test_a_key_is_read_as_it_was_written(key: list[str | int]) -> None:
    types = [type(part) for part in key]
    assert cursors.read(cursors.write(RELEASE, SCOPE, key), RELEASE, SCOPE, types) == key


@pytest.mark.parametrize(
    "key",
    [
        *(["KAZ"], ["KAZ", "1"], [1, "KAZ"], ["KAZ", 1, 1], ["KAZ\0", 1], ["\0", 1], [None, 1], ["KAZ", 1.5]),
        *(["KAZ", 2**63], ["KAZ", -(2**63) - 1]),
    ],
    ids=repr,
)
def test_a_forged_key_is_refused(key: list[object]) -> None:
    """Let anybody make a checksum, which is no secret: the key must be one that the list could have."""
    with pytest.raises(Invalid) as refused:
        cursors.read(cursors.write(RELEASE, SCOPE, key), RELEASE, SCOPE, [str, int])
    assert [(wrong.where, wrong.name) for wrong in refused.value.errors] == [("query", "cursor")]


@pytest.mark.parametrize("payload", [b'["\xff", 1]', b"[" * 9_000, b"", b"\xff"], ids=repr)
def test_a_forged_cursor_that_is_no_text_is_refused(payload: bytes) -> None:
    text = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    checksum = hashlib.sha256(f"{RELEASE}\n{SCOPE}\n{text}".encode()).hexdigest()[:16]
    with pytest.raises(Invalid):
        cursors.read(f"{RELEASE[:12]}.{text}.{checksum}", RELEASE, SCOPE, [str, int])


def test_a_cursor_of_another_question_is_refused_and_one_of_another_release_is_stale() -> None:
    cursor = cursors.write(RELEASE, SCOPE, ["KAZ"])
    with pytest.raises(Invalid, match="another question"):
        cursors.read(cursor, RELEASE, "/v1/areas", [str])
    with pytest.raises(cursors.Stale):
        cursors.read(cursor, "cd" * 32, SCOPE, [str])


def test_what_is_not_found_is_an_id_of_the_path() -> None:
    (fault,) = NotFound("x", "/v1/areas").errors
    assert (fault.where, fault.name, fault.value) == ("path", "id", "x")


def test_no_cache_keeps_a_refusal() -> None:
    assert NotFound("x", "/v1/areas").response().headers["cache-control"] == "no-store"


def test_a_refusal_counts_what_it_does_not_list() -> None:
    fault = RequestFault("query", "q", Problem.MALFORMED_VALUE, "it is wrong", "x", ("y",))
    assert fault.as_json() == {
        "in": "query",
        "name": "q",
        "problem": "malformed-value",
        "value": "x",
        "reason": "it is wrong",
        "did_you_mean": ["y"],
    }
    assert str(Invalid([fault])) == "q: it is wrong"
    many = Invalid([fault] * (MOST_ERRORS + 1), more=2)
    assert len(many.errors) == MOST_ERRORS
    assert str(many).endswith("it is wrong; and 3 more")


class _Dear(Query):
    cheaper = "ask for less"


def _answered(error: Exception, query: str = "", model: type[Query] = TradeFlowFilters) -> tuple[int, dict[str, Any]]:
    route = SimpleNamespace(query_model=model, body_model=None)
    request = Request({"type": "http", "route": route, "query_string": query.encode(), "headers": []})
    handler = next(HANDLERS[kind] for kind in type(error).__mro__ if kind in HANDLERS)
    answer = asyncio.run(handler(request, error))
    return answer.status_code, json.loads(bytes(answer.body))


def test_what_took_too_long_names_the_filters_that_are_cheap() -> None:
    status, problem = _answered(TooSlow("it was stopped"))
    assert (status, problem["detail"]) == (
        503,
        "the question took too long; add reporter, partner, commodity or source",
    )
    assert [(fault["in"], fault["name"]) for fault in problem["errors"]] == [
        ("query", name) for name in TradeFlowFilters.cheap
    ]
    assert _answered(TooSlow("it was stopped"), "partner=CHN")[1]["errors"] == []
    assert _answered(TooSlow("it was stopped"), model=_Dear)[1]["detail"] == "the question took too long; ask for less"


def test_what_the_framework_refuses_becomes_a_problem() -> None:
    large, unreadable, encoded = HTTPException(413), HTTPException(400), HTTPException(400)
    encoded.__cause__ = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid")
    told = {error: (_answered(error)[0], _answered(error)[1]["detail"]) for error in (large, unreadable, encoded)}
    assert told == {
        large: (413, "the body is larger than this path takes"),
        unreadable: (400, "the request cannot be read"),
        encoded: (400, "the body is not UTF-8"),
    }
