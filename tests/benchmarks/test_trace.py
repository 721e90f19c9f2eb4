"""The tracer counts each function once, in every thread, and only where it was told to look."""

import threading
from pathlib import Path

from benchmarks.trace import Trace, Tracer, installed


def _one() -> list[int]:
    return [_two(number) for number in range(3)]


def _two(number: int) -> int:
    return number


def _run_in_a_thread() -> None:
    thread = threading.Thread(target=_one)
    thread.start()
    thread.join()


def _trace(folder: Path) -> Trace:
    with installed(Tracer(folder)) as tracer:
        _one()
        return tracer.trace(_run_in_a_thread)


def test_functions_count_once_and_in_every_thread() -> None:
    trace = _trace(Path(__file__).parent)
    assert {code.co_name for code in trace.codes} - {"<listcomp>"} == {"_run_in_a_thread", "_one", "_two"}
    assert trace.files == 1
    assert str(trace) == f"1 | {trace.functions}"


def test_other_folders_do_not_count() -> None:
    assert _trace(Path(__file__).parent / "elsewhere") == Trace(frozenset())
