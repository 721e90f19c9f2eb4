"""A server that is told to stop ends in time, and cuts no body so that it looks complete."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile

import pytest

from app.cli.serving import STOP_SECONDS
from tests.figures import Figure
from tests.outages.service import COMMAND, HTTP_OK, ask, environment, listening_port

pytestmark = [pytest.mark.trial, pytest.mark.timeout(300)]

EXPORT = "/v1/commodities.jsonl"
STUCK = 40
"""Readers that take nothing of some megabytes each: what the machine itself holds for a connection does not count."""


@contextmanager
def running(url: str, **settings: object) -> Iterator[tuple["subprocess.Popen[bytes]", int]]:
    with TemporaryFile("a+") as told:
        process = subprocess.Popen(
            [COMMAND, "serve"], env=environment(url, **settings), stdout=told, stderr=subprocess.STDOUT
        )
        try:
            yield process, listening_port(process, told)
        finally:
            process.kill()
            process.wait()


def stuck(port: int, path: str = EXPORT) -> socket.socket:
    """Ask, and read nothing."""
    asking = socket.socket()
    asking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    asking.connect(("127.0.0.1", port))
    asking.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return asking


def ended(process: "subprocess.Popen[bytes]") -> float:
    """Tell a server to stop, and give how long that took."""
    start = time.monotonic()
    process.terminate()
    process.wait(60)
    return time.monotonic() - start


def is_whole(asking: socket.socket, right: bytes) -> bool:
    """Read what comes to its end; say whether it is whole: one that is not must show it."""
    response = http.client.HTTPResponse(asking)
    try:
        response.begin()
        body = response.read()
    except (http.client.HTTPException, OSError):
        return False
    assert body == right
    return True


@pytest.mark.parametrize("workers", [1, 2])
def test_readers_that_are_stuck(seed_sqlite: Path, figure: Figure, workers: int) -> None:
    with running(f"sqlite:///{seed_sqlite}", workers=workers, max_exports=100) as (process, port):
        right = ask(port, EXPORT).body
        readers = [stuck(port) for _ in range(STUCK)]
        time.sleep(3)
        took = ended(process)
        whole = [is_whole(reader, right) for reader in readers]
        for reader in readers:
            reader.close()
    assert took < STOP_SECONDS + 1
    figure(
        f"SIGTERM with {STUCK} readers that are stuck, {workers} workers, grace {STOP_SECONDS} s",
        f"ended after {took:.2f} s; {whole.count(True)} bodies whole, {whole.count(False)} that show that they are cut",
    )


def test_what_runs_is_finished_and_nothing_new_is_taken(seed_sqlite: Path, figure: Figure) -> None:
    with running(f"sqlite:///{seed_sqlite}", cache_bytes=0) as (process, port):
        right = ask(port, EXPORT).body
        with closing(stuck(port)) as reader:
            whole: list[bool] = []
            time.sleep(1)
            process.send_signal(signal.SIGTERM)
            time.sleep(1)
            refused = ask(port, "/live").status
            reading = threading.Thread(target=lambda: whole.append(is_whole(reader, right)))
            reading.start()
            reading.join()
            process.wait(60)
    assert (refused, whole) == (0, [True])
    assert process.returncode in {0, -signal.SIGTERM, 128 + signal.SIGTERM}
    figure("SIGTERM while a client reads", "what it asked for came whole; a new connection was refused")


def test_a_read_only_machine_is_enough(seed_sqlite: Path, figure: Figure) -> None:
    """Every file system is read-only to the server: nothing but the release is needed."""
    script = (
        "mount --make-rprivate / && for at in / $(cut -d' ' -f2 /proc/mounts); do"
        ' mount -o remount,bind,ro "$at" 2>/dev/null; done; ! touch /tmp/x "$0" 2>/dev/null && exec "$1" serve'
    )
    alone = ["unshare", "--mount", "sh", "-c", script, str(seed_sqlite), COMMAND]
    if os.geteuid() or subprocess.run([*alone[:2], "true"], check=False, capture_output=True).returncode:
        pytest.skip("##### NO RIGHT TO MOUNT: a read-only machine was not tried")
    with TemporaryFile("a+") as told:
        process = subprocess.Popen(
            alone, env=environment(f"sqlite:///{seed_sqlite}"), stdout=told, stderr=subprocess.STDOUT
        )
        try:
            port = listening_port(process, told)
            asked = ("/ready", "/v1/events", EXPORT, "/v1/dataset.zip", "/v1/relations/KAZ/CHN", "/")
            statuses = {path: ask(port, path).status for path in asked}
        finally:
            process.kill()
            process.wait()
    assert set(statuses.values()) == {HTTP_OK}, statuses
    figure("Served where every file system is read-only", f"{len(statuses)} of {len(statuses)} paths right")
