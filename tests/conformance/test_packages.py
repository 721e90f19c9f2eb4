"""What others made to check packages and catalogues find nothing wrong with ours."""

import re
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from tests.conformance.generators import PYTHON
from tests.conformance.live import Server

pytestmark = pytest.mark.trial  # the validators are installed by `make trial`, in an environment of their own

DOCUMENT = (Path(__file__).parents[2] / "docs" / "for-integrators.md").read_text()
(IN_PANDAS,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
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
import csv, io, sys
exec(sys.argv[1])
for name, columns in fields.items():
    text = {field["name"]: "string" for field in columns if field["type"] == "string"}
    table = pd.read_csv(packed.open(name), dtype=text, keep_default_na=False, na_values=[""])
    rows = list(csv.DictReader(io.TextIOWrapper(packed.open(name), "utf-8-sig")))
    for column in text:
        assert table[column].fillna("").tolist() == [row[column] for row in rows], (name, column)
    assert name != "areas.csv" or table.fillna("").equals(areas.fillna(""))
by_code = areas.set_index("code")
assert (by_code.m49["ALB"], by_code.alpha2["NAM"]) == ("008", "NA")
""",
}


@pytest.fixture(scope="module")
def files(sqlite_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packed")
    for name in ("dataset.zip", "catalog.jsonld"):
        (folder / name).write_bytes(httpx2.get(f"{sqlite_server.url}/v1/{name}", timeout=60).content)
    return folder


@pytest.mark.parametrize("tool", CHECKS)
def test_validators_find_nothing_wrong(files: Path, tool: str, sqlite_server: Server) -> None:
    if not PYTHON.exists():
        message = f"##### NOT RUN: {tool} is not there: `make trial` installs it #####"
        print(message, file=sys.__stderr__)  # past pytest's capture: this skip must not go unnoticed
        pytest.skip(message)
    block = IN_PANDAS.replace("http://127.0.0.1:8000", sqlite_server.url)
    done = subprocess.run([PYTHON, "-c", CHECKS[tool], block], cwd=files, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
