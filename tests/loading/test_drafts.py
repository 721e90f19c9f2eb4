"""Drafts of dossiers: they lint as they stand, and hold what an editor would write."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import app
from app.loading import read
from app.loading.dossiers import Dossier, DossierFile, Seed
from app.loading.dossiers.checks import Retained, check_seed
from app.loading.dossiers.proof import prove
from app.loading.drafts import draft
from app.loading.reference import Reference
from app.settings import bundled
from tests.figures import Figure
from tests.reasoning.reader.scores import stated_in

TEXTS = sorted((Path(__file__).parents[1] / "reasoning/reader/texts").glob("*.toml"))[::4]
AS_ENTRIES = "# quantity = "
SAID = (
    "By Kazakh statistics, Kazakhstan's exports to China exceeded $13 billion in 2022 and rose by 34.7% in 2022.\n"
    "Some 20 firms came from Xi'an.\n"
)


def _drafted(written: str) -> list[Mapping[str, Any]]:
    """Return the quantities of a draft, those in comments too."""
    commented = [line.removeprefix("# ") for line in written.splitlines() if line.startswith(AS_ENTRIES)]
    every = [tomllib.loads(text, parse_float=Decimal) for text in (written, *commented)]
    return [quantity for part in every for quantity in stated_in(part)]


def _faults(drafts: Mapping[str, str], folder: Path, reference: Reference) -> list[str]:
    for name, written in drafts.items():
        (folder / f"{name}.toml").write_text(written, encoding="utf-8")
    files = (DossierFile(f"{name}.toml", read(folder / f"{name}.toml", Dossier)) for name in drafts)
    return [str(fault) for fault in check_seed(Seed(tuple(files), reference), Retained())]


def test_the_drafts_of_texts_lint(tmp_path: Path, bundled_codes: Reference) -> None:
    texts = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["text"] for path in TEXTS}
    drafts = {name: draft(text, name, bundled_codes) for name, text in texts.items()}
    assert _faults(drafts, tmp_path, bundled_codes) == []


def test_the_draft_of_the_article_has_the_quantities_of_its_dossier(
    article_copy: Path, bundled_codes: Reference, figure: Figure
) -> None:
    seed = bundled("seed") / "timesca-565m.toml"
    stated = [one for one in stated_in(tomllib.loads(seed.read_text(), parse_float=Decimal)) if "at" in one]
    text = article_copy.read_text(encoding="utf-8")
    found = _drafted(draft(text, "drafted", bundled_codes))
    assert all(text.startswith(one["quote"], one["at"]) for one in found)
    right = [one for one in stated if any(_is_same(one, other) for other in found)]
    figure("draft of the article", f"{len(right)} of {len(stated)} quantities with value, unit, hedge and place")
    assert len(right) >= 0.8 * len(stated)


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    overlap = one["at"] < other["at"] + len(other["quote"]) and other["at"] < one["at"] + len(one["quote"])
    equal = Fraction(str(one["value"])) == Fraction(str(other["value"]))
    return overlap and equal and (one["unit"], one["qualifier"]) == (other["unit"], other["qualifier"])


def test_what_is_sure_is_an_entry_and_proved(tmp_path: Path, bundled_codes: Reference) -> None:
    written = draft(SAID, "drafted", bundled_codes)
    assert _faults({"drafted": written}, tmp_path, bundled_codes) == []
    dossier = read(tmp_path / "drafted.toml", Dossier)
    (flow,) = dossier.trade_flows
    assert (flow.reporter, flow.partner, flow.flow, flow.period) == ("KAZ", "CHN", "export", "2022")
    assert flow.basis.compiled_by == "KAZ"
    assert flow.primary_value is not None
    assert flow.growth is not None
    assert (flow.primary_value.value, str(flow.primary_value.qualifier)) == (Fraction(13 * 10**9), "more_than")
    assert (flow.growth.value, flow.growth.quote) == (Fraction("34.7"), "34.7%")
    assert [one["value"] for one in _drafted(written)] == [13_000_000_000, Decimal("34.7"), 20]
    proof = prove(dossier, SAID.encode())
    assert {found.whereabouts for found in proof.found} == {"at its place"}


@pytest.mark.parametrize(
    ("name", "options", "source"), [("A Text.txt", [], "a-text"), ("x.txt", ["--id", "mine"], "mine")]
)
def test_the_command_prints_a_draft(tmp_path: Path, name: str, options: list[str], source: str) -> None:
    path = tmp_path / name
    path.write_text(SAID, encoding="utf-8")
    answer = CliRunner().invoke(app, ["draft", str(path), *options])
    assert answer.exit_code == 0, answer.output
    assert tomllib.loads(answer.output)["source"]["id"] == source


def test_a_text_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(b"\xff\xfe")
    answer = CliRunner().invoke(app, ["draft", str(path)])
    assert answer.exit_code == 1
    assert "UTF-8" in answer.output


def test_what_is_in_doubt_is_a_comment(bundled_codes: Reference) -> None:
    written = draft("In 2022 Kazakhstan's exports by lorry to China were $1 billion.\n", "drafted", bundled_codes)
    assert "trade_flows" not in tomllib.loads(written)
    assert [one["value"] for one in _drafted(written)] == [1_000_000_000]
