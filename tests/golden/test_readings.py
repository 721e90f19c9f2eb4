"""What the reader finds in the labelled texts, held number by number; `make golden` writes it anew: read the diff.

Labels say what is right, and some readings are not: these are held too, so that no change of the reader goes unseen.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.loading.reference import Reference
from app.reasoning.reader import read
from app.reasoning.reader.result import ReadNumber
from app.vocabulary.text import Names
from tests.reasoning.reader import marked
from tests.reasoning.reader.scores import FOURTH, NO_QUANTITY, TEXTS, THIRD, Labels, labelled

GOLDEN = Path(__file__).with_name("readings")
PARTS = {
    **{f"first-{tens}": (TEXTS, range(10 * tens, 10 * tens + 10)) for tens in range(9)},
    **{f"third-{tens}": (THIRD, range(10 * tens, 10 * tens + 10)) for tens in range(3)},
    "fourth": (FOURTH, range(20)),
    **{f"fifth-{half}": (marked.FIFTH, half) for half in (0, 1)},
    **{f"sixth-{half}": (marked.SIXTH, half) for half in (0, 1)},
    **{f"seventh-{half}": (marked.SEVENTH, half) for half in (0, 1)},
    **{f"eighth-{half}": (marked.EIGHTH, half) for half in (0, 1)},
}
"""The sets of labelled texts in parts, each by its folder and the numbers of its texts, or which half of them it is."""


@pytest.fixture(scope="session")
def areas(bundled_codes: Reference) -> Names:
    return bundled_codes.area_names


def _texts(folder: Path, which: range | int) -> Iterator[tuple[str, Labels]]:
    if isinstance(which, range):
        yield from labelled(which, folder)
    else:
        yield from marked.texts(which, folder)
        if (folder / "sentences.txt").exists():
            yield from marked.sentences(which, folder)


def _told(number: ReadNumber) -> str:
    interval = number.interval
    ends = f"{interval.bounds[0]}{interval.lower}, {interval.upper}{interval.bounds[1]}"
    sides = f"{number.reporter or '-'} {number.partner or '-'} {number.flow or '-'} {number.period or '-'}"
    about = f"{number.goods or '-'} by {number.compiler or '-'}"
    value = f"{number.value} {number.unit or '-'} {number.hedge} {ends}"
    doubts = ",".join(number.doubts) or "sure"
    return f"{number.start}: {' '.join(number.quote.split())}: {number.kind} {value}: {sides}: {about}: {doubts}"


def _readings(texts: Iterator[tuple[str, Labels]], areas: Names) -> Iterator[str]:
    for name, labels in texts:
        yield f"# {name}"
        yield from (_told(one) for one in read(labels["text"], areas) if one.kind not in NO_QUANTITY)


@pytest.mark.parametrize("part", PARTS)
def test_labelled_texts_are_read_as_before(part: str, areas: Names, request: pytest.FixtureRequest) -> None:
    readings, golden = list(_readings(_texts(*PARTS[part]), areas)), GOLDEN / f"{part}.txt"
    if request.config.getoption("--regenerate"):
        golden.write_text("".join(f"{line}\n" for line in readings), encoding="utf-8")
    assert readings == golden.read_text(encoding="utf-8").splitlines()
