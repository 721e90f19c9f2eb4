"""`python -m tests.audit`: whether advisories are known about anything that is locked, and whether anybody could say.

pip-audit skips a package that no advisory service knows or that none was reached for, and ends with 0 all the same: so
what was audited is counted against the lock. Ends with 0 where all was and nothing is known, 1 where something is
known, 3 where not all was audited.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from packaging.requirements import Requirement

LOCKS: Final = ("requirements.txt", "requirements-build.txt", "requirements-test.txt")
FOUND: Final = 1
NOT_AUDITED: Final = 3
_MARKER: Final = re.compile(r" ; [^\\\n]*")


def for_all(lock: Path) -> str:
    """Give the text of a lock without its markers, so that what is for other platforms is audited too."""
    return _MARKER.sub(" ", lock.read_text())


def locked(lock: Path) -> set[str]:
    """Give what a lock names, as name and version, whatever platform it is for."""
    wanted = (Requirement(line.split()[0]) for line in for_all(lock).splitlines() if line[:1].isalnum())
    return {f"{one.name}=={next(iter(one.specifier)).version}" for one in wanted}


def judge(named: set[str], report: dict[str, Any] | None) -> tuple[int, list[str]]:
    """Give how an audit ends, and what it says, from what was to be audited and the report of pip-audit, if any."""
    told = report["dependencies"] if report else []
    audited = {f"{one['name']}=={one['version']}" for one in told if "skip_reason" not in one} & named
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, mended in {', '.join(known['fix_versions']) or 'no version'}"
        for one in told
        for known in one.get("vulns", ())
    ]
    count = f"{len(audited)} of {len(named)} packages audited"
    if lines:
        return FOUND, [*lines, count]
    if not named or audited < named:
        return NOT_AUDITED, [f"NOT AUDITED: {count}; missing: {', '.join(sorted(named - audited)) or 'all'}"]
    return 0, [f"{count}, no advisory is known"]


def audit(lock: Path) -> tuple[int, list[str]]:
    """Ask pip-audit about a lock, which installs nothing."""
    with TemporaryDirectory() as folder:
        told, wanted = Path(folder) / "report.json", Path(folder) / lock.name
        wanted.write_text(for_all(lock))
        options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10")
        command = (sys.executable, "-m", "pip_audit", "-r", wanted, *options, "-f", "json", "-o", told)
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        report = json.loads(told.read_text()) if told.exists() and told.stat().st_size else None
    code, lines = judge(locked(lock), report)
    reasons = done.stderr.strip().splitlines()[-1:] if report is None else []
    return code, [f"{lock.name}: {line}" for line in (*reasons, *lines)]


def main(locks: Iterable[str]) -> int:
    """Audit every lock and print what was found; the gravest outcome is the exit code."""
    ends = [audit(Path(lock)) for lock in locks]
    for _, lines in ends:
        print("\n".join(lines))  # noqa: T201  # for who runs it
    codes = [code for code, _ in ends]
    return FOUND if FOUND in codes else max(codes, default=NOT_AUDITED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or LOCKS))
