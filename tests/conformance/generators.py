"""What makes clients of the document and reads its tables, in an environment of its own that `make trial` makes."""

import subprocess
import sys
from pathlib import Path

import pytest

CLIENTS = Path(__file__).parent / "clients"
PYTHON = CLIENTS / ".env" / "bin" / "python"
_MODULE_CONFIG = "post_hooks: []\ncontent_type_overrides: {application/zip: application/octet-stream}\n"
"""As `docs/for-integrators.md` has it: this generator knows packed files by no other name."""


def python(within: Path, *command: str | Path) -> str:
    """Run a command with this environment's Python and give what it said; fail with that, or skip aloud without it."""
    if not PYTHON.exists():
        message = f"##### NO CLIENT WAS MADE OR TRIED: {PYTHON.parents[1]} is not there; `make trial` makes it #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    done = subprocess.run([PYTHON, *command], cwd=within, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def by_module(within: Path) -> str:
    """Make the package `by_module` with openapi-python-client; give what it said."""
    (within / "config.yaml").write_text(_MODULE_CONFIG)
    options = ("--path", "openapi.json", "--meta", "none", "--config", "config.yaml")
    return python(within, "-m", "openapi_python_client", "generate", *options, "--output-path", "by_module")


def by_class(within: Path) -> str:
    """Make the package `by_class` with openapi-generator; give what it said."""
    return openapi_generator(within, "python", "--package-name", "by_class")


def openapi_generator(within: Path, language: str, *options: str) -> str:
    """Make a client with openapi-generator, whose Java is in the environment; give what it said."""
    start = "import sys, openapi_generator_cli as made; sys.exit(made.run(sys.argv[1:]).returncode)"
    return python(within, "-c", start, "generate", "-i", "openapi.json", "-g", language, "-o", ".", *options)
