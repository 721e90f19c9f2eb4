"""Tests of tests: of small faults put into the code that everything stands on, nine in ten make a test fail."""

import ast
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.figures import Figure
from tests.mutation.mutants import ROOT, compiled, mutants
from tests.mutation.running import KILLED, NOT_MADE, UNREACHED

SURVIVORS = Path(__file__).with_name("survivors.toml")
LEAST = 0.9
_OF_THE_WEB = " ".join(
    [f"tests/web/test_{name}.py" for name in ("names", "refusals", "filters", "ranges", "metrics", "logs")]
    + [f"tests/conformance/test_{name}.py" for name in ("http", "lists", "docs_page")]
)
_OF_VOCABULARY = "tests/vocabulary tests/reasoning tests/golden tests/views/test_verify.py tests/views/test_read.py"
_OF_REASONING = (
    "tests/reasoning --ignore=tests/reasoning/reader --ignore=tests/reasoning/test_tightness.py "
    "--ignore=tests/reasoning/test_intervals.py tests/golden/test_golden.py tests/resources/test_summary.py "
    "tests/views/test_verify.py tests/views/test_kinds.py tests/views/test_claims.py tests/views/test_checks.py "
    "tests/views/test_sentences.py"
)
_OF_LOADING = "load shape proof faults reference drafts places figures followed hostile"
_OF_STATISTICS = "comtrade reading flows importing"
_REASONING = {"check": 7, "derive": 3, "sentences": 25, "sums": 3, "verify": 11, "__init__.py": 1}
"""So many of each as there are among 120 of all reasoning, the reader's 70 apart."""
ROOMS = {
    "vocabulary": ({"app/vocabulary": 80}, f"{_OF_VOCABULARY} tests/web/test_names.py"),
    "reasoning": ({f"app/reasoning/{room}": most for room, most in _REASONING.items()}, _OF_REASONING),
    "the reader": ({"app/reasoning/reader": 70}, "tests/reasoning/reader tests/golden/test_readings.py"),
    "cursors and errors": (
        {"app/web/questions/cursors.py": 25, "app/web/errors.py": 25, "app/web/handlers.py": 30},
        _OF_THE_WEB,
    ),
    "loaders": (
        {"app/loading": 70},
        " ".join(
            [f"tests/loading/test_{name}.py" for name in _OF_LOADING.split()]
            + [f"tests/loading/statistics/test_{name}.py" for name in _OF_STATISTICS.split()]
            + ["tests/web/test_as_of.py", "tests/cli/test_backup.py", "tests/cli/test_imports.py"]
        ),
    ),
}
"""How many mutants are drawn from which modules, and the tests that are to find them."""


@pytest.mark.trial
@pytest.mark.timeout(14_400)
@pytest.mark.parametrize("room", ROOMS)
def test_nine_in_ten_mutants_are_killed(room: str, tmp_path: Path, cache: pytest.Cache, figure: Figure) -> None:
    rooms, tests = ROOMS[room]
    fates = _fates(tmp_path, rooms, tests.split(), cache.mkdir("mutants") / "known.json")
    counted = Counter(fates.values())
    made = len(fates) - counted[NOT_MADE]
    survivors = sorted(name for name, fate in fates.items() if fate not in (KILLED, NOT_MADE))
    without = [name for name in survivors if name not in _reasons()]
    assert counted[KILLED] >= LEAST * made, "\n".join(without)
    told = f"{len(survivors)} survive, {len(survivors) - len(without)} with their reasons in `survivors.toml`"
    figure(f"Mutants killed: {room}", f"{counted[KILLED]} of {made} ({counted[KILLED] / made:.1%}); {told}")
    sys.stdout.write("".join(f"survived without a reason: {name}\n" for name in without))


def _fates(folder: Path, rooms: dict[str, int], tests: Sequence[str], known: Path | None = None) -> dict[str, str]:
    path = folder / "fates.json"
    plugin = ["-p", "tests.mutation.running", "--rooms", json.dumps(rooms), "--killed", str(path)]
    plugin += ["--known", str(known)] if known else []
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--assert=plain", *plugin, *tests]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout[-4_000:] + run.stderr[-4_000:]
    fates: dict[str, str] = json.loads(path.read_text())
    return fates


def _reasons() -> dict[str, str]:
    listed = tomllib.loads(SURVIVORS.read_text("utf-8"))["survivor"]
    return {one["name"]: one["reason"] for one in listed}


def test_survivors_have_a_reason_each() -> None:
    reasons = _reasons()
    assert all(len(reason) > 10 for reason in reasons.values())
    assert all((ROOT / name.partition(":")[0]).is_file() for name in reasons)


@pytest.mark.trial
def test_mutants_live_where_no_test_comes(tmp_path: Path) -> None:
    """Show that the trial can fail: the tests of periods know nothing of how quantities are stored."""
    rooms = {"app/vocabulary/period.py": 1, "app/vocabulary/codec.py": 1}
    fates = _fates(tmp_path, rooms, ["tests/vocabulary/test_period.py"])
    assert sorted(fates.values()) == [KILLED, UNREACHED]


def test_mutants_are_compiled_and_differ_in_one_place() -> None:
    path = ROOT / "app/web/questions/cursors.py"
    every, tree = mutants(path), ast.unparse(ast.parse(path.read_text()))
    assert len({one.name for one in every}) == len(every) > 10
    assert all(one.before != one.after for one in every)
    assert compiled(every[0]).co_filename == str(path)
    assert ast.unparse(ast.parse(path.read_text())) == tree
