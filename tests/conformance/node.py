"""Tools from the npm registry, in exact versions, kept in a folder of their own outside the tree."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGES = (
    "@redocly/cli@2.77.0",
    "@stoplight/spectral-cli@6.16.3",
    "axe-core@4.14.1",
    "openapi-fetch@0.17.0",
    "openapi-typescript@7.13.0",
    "typescript@5.9.3",
)
_PATIENCE = ("--fetch-retries=1", "--fetch-timeout=60000")
_LIMIT_SECONDS = 300


def tools() -> Path:
    """Give the folder that holds `node_modules`, filled at the first use; skip, and say so, where that cannot be."""
    if not shutil.which("npm"):
        _skip("npm is not installed")
    folder = _cache() / hashlib.sha256(" ".join(PACKAGES).encode()).hexdigest()[:12]
    if not folder.exists():
        making = folder.with_name(f"{folder.name}-{os.getpid()}")
        command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", *_PATIENCE, "--prefix", str(making)]
        done = subprocess.run(
            [*command, *PACKAGES], capture_output=True, text=True, check=False, timeout=_LIMIT_SECONDS
        )
        if done.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            _skip(f"the registry cannot be reached: {done.stderr.strip().splitlines()[:1]}")
        try:
            making.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(making)
    return folder


def run(command: str, *arguments: str | Path, within: Path) -> str:
    """Run one of the tools and give what it printed; fail with that when the tool does."""
    program = tools() / "node_modules" / ".bin" / command
    done = subprocess.run([program, *arguments], cwd=within, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _cache() -> Path:
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tradefacts-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _skip(reason: str) -> None:
    message = f"##### NO TOOLS FROM NPM: {reason}; the document was not linted and no TypeScript client was made #####"
    print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
    pytest.skip(message)
