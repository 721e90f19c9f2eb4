"""What processes consume, read from /proc: processor time and memory of a process with all that it started."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_SAMPLE_SECONDS: Final = 0.02


def environment(**more: str) -> dict[str, str]:
    """Give the environment of what is measured: ours, and Python may keep what it compiled from one run to the next."""
    return {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **more}


def tree(pid: int) -> Iterator[int]:
    """Go through a process and all its descendants that are alive."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            started = children.read_text().split()
        except OSError:  # the thread has ended since it was listed
            continue
        for child in started:
            yield from tree(int(child))


def cpu_seconds(*roots: int) -> float:
    """Add up user and system time of process trees, those included that have ended and were waited for."""
    ticks = 0
    for pid in (pid for root in roots for pid in tree(root)):
        try:
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, after_name[11:15]))
    return ticks / _TICKS


def memory(root: int, field: str = "VmRSS") -> int:
    """Add up one kind of memory over a process tree, in bytes: VmRSS now, VmHWM at its highest."""
    kilobytes = 0
    for pid in tree(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(f"{field}:"))
    return kilobytes * 1024


def forget_peak(root: int) -> None:
    """Let the highest memory of a process tree count from now on."""
    for pid in tree(root):
        Path(f"/proc/{pid}/clear_refs").write_text("5")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command that ended has cost; `peak` is the most memory of its whole tree at one moment, in bytes."""

    wall_seconds: float
    cpu_seconds: float
    peak: int

    def __str__(self) -> str:
        """Write both times."""
        return f"{self.wall_seconds:.1f} s ({self.cpu_seconds:.1f} s of processors)"


def run(command: Sequence[str | Path], *beside: int, **variables: str) -> Run:
    """Run a command to its end, and count the time of process trees that work for it; raise when it fails."""
    before = cpu_seconds(*beside)
    begun = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603  # our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment(**variables)
    )
    peak = _Peak(process.pid)
    trouble = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {process.returncode}: {trouble.decode()[-2000:]}")
    spent = usage.ru_utime + usage.ru_stime + cpu_seconds(*beside) - before
    return Run(wall, spent, max(peak.stop(), usage.ru_maxrss * 1024))


class _Peak:
    """Watches the memory of a process tree from a thread."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._highest = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_SECONDS):
            self._highest = max(self._highest, memory(self._pid))

    def stop(self) -> int:
        self._over.set()
        self._thread.join()
        return self._highest
