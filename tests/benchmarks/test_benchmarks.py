"""The benchmarks run: each measure at its smallest size, so that they do not rot. Their figures mean nothing here."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import report
from benchmarks.data import SIZES, Rows
from benchmarks.report import Line

ROOT = Path(__file__).parents[2]
TOOLS = ("wrk", "taskset", "sqlite3", "npm", "make")


def line(ratio: float, wanted: float | None, *, at_most: bool = False) -> Line:
    return Line(what="a page", ours="1", beside="2", theirs="3", ratio=ratio, wanted=wanted, at_most=at_most)


def test_lines_say_whether_they_hold() -> None:
    assert str(line(1.2, 1.0)) == "| a page | 1 | 2 | 3 | 1.20 | at least 1 | held |"
    assert str(line(0.9, 1.0)).endswith("| at least 1 | **missed** |")
    assert str(line(1.2, 1.0, at_most=True)).endswith("| at most 1 | **missed** |")
    assert str(line(1.2, None)).endswith("| 1.20 |  |  |")


def test_results_replace_those_of_their_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = tmp_path / "performance.md"
    document.write_text("a\n<!-- bench 1m -->\nold\n<!-- end 1m -->\nb\n<!-- bench 10m -->\nkept\n<!-- end 10m -->\n")
    monkeypatch.setattr(report, "_DOCUMENT", document)
    report.write("1m", [line(1, 1)])
    written = document.read_text()
    assert "old" not in written
    assert "kept" in written
    assert f"{line(1, 1)}\n<!-- end 1m -->\nb\n" in written
    with pytest.raises(SystemExit, match="no place marked"):
        report.write("2m", [])


def test_rows_are_distinct_and_shuffled_without_loss() -> None:
    rows = Rows("10k")
    ordered = list(rows.in_order())
    assert len({row[:5] for row in ordered}) == len(ordered) == SIZES["10k"]
    assert sorted(rows.shuffled()) == sorted(ordered)
    assert list(rows.shuffled()) != ordered


def _run(*command: str) -> str:
    """Run a command that measures; skip, and say so, where what it needs is missing."""
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing or sys.platform != "linux":
        message = f"##### NO BENCHMARKS: {', '.join(missing) or 'Linux'} is not there #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return " ".join(re.findall(r"(?m)^\| (.*?) \|", done.stdout))


@pytest.mark.trial
@pytest.mark.timeout(1500)
def test_every_measure_can_be_taken() -> None:
    said = _run("make", "-s", "bench", "SIZE=10k", "ARGS=--rounds 1 --seconds 1")
    for measure in ("page again", "304", "page, 8 columns", "summary", "CSV", "import", "peak memory"):
        assert measure in said


@pytest.mark.trial
@pytest.mark.timeout(1500)
def test_two_checkouts_can_be_compared() -> None:
    said = _run(sys.executable, "-m", "benchmarks.versus", ".", "10k", "--rounds", "1")
    for question in ("page", "20 ids", "agreements by area", "relations", "page, cached"):
        assert question in said
