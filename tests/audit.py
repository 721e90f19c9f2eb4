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


def rounds(lock: Path) -> list[str]:
    """Give the texts to ask about: pip-audit takes no package twice, and a lock has some in a version a platform."""
    blocks = re.findall(r"^[A-Za-z0-9].*(?:\n .*)*", for_all(lock), re.MULTILINE)
    texts: list[dict[str, str]] = []
    for block in blocks:
        name = Requirement(block.split()[0]).name
        text = next((one for one in texts if name not in one), None)
        if text is None:
            texts.append(text := {})
        text[name] = block
    return ["\n".join(text.values()) + "\n" for text in texts]


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


def ask(text: str) -> tuple[list[dict[str, Any]], str]:
    """Ask pip-audit about a text, which installs nothing; return what it tells of packages, or why it does not."""
    with TemporaryDirectory() as folder:
        told, wanted = Path(folder) / "report.json", Path(folder) / "requirements.txt"
        wanted.write_text(text)
        options = ("--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "10")
        command = (sys.executable, "-m", "pip_audit", "-r", wanted, *options, "-f", "json", "-o", told)
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if told.exists() and told.stat().st_size:
            return json.loads(told.read_text())["dependencies"], ""
    return [], (done.stderr.strip().splitlines() or ["pip-audit told nothing"])[-1]


def audit(lock: Path) -> tuple[int, list[str]]:
    """Ask about all of a lock, and judge what was told."""
    answers = [ask(text) for text in rounds(lock)]
    code, lines = judge(locked(lock), {"dependencies": [one for told, _ in answers for one in told]})
    return code, [f"{lock.name}: {line}" for line in (*filter(None, (reason for _, reason in answers)), *lines)]


def main(locks: Iterable[str]) -> int:
    """Audit every lock and print what was found; the gravest outcome is the exit code."""
    ends = [audit(Path(lock)) for lock in locks]
    for _, lines in ends:
        print("\n".join(lines))  # noqa: T201  # for who runs it
    codes = [code for code, _ in ends]
    return FOUND if FOUND in codes else max(codes, default=NOT_AUDITED)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or LOCKS))
