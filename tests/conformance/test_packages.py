"""What others made to check packages and catalogues find nothing wrong with ours."""

import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.conformance.generators import PYTHON
from tests.conformance.live import Server

pytestmark = pytest.mark.trial  # the validators are installed by `make trial`, in an environment of their own

CHECKS = {
    "frictionless": """
import sys
from frictionless import Package
report = Package("dataset.zip").validate()
sys.exit(0 if report.valid and len(report.tasks) > 10 else str(report.flatten(["type", "message"])[:5]))
""",
    "mlcroissant": """
import sys
import mlcroissant
found = mlcroissant.Dataset("catalog.jsonld").metadata
wrong = found.issues.errors or found.issues.warnings
sys.exit(found.issues.report() if wrong or len(found.record_sets) < 10 else 0)
""",
    "pandas": """
import json, zipfile
import pandas
packed = zipfile.ZipFile("dataset.zip")
for one in json.loads(packed.read("datapackage.json"))["resources"]:
    types = {field["name"]: "string" for field in one["schema"]["fields"] if field["type"] == "string"}
    table, text = (pandas.read_csv(packed.open(one["path"]), dtype=kinds) for kinds in (types, str))
    for name in types:
        assert table[name].fillna("").tolist() == text[name].fillna("").tolist(), (one["name"], name)
    if one["name"] == "areas":
        assert table.set_index("code").m49["ALB"] == "008"
""",
}


@pytest.fixture(scope="module")
def files(sqlite_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    for name in ("dataset.zip", "catalog.jsonld"):
        (folder / name).write_bytes(httpx2.get(f"{sqlite_server.url}/v1/{name}", timeout=60).content)
    return folder


@pytest.mark.parametrize("tool", CHECKS)
def test_validators_find_nothing_wrong(files: Path, tool: str) -> None:
    if not PYTHON.exists():
        message = f"##### NOT RUN: {tool} is not there: `make trial` installs it #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    done = subprocess.run([PYTHON, "-c", CHECKS[tool]], cwd=files, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
