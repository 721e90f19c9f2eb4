"""One database under two names is one witness: the lineage of datasets follows from publisher and reporter."""

from fractions import Fraction

import pytest

from app.reasoning import Basis, Fact, SourceRef, Subject, lineage_of
from app.reasoning.check.comparison import are_independent
from app.views.records import with_lineages
from app.vocabulary.measures import BasisKind, Flow
from app.vocabulary.quantity import Quantity
from app.vocabulary.terms import SourceKind
from app.vocabulary.words import TRADE
from tests.reasoning.voices import fact_with

UN = "United Nations Statistics Division"


def _fact(source: str, publisher: str | None = UN, reporter: str | None = "CHN", **more: object) -> Fact:
    kind, lineage = more.get("kind", SourceKind.DATASET), more.get("lineage")
    assert isinstance(kind, SourceKind)
    assert lineage is None or isinstance(lineage, str)
    subject, five = Subject(TRADE, "CHN", "KAZ", Flow.IMPORT, "TOTAL", None), Quantity.exact(Fraction(5), "USD")
    named = SourceRef(source, source, kind, lineage, None, None, publisher)
    basis = Basis(reporter, None, BasisKind.REPORTED, None)
    return fact_with(subject, five, source=named, record=source, basis=basis)


def _together(*facts: Fact) -> bool | None:
    return are_independent(list(with_lineages(facts)))


@pytest.mark.parametrize(
    ("first", "second", "independent"),
    [
        # The same rows under two ids, of one reporter or of several.
        (_fact("a"), _fact("b"), False),
        (_fact("a", lineage="united-nations-statistics-division"), _fact("b", lineage=lineage_of(UN, "CHN")), False),
        # A figure cited in a dossier, which names its lineage, beside the same figure imported.
        (_fact("cited", lineage="cn-customs"), _fact("b"), False),
        (_fact("b", lineage=lineage_of(UN, "CHN")), _fact("cited", lineage="cn-customs"), False),
        # A table of nobody's is what its reporter states.
        (_fact("a", publisher=None), _fact("b", publisher=None), False),
        # Two reporters are two witnesses, though one database has both.
        (_fact("a"), _fact("b", reporter="KAZ"), True),
        (_fact("a", lineage="united-nations-statistics-division"), _fact("b", reporter="KAZ"), True),
        # What the operator says is what counts.
        (_fact("a", lineage="mine"), _fact("b", lineage="yours"), True),
        (_fact("a", publisher="CEPII", reporter=None), _fact("b", publisher="CEPII", reporter=None), False),
        (_fact("a", publisher="CEPII", reporter=None), _fact("b"), True),
        # An article names its lineage, or none is known.
        (_fact("a", kind=SourceKind.ARTICLE), _fact("b"), None),
        (_fact("a", kind=SourceKind.ARTICLE, lineage="cn-customs"), _fact("b", lineage="cn-customs"), False),
    ],
)
def test_who_is_a_witness_of_their_own(first: Fact, second: Fact, independent: object) -> None:
    assert _together(first, second) is independent
    assert _together(second, first) is independent


def test_a_lineage_is_named_by_publisher_and_reporter() -> None:
    assert lineage_of(UN, "CHN") == "united-nations-statistics-division-chn"
    assert lineage_of(UN, None) == "united-nations-statistics-division"
    assert lineage_of(None, "CHN") == "chn"
    assert lineage_of(None, None) is None
    assert lineage_of("局", None) is None
