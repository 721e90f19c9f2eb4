"""What is locked can be listed and audited, and an audit that could not be made never looks like one."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.audit import FOUND, LOCKS, NOT_AUDITED, judge, locked, rounds

ROOT = Path(__file__).parents[1]
NAMED = {"one==1.0", "two==2.0"}
ONE = {"name": "one", "version": "1.0", "vulns": []}
TWO = {"name": "two", "version": "2.0", "vulns": []}
SKIPPED = {"name": "two", "skip_reason": "not found"}
KNOWN = TWO | {"vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}


@pytest.mark.parametrize(
    ("told", "code", "said"),
    [
        ([ONE, TWO], 0, "2 of 2 packages audited, no advisory is known"),
        ([ONE, KNOWN], FOUND, "two 2.0: CVE-1, mended in 2.1"),
        ([ONE, SKIPPED], NOT_AUDITED, "NOT AUDITED: 1 of 2 packages audited; missing: two==2.0"),
        ([ONE], NOT_AUDITED, "NOT AUDITED: 1 of 2"),
        ([ONE, TWO | {"version": "1.9"}], NOT_AUDITED, "NOT AUDITED: 1 of 2"),
        ([], NOT_AUDITED, "NOT AUDITED: 0 of 2"),
        (None, NOT_AUDITED, "NOT AUDITED: 0 of 2"),
    ],
)
def test_what_was_not_audited_is_said(told: list[dict[str, Any]] | None, code: int, said: str) -> None:
    found, lines = judge(NAMED, None if told is None else {"dependencies": told})
    assert (found, lines[0].startswith(said)) == (code, True), lines


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_is_seen(lock: str) -> None:
    blocks = re.findall(r"^\S+==\S+ .*\n +--hash=", (ROOT / lock).read_text(), re.MULTILINE)
    assert len(locked(ROOT / lock)) == len(blocks) > 2


@pytest.mark.parametrize("lock", LOCKS)
def test_no_round_has_a_package_twice_and_all_are_in_one(lock: str, tmp_path: Path) -> None:
    seen: set[str] = set()
    for number, text in enumerate(rounds(ROOT / lock)):
        one = tmp_path / f"{number}.txt"
        one.write_text(text)
        names = re.findall(r"^([A-Za-z0-9._-]+)(?:\[.+?\])?==", text, re.MULTILINE)
        assert len(names) == len(set(names)) == len(re.findall(r"==.*\\\n +--hash=", text))
        seen |= locked(one)
    assert seen == locked(ROOT / lock)


def test_without_a_network_nothing_is_audited(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")
    nowhere = {
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "PATH": "",
        "HOME": str(tmp_path),
    }
    command = (sys.executable, "-m", "tests.audit", lock)
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=nowhere)
    assert (done.returncode, "NOT AUDITED: 0 of 1 packages audited; missing: six==1.17.0" in done.stdout) == (
        3,
        True,
    ), done


@pytest.mark.trial
def test_the_bill_of_materials_is_valid_and_whole(tmp_path: Path) -> None:
    made = tmp_path / "sbom.json"
    command = ("make", "-s", "sbom", f"SBOM={made}", "-o", ".venv/test.stamp")
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    bill = json.loads(made.read_text())
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "tradefacts")
    assert {f"{one['name']}=={one['version']}" for one in bill["components"]} == locked(ROOT / "requirements.txt")
    for one in bill["components"]:
        assert one["purl"] == f"pkg:pypi/{one['name']}@{one['version']}"
        assert all(part["hashes"] for part in one["externalReferences"])
