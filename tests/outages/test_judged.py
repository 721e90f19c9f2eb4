"""The controls of the outages: what no outage may bring is seen where it is."""

import logging
import socket
from dataclasses import replace

import pytest

from app.web.edge.logs import make_formatter
from tests.outages.service import LIVE, LONGEST, Answer, Watch, is_unexpected
from tests.outages.test_stopping import is_whole

RIGHT = Answer("/v1/events", 200, b"right")
REFUSED = Answer("/v1/events", 503, retry_after="1", media_type="application/problem+json")
ALIVE = Answer("/live", 200)
WRONG = {
    "a wrong body": replace(RIGHT, body=b"wrong"),
    "a 500": replace(REFUSED, status=500),
    "a dropped connection": Answer("/v1/events", 0),
    "a 503 that does not say when": replace(REFUSED, retry_after=None),
    "a 503 as text": replace(REFUSED, media_type="text/plain"),
    "a right answer, late": replace(RIGHT, seconds=LONGEST),
    "a 503, late": replace(REFUSED, seconds=LONGEST),
}


def watch(answer: Answer = RIGHT, alive: Answer = ALIVE) -> Watch:
    return Watch(0, {"/v1/events": b"right"}, answers=[RIGHT, REFUSED, answer], alive=[ALIVE, alive])


def test_what_is_right_is_held() -> None:
    watch().hold()


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_answer_is_seen(what: str) -> None:
    with pytest.raises(AssertionError):
        watch(WRONG[what]).hold()


@pytest.mark.parametrize("alive", [replace(ALIVE, status=503), replace(ALIVE, seconds=LIVE)], ids=["503", "late"])
def test_a_service_that_seems_dead_is_seen(alive: Answer) -> None:
    with pytest.raises(AssertionError):
        watch(alive=alive).hold()


def line(level: int, event: str, error: Exception | None = None, **said: object) -> str:
    """Write a line as the service does."""
    told = (type(error), error, None) if error else None
    record = logging.LogRecord("tradefacts", level, __file__, 1, event, (), told)
    vars(record).update(said)
    return make_formatter("json").format(record)


def test_what_nobody_expected_in_the_log_is_seen() -> None:
    expected = (
        "tradefacts serves http://127.0.0.1:1, with its documentation",
        line(logging.INFO, "Application startup complete."),
        line(logging.WARNING, "request", status=503, reason="no server"),
    )
    unexpected = (
        "Exception ignored in: <function BaseConnection.__del__>",
        "Traceback (most recent call last):",
        line(logging.ERROR, "request", status=500),
        line(logging.WARNING, "Invalid HTTP request received."),
        line(logging.ERROR, "the release in force cannot be seen"),
        line(logging.INFO, "whatever", KeyError("x")),
        line(logging.WARNING, "request", KeyError("x"), status=503, reason="no server"),
    )
    assert [one for one in expected if is_unexpected(one)] == []
    assert [one for one in unexpected if not is_unexpected(one)] == []


CHUNKED = "Transfer-Encoding: chunked"


def is_whole_as_sent(head: str, body: str) -> bool:
    """Say whether what comes is whole, where the right body is `right`."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}".encode())
        theirs.shutdown(socket.SHUT_WR)
        return is_whole(ours, b"right")


def test_whole_bodies_and_those_that_show_that_they_are_cut() -> None:
    assert is_whole_as_sent("Content-Length: 5", "right")
    assert is_whole_as_sent(CHUNKED, "5\r\nright\r\n0\r\n\r\n")
    cut = (("Content-Length: 5", "rig"), (CHUNKED, "5\r\nright\r\n"), (CHUNKED, "5\r\nri"))
    assert not any(is_whole_as_sent(*one) for one in cut)


@pytest.mark.parametrize(
    ("head", "body"),
    [("Content-Length: 3", "rig"), (CHUNKED, "3\r\nrig\r\n0\r\n\r\n"), ("Connection: close", "rig")],
)
def test_a_cut_body_that_looks_complete_is_seen(head: str, body: str) -> None:
    with pytest.raises(AssertionError):
        is_whole_as_sent(head, body)
