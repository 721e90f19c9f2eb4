"""What the reader finds in the labelled texts, held number by number; `make golden` writes it anew: read the diff.

Labels say what is right, and some readings are not: these are held too, so that no change of the reader goes unseen.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.loading.reference import Reference
from app.reasoning.reader import read
from app.reasoning.reader.result import ReadNumber
from app.vocabulary.text import Names, area_names
from tests.reasoning.reader.scores import FOURTH, NO_QUANTITY, TEXTS, THIRD, labelled

GOLDEN = Path(__file__).with_name("readings")


@pytest.fixture(scope="session")
def areas(bundled_codes: Reference) -> Names:
    return area_names(bundled_codes.rows["areas"])


def _told(number: ReadNumber) -> str:
    interval = number.interval
    ends = f"{interval.bounds[0]}{interval.lower}, {interval.upper}{interval.bounds[1]}"
    sides = f"{number.reporter or '-'} {number.partner or '-'} {number.flow or '-'} {number.period or '-'}"
    about = f"{number.goods or '-'} by {number.compiler or '-'}"
    value = f"{number.value} {number.unit or '-'} {number.hedge} {ends}"
    doubts = ",".join(number.doubts) or "sure"
    return f"{number.start}: {' '.join(number.quote.split())}: {number.kind} {value}: {sides}: {about}: {doubts}"


def _readings(folder: Path, areas: Names) -> Iterator[str]:
    for name, labels in labelled(range(1, 100), folder):
        yield f"# {name}"
        yield from (_told(one) for one in read(labels["text"], areas) if one.kind not in NO_QUANTITY)


@pytest.mark.parametrize("folder", [TEXTS, THIRD, FOURTH], ids=lambda folder: folder.name)
def test_labelled_texts_are_read_as_before(folder: Path, areas: Names, request: pytest.FixtureRequest) -> None:
    readings, golden = list(_readings(folder, areas)), GOLDEN / f"{folder.name}.txt"
    if request.config.getoption("--regenerate"):
        golden.write_text("".join(f"{line}\n" for line in readings), encoding="utf-8")
    assert readings == golden.read_text(encoding="utf-8").splitlines()
