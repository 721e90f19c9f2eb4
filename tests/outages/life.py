"""Asks `/live` of a port twenty times a second until its input ends; prints each status with the seconds it took."""

import select
import sys

from tests.outages.service import ask

if __name__ == "__main__":
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        answer = ask(int(sys.argv[1]), "/live")
        print(answer.status, answer.seconds, flush=True)  # noqa: T201  # the report
