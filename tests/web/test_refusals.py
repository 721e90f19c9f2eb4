"""Cursors that no answer gave are refused where they are read, whatever the checksum says; and what a refusal is."""

import pytest

from app.vocabulary.terms import Problem
from app.web.errors import MOST_ERRORS, Invalid, NotFound, RequestFault
from app.web.questions import cursors

RELEASE, SCOPE = "ab" * 32, "/v1/areas?kind=country"


@pytest.mark.parametrize(
    "key", [["KAZ"], ["KAZ", 1], ["K" * 10, 10**12]], ids=["one part", "two parts", "of another length"]
)
def test_a_key_is_read_as_it_was_written(key: list[str | int]) -> None:
    types = [type(part) for part in key]
    assert cursors.read(cursors.write(RELEASE, SCOPE, key), RELEASE, SCOPE, types) == key


@pytest.mark.parametrize(
    "key",
    [["KAZ"], ["KAZ", "1"], [1, "KAZ"], ["KAZ", 1, 1], ["KAZ\0", 1], ["\0", 1], [None, 1], ["KAZ", 1.5]],
    ids=repr,
)
def test_a_forged_key_is_refused(key: list[object]) -> None:
    """Let anybody make a checksum, which is no secret: the key must be one that the list could have."""
    with pytest.raises(Invalid) as refused:
        cursors.read(cursors.write(RELEASE, SCOPE, key), RELEASE, SCOPE, [str, int])
    assert [(wrong.where, wrong.name) for wrong in refused.value.errors] == [("query", "cursor")]


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
