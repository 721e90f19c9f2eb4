"""Asks `/live` of a port twenty times a second until its input ends; prints each status with the seconds it took."""

import select
import sys
import time
from http.client import HTTPConnection

if __name__ == "__main__":
    while not select.select([sys.stdin], [], [], 0.05)[0]:
        start = time.monotonic()
        connection = HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=60)
        connection.request("GET", "/live")
        status = connection.getresponse().status
        print(status, time.monotonic() - start, flush=True)  # noqa: T201  # the report
        connection.close()
