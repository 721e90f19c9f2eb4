"""What checks find among the voices on one forum and one year of trade, and what they never do."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.reasoning import Basis, Fact, SourceRef, Subject
from app.reasoning.check import METHODS, check
from app.reasoning.check.comparison import Check, Material, Measurement, are_independent, gaps, relation
from app.reasoning.check.statements import compare
from app.reasoning.derive.aside import supersedes
from app.reasoning.sentences.checks import check_arithmetic, check_sentence
from app.vocabulary.measures import BasisKind, Flow, Qualifier, Valuation
from app.vocabulary.quantity import Interval, Quantity, Undefined, intersection
from app.vocabulary.terms import RecordKind, SourceKind
from app.vocabulary.verdicts import CheckRule, CheckVerdict, MirrorCause
from app.vocabulary.words import DOCUMENTS, TRADE, VALUE
from tests.open_words import MEASURES
from tests.reasoning.voices import fact_with

NAMES = {"KAZ": "Kazakhstan", "CHN": "China", "TOTAL": "All commodities", "copper": "Copper"}
BILLION = 10**9


def _source(name: str, lineage: str | None = None, published: str | None = None, **more: Any) -> SourceRef:
    kind = more.pop("kind", SourceKind.ARTICLE)
    return SourceRef(name, name, kind, lineage, published, more.pop("supersedes", None))


MINISTRY = "kz-ministry"
ARTICLE = _source("article", MINISTRY)
NEWS = _source("news", MINISTRY)
OCTOBER = _source("october", "kz-october", "2023-10-17")
NOVEMBER = _source("november", "kz-november", "2023-11-07", supersedes="october")
YEAR_BEFORE = _source("year-before", "kz-year-before", "2022-11-29")
CUSTOMS = _source("customs", kind=SourceKind.DATASET)

KZ = Basis("KAZ", None, BasisKind.RELAYED, None)
CN = Basis("CHN", None, BasisKind.REPORTED, Valuation.FOB)
UNKNOWN = Basis(None, None, BasisKind.RELAYED, None)


def _quantity(value: float | str | Fraction, unit: str, qualifier: Qualifier, step: float | str | None) -> Quantity:
    grain = None if step is None else Fraction(str(step))
    return Quantity.hedged(Fraction(str(value)), unit, qualifier, step=grain)


def _fact(subject: Subject, source: SourceRef, quantity: Quantity, **more: Any) -> Fact:
    record = more.pop("record", ".".join(filter(None, (source.id, subject.measure, subject.area, subject.flow))))
    return fact_with(subject, quantity, source=source, record=record, **more)


def _trade(flow: Flow, area: str = "KAZ", commodity: str = "TOTAL") -> Subject:
    return Subject(TRADE, area, "CHN" if area == "KAZ" else "KAZ", flow, commodity, None)


EXPORT, IMPORT, TOTAL = (_trade(flow) for flow in (Flow.EXPORT, Flow.IMPORT, Flow.TOTAL))


def _usd(
    subject: Subject,
    source: SourceRef,
    billions: float,
    qualifier: Qualifier = Qualifier.ROUNDED,
    step: float | None = None,
    **more: Any,
) -> Fact:
    return _fact(
        subject,
        source,
        _quantity(Fraction(str(billions)) * BILLION, "USD", qualifier, (step or 0.1) * BILLION),
        **more,
    )


def _customs(subject: Subject, dollars: int) -> Fact:
    return _fact(subject, CUSTOMS, Quantity.exact(Fraction(dollars), "USD"), basis=CN)


def _growth(source: SourceRef, value: float | str, unit: str, qualifier: Qualifier, step: float | None) -> Fact:
    return _fact(EXPORT, source, _quantity(value, unit, qualifier, step), is_change=True)


ARTICLE_EXPORTS = _usd(EXPORT, ARTICLE, 13, Qualifier.MORE_THAN, 1)
ARTICLE_IMPORTS = _usd(IMPORT, ARTICLE, 11, step=1)
ARTICLE_TOTAL = _usd(TOTAL, ARTICLE, 24, step=1)
MORE_THAN_A_THIRD = _growth(ARTICLE, "100/3", "%", Qualifier.MORE_THAN, None)
TRIPLED = _growth(NEWS, 3, "times", Qualifier.ROUNDED, 1)
BY_34_7 = _growth(OCTOBER, 34.7, "%", Qualifier.ROUNDED, 0.1)
OCTOBER_EXPORTS = _usd(EXPORT, OCTOBER, 13.2, basis=UNKNOWN)
EXPORTS_2021 = _usd(EXPORT, YEAR_BEFORE, 9.8, period="2021")
CHINA_IMPORTS = _customs(_trade(Flow.IMPORT, "CHN"), 14_819_246_516)
CHINA_EXPORTS = _customs(_trade(Flow.EXPORT, "CHN"), 16_355_236_459)


def _checks(*facts: Fact, rule: str | None = None, **more: Any) -> list[Check]:
    material = Material(facts, **({"is_whole": True} | more))
    return [found for found in check(material) if rule in (None, found.rule)]


def _only(*facts: Fact, rule: str, **more: Any) -> Check:
    (found,) = _checks(*facts, rule=rule, **more)
    return found


def _told(found: Check) -> str:
    return check_sentence(found, NAMES)


def _figures(quantity: Quantity) -> list[Fraction | None]:
    return [quantity.interval.lower, quantity.value, quantity.interval.upper]


# Sources on one key


def test_a_lower_bound_does_not_refute_what_lies_far_above_it() -> None:
    found = _only(MORE_THAN_A_THIRD, TRIPLED, rule="sources_on_one_key")
    assert found.verdict is CheckVerdict.COMPATIBLE
    assert found.gap_absolute is None
    assert found.independent is False  # one ministry behind both
    assert _told(found) == (
        "On Kazakhstan's exports to China in 2022, by Kazakhstan's figures, one source gives a rise of more than a"
        " third on 2021 (article) and another a tripling on 2021 (news). Both may be true, and neither confirms the"
        " other. The sources are not independent."
    )


def test_a_lower_bound_agrees_with_what_lies_near_it() -> None:
    found = _only(ARTICLE_EXPORTS, OCTOBER_EXPORTS, rule="sources_on_one_key")
    assert found.verdict is CheckVerdict.AGREE
    assert found.independent is True
    assert found.assumptions == ("a figure whose compiler is not known is on the same basis as the other",)


def test_a_multiple_conflicts_with_a_growth_in_per_cent() -> None:
    found = _only(TRIPLED, BY_34_7, rule="sources_on_one_key")
    assert found.verdict is CheckVerdict.CONFLICT
    assert found.gap_absolute is not None
    assert (found.gap_absolute.interval.lower, found.gap_absolute.interval.upper) == (
        Fraction("115.25"),
        Fraction("215.35"),
    )
    assert found.gap_absolute.value == Fraction("165.3")
    assert found.gap_relative is None  # per cent of per cent misleads
    assert "They lie between 110 and 220 percentage points apart and cannot both be true" in check_sentence(
        found, NAMES
    )
    assert check_arithmetic(found) == (
        "[150; 250) % and [34.65; 34.75) % have no number in common;"
        " the larger minus the smaller is 165.3, within (115.25; 215.35) %"
    )


def test_neighbours_in_the_last_digit_are_adjacent_and_the_later_is_named() -> None:
    found = _only(_usd(TOTAL, NOVEMBER, 24.2), _usd(TOTAL, OCTOBER, 24.1), rule="sources_on_one_key")
    assert found.verdict is CheckVerdict.ADJACENT
    assert [statement.source for statement in found.inputs] == [OCTOBER, NOVEMBER]
    assert found.gap_absolute is not None
    assert _figures(found.gap_absolute) == [0, 10**8, 2 * 10**8]
    assert _told(found).endswith(
        "They lie no further apart than rounding or cutting off digits explains."
        " The later source replaces the earlier one."
    )
    unlinked = replace(NOVEMBER, supersedes=None)
    found = _only(_usd(TOTAL, unlinked, 24.2), _usd(TOTAL, OCTOBER, 24.1), rule="sources_on_one_key")
    assert _told(found).endswith("rounding or cutting off digits explains. The second source is the later one.")


def test_a_later_figure_of_one_compiler_is_a_revision_only_where_it_replaces_the_earlier() -> None:
    earlier = _usd(TOTAL, OCTOBER, 24.1)
    assert _only(earlier, _usd(TOTAL, NOVEMBER, 25), rule="sources_on_one_key").verdict is CheckVerdict.REVISED
    unlinked = replace(NOVEMBER, supersedes=None)
    assert _only(earlier, _usd(TOTAL, unlinked, 25), rule="sources_on_one_key").verdict is CheckVerdict.CONFLICT
    unknown = _usd(TOTAL, NOVEMBER, 25, basis=UNKNOWN)
    assert _only(earlier, unknown, rule="sources_on_one_key").verdict is CheckVerdict.DIFFERENT_BASIS


def test_figures_whose_compilers_are_not_known_are_in_conflict_only_within_one_lineage() -> None:
    for bases in ((UNKNOWN, KZ), (KZ, UNKNOWN), (UNKNOWN, UNKNOWN)):
        one, other = _usd(TOTAL, OCTOBER, 24.1, basis=bases[0]), _usd(TOTAL, YEAR_BEFORE, 25, basis=bases[1])
        found = _only(one, other, rule="sources_on_one_key")
        assert (found.verdict, found.differing) == (CheckVerdict.DIFFERENT_BASIS, ("compiler_not_known",))
        assert "Not all of them are attributed, so neither refutes the other" in _told(found)
        related = replace(other, source=replace(YEAR_BEFORE, lineage=OCTOBER.lineage))
        assert _only(one, related, rule="sources_on_one_key").verdict is CheckVerdict.CONFLICT
    touching = _usd(TOTAL, YEAR_BEFORE, 24.2, basis=UNKNOWN)
    assert _only(_usd(TOTAL, OCTOBER, 24.1), touching, rule="sources_on_one_key").verdict is CheckVerdict.ADJACENT


@pytest.mark.parametrize(
    ("valuations", "other", "verdict"),
    [
        ((Valuation.CIF, Valuation.NOT_STATED), 10.1, CheckVerdict.DIFFERENT_BASIS),
        ((None, Valuation.FOB), 11.9, CheckVerdict.DIFFERENT_BASIS),
        ((Valuation.CIF, None), 14, CheckVerdict.CONFLICT),  # no freight is a quarter of the value
        ((Valuation.CIF, Valuation.CIF), 10.1, CheckVerdict.CONFLICT),
        ((None, Valuation.NOT_STATED), 10.1, CheckVerdict.CONFLICT),
        ((Valuation.CIF, None), 11, CheckVerdict.AGREE),
    ],
)
def test_freight_may_explain_a_gap_where_one_valuation_alone_is_known(
    valuations: tuple[Valuation | None, Valuation | None], other: float, verdict: CheckVerdict
) -> None:
    one, two = (replace(KZ, valuation=valuation) for valuation in valuations)
    found = _only(
        _usd(IMPORT, ARTICLE, 11, basis=one), _usd(IMPORT, OCTOBER, other, basis=two), rule="sources_on_one_key"
    )
    assert found.verdict is verdict
    assert found.differing == (("valuation_not_known",) if verdict is CheckVerdict.DIFFERENT_BASIS else ())


@pytest.mark.parametrize(
    ("one", "step", "other", "verdict"),
    [
        (251, 1, 251.8, CheckVerdict.ADJACENT),  # Germany's trade with China in 2025, as a paper cuts it
        (68, 1, 68.7, CheckVerdict.ADJACENT),
        (251, 1, 252.1, CheckVerdict.CONFLICT),
        (251, 1, 250.4, CheckVerdict.CONFLICT),  # cutting off never makes a figure larger
        (4, 1, 4.8, CheckVerdict.CONFLICT),  # a digit that is a fifth of the figure is none to leave out
        (13.6, 0.1, 13.69, CheckVerdict.ADJACENT),
    ],
)
def test_digits_cut_off_are_no_conflict(one: float, step: float, other: float, verdict: CheckVerdict) -> None:
    figures = _usd(TOTAL, OCTOBER, one, step=step), _usd(TOTAL, YEAR_BEFORE, other, step=0.01)
    assert _only(*figures, rule="sources_on_one_key").verdict is verdict
    assert _only(*figures[::-1], rule="sources_on_one_key").verdict is verdict


def test_a_turnover_cut_off_fits_its_parts() -> None:
    parts = _usd(EXPORT, ARTICLE, 81.3, step=0.1), _usd(IMPORT, ARTICLE, 170.6, step=0.1)
    for turnover, verdict in ((251, "consistent"), (250, "inconsistent"), (253, "inconsistent")):
        found = _only(*parts, _usd(TOTAL, ARTICLE, turnover, step=1), rule="exports_and_imports_against_total")
        assert found.verdict == verdict
        assert ("They lie no further apart than digits cut off explain" in _told(found)) is (verdict == "consistent")


def test_imports_that_are_valued_cif_refute_no_turnover_that_does_not_say_how_it_is_valued() -> None:
    """The United States' 690.6 billion with China in 2022 hold imports FOB; UN Comtrade's hold them CIF."""
    usa = Basis("KAZ", None, BasisKind.REPORTED, None)
    parts = [
        replace(_usd(EXPORT, CUSTOMS, 153.8), basis=replace(usa, valuation=Valuation.FOB)),
        replace(_usd(IMPORT, CUSTOMS, 575.7), basis=replace(usa, valuation=Valuation.CIF)),
    ]
    found = _only(replace(_usd(TOTAL, NEWS, 690.6), basis=usa), *parts, rule="two_sides")
    assert (found.verdict, found.differing) == (CheckVerdict.DIFFERENT_BASIS, ("valuation_not_known",))
    assert "It is not known how all of them are valued, so neither refutes the other" in check_sentence(found, NAMES)
    mixed = replace(_usd(TOTAL, NEWS, 690.6), basis=replace(usa, valuation=Valuation.MIXED))
    assert _only(mixed, *parts, rule="two_sides").verdict is CheckVerdict.CONFLICT


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ({"basis": Basis("CHN", None, BasisKind.REPORTED, None)}, ("compiler",)),
        ({"basis": Basis("KAZ", None, BasisKind.REPORTED, Valuation.CIF)}, ("valuation",)),
        ({"basis": Basis("KAZ", None, BasisKind.REPORTED, None)}, ()),
        ({"basis": UNKNOWN}, ("compiler_not_known",)),
    ],
)
def test_figures_on_bases_known_to_differ_are_not_compared(change: dict[str, Any], differing: tuple[str, ...]) -> None:
    own = _usd(IMPORT, ARTICLE, 11, step=1, basis=Basis("KAZ", None, BasisKind.RELAYED, Valuation.FOB))
    found = _only(own, _usd(IMPORT, OCTOBER, 16.4, **change), rule="sources_on_one_key")
    assert found.differing == differing
    assert found.verdict is (CheckVerdict.DIFFERENT_BASIS if differing else CheckVerdict.CONFLICT)
    assert found.gap_absolute is not None


def test_records_of_one_group_may_differ_in_scope_and_period() -> None:
    first = Subject(MEASURES["grain_shipments"], "KAZ", "CHN", None, None, "rail")
    second = replace(first, about="rail/wheat")
    quantity = _quantity(747_000, "t", Qualifier.ROUNDED, 1000)
    more: dict[str, Any] = {"kind": RecordKind.INDICATOR, "field": "quantity", "same_as": "grain"}
    one = _fact(first, ARTICLE, quantity, **more)
    assert _only(one, _fact(second, NEWS, quantity, **more), rule="sources_on_one_key").differing == ("scope",)
    undated = _fact(first, NEWS, quantity, period=None, **more)
    assert _only(one, undated, rule="sources_on_one_key").differing == ("period",)
    assert not _checks(one, replace(undated, same_as=None), rule="sources_on_one_key")


def test_growth_over_different_bases_is_not_compared() -> None:
    other = replace(BY_34_7, base_period="2020")
    found = _only(MORE_THAN_A_THIRD, other, rule="sources_on_one_key")
    assert found.differing == ("base_period",)
    assert _told(found).endswith("They are measured against different periods, so neither refutes the other.")


def test_a_headline_is_held_against_its_body() -> None:
    subject = Subject(VALUE, None, None, None, None, "package")
    more: dict[str, Any] = {"kind": RecordKind.AGREEMENT, "record": "package", "field": "value", "period": None}
    body = _fact(subject, ARTICLE, _quantity(565_400_000, "USD", Qualifier.ROUNDED, 100_000), **more)
    headline = replace(body, evidence="e1", quantity=_quantity(565_000_000, "USD", Qualifier.MORE_THAN, 1_000_000))
    found = _only(body, headline, rule="headline_against_body")
    assert found.verdict is CheckVerdict.AGREE
    assert not _checks(body, headline, rule="sources_on_one_key")
    louder = replace(headline, quantity=_quantity(600_000_000, "USD", Qualifier.MORE_THAN, 1_000_000))
    assert _only(body, louder, rule="headline_against_body").verdict is CheckVerdict.CONFLICT
    dated = replace(body, as_of="2023-03-28"), replace(headline, as_of="2023-03")
    assert "“package” of March 2023, one source" in _told(_only(*dated, rule="headline_against_body"))
    offer = [replace(fact, kind=RecordKind.PLAN) for fact in (body, headline)]
    assert "the value of the plan or offer “package”, one" in _told(_only(*offer, rule="headline_against_body"))


# Sums


def test_rounded_exports_and_imports_are_consistent_with_the_rounded_total() -> None:
    found = _only(ARTICLE_EXPORTS, ARTICLE_IMPORTS, ARTICLE_TOTAL, rule="exports_and_imports_against_total")
    assert found.verdict is CheckVerdict.CONSISTENT
    assert found.computed is not None
    assert found.computed.interval.lower == Fraction("23.5") * BILLION
    assert found.independent is False


def test_a_total_out_of_reach_is_inconsistent_within_one_basis_only() -> None:
    facts = (ARTICLE_EXPORTS, ARTICLE_IMPORTS, _usd(TOTAL, ARTICLE, 20, step=1))
    found = _only(*facts, rule="exports_and_imports_against_total")
    assert found.verdict is CheckVerdict.INCONSISTENT
    assert found.gap_absolute is not None
    assert found.gap_absolute.interval.lower == 3 * BILLION
    other = (*facts[:2], replace(facts[2], basis=CN))
    assert _only(*other, rule="exports_and_imports_against_total").verdict is CheckVerdict.NOT_COMPARABLE
    elsewhere = (*facts[:2], replace(facts[2], source=OCTOBER))
    assert not _checks(*elsewhere, rule="exports_and_imports_against_total")


def _documents(source: SourceRef, record: str, count: int, group: str | None = None, whole: str | None = None) -> Fact:
    return _fact(
        Subject(DOCUMENTS, None, None, None, None, group or record),
        source,
        Quantity.exact(Fraction(count), "documents"),
        kind=RecordKind.AGREEMENT,
        record=record,
        field="document_count",
        period=None,
        same_as=group,
        part_of=whole,
    )


PACKAGE = _documents(ARTICLE, "package", 16, "forum-package")
COMMERCIAL = _documents(ARTICLE, "commercial", 5, "forum-commercial", "package")
OTHERS = (
    _documents(NEWS, "news-package", 16, "forum-package"),
    _documents(NEWS, "news-interregional", 6, None, "news-package"),
    _documents(NEWS, "news-memoranda", 5, None, "news-package"),
    _documents(NEWS, "news-commercial", 5, "forum-commercial", "news-package"),
)


def _parts(*facts: Fact) -> list[Check]:
    return check(Material(facts), CheckRule.PARTS_AGAINST_WHOLE)


def test_each_source_counts_the_parts_of_its_own_whole() -> None:
    of_article, found = sorted(_parts(PACKAGE, COMMERCIAL, *OTHERS), key=lambda one: len(one.inputs))
    assert (of_article.verdict, found.verdict) == (CheckVerdict.UNDETERMINED, CheckVerdict.CONSISTENT)
    assert [fact.quantity.value for fact in of_article.inputs] == [16, 5]
    assert [fact.quantity.value for fact in found.inputs] == [16, 6, 5, 5]
    assert check_arithmetic(found).endswith("= 16 documents, against 16 documents")
    assert _told(found) == (
        "On the number of documents of “news-package”, one source gives 16 (news). Its parts are 6, 5 and 5, which add"
        " up to 16. The parts make up the whole."
    )


def test_a_part_of_one_source_is_no_part_of_anothers_sum() -> None:
    """Nine and seven make sixteen in either source; five of one and twelve of the other make nothing."""
    other = _documents(NEWS, "news-nine", 9, "forum-commercial", "news-package")
    facts = (PACKAGE, COMMERCIAL, OTHERS[0], other, _documents(NEWS, "news-eight", 8, None, "news-package"))
    verdicts = {tuple(fact.source.id for fact in one.inputs): one.verdict for one in _parts(*facts)}
    assert verdicts == {
        ("article",) * 2: CheckVerdict.UNDETERMINED,
        ("news",) * 3: CheckVerdict.INCONSISTENT,
    }


def test_parts_of_a_source_without_a_whole_are_held_against_every_whole() -> None:
    parts = (_documents(NEWS, "six", 6, None, "package"), _documents(NEWS, "eleven", 11, None, "package"))
    third = replace(PACKAGE, record="third", source=replace(ARTICLE, id="third"), quantity=COMMERCIAL.quantity)
    third = replace(third, subject=replace(third.subject, about="forum-package"))
    found = _parts(PACKAGE, third, *parts)
    assert [one.verdict for one in found] == [CheckVerdict.CONFLICT] * 2
    assert {fact.source.id for one in found for fact in one.inputs} == {"article", "third", "news"}
    assert "The parts exceed the whole by" in _told(found[0])


def test_what_no_part_accounts_for_is_undetermined_and_too_much_is_inconsistent() -> None:
    found = _only(PACKAGE, COMMERCIAL, rule="parts_against_whole")
    assert found.verdict is CheckVerdict.UNDETERMINED
    assert found.gap_absolute is not None
    assert found.gap_absolute.value == 11
    assert "No breakdown is stated for the rest, 11" in _told(found)
    one = _only(
        PACKAGE,
        replace(COMMERCIAL, quantity=_quantity(1, "documents", Qualifier.EXACT, None)),
        rule="parts_against_whole",
    )
    assert check_arithmetic(one).startswith("1 document, against 16 documents")
    more = _documents(ARTICLE, "more", 12, None, "package")
    assert _only(PACKAGE, COMMERCIAL, more, rule="parts_against_whole").verdict is CheckVerdict.INCONSISTENT


# Growth


def test_a_growth_without_the_level_before_is_undetermined() -> None:
    found = _only(ARTICLE_EXPORTS, MORE_THAN_A_THIRD, rule="growth_against_levels")
    assert found.verdict is CheckVerdict.UNDETERMINED
    assert found.lacking == ("2021",)
    assert check_arithmetic(found) == "no figure for 2021 is on file, so it cannot be checked"
    alone = _only(MORE_THAN_A_THIRD, rule="growth_against_levels")
    assert check_arithmetic(alone) == "no figure for 2021 or 2022 is on file, so it cannot be checked"
    baseless = _only(ARTICLE_EXPORTS, replace(MORE_THAN_A_THIRD, base_period=None), rule="growth_against_levels")
    assert check_arithmetic(baseless) == "no figure to compare it with is on file, so it cannot be checked"


def test_tripling_conflicts_with_the_levels() -> None:
    assert _only(TRIPLED, OCTOBER_EXPORTS, EXPORTS_2021, rule="growth_against_levels").differing == (
        "compiler_not_known",
    )
    known = replace(OCTOBER_EXPORTS, basis=KZ)
    found = _only(TRIPLED, known, EXPORTS_2021, rule="growth_against_levels")
    assert found.verdict is CheckVerdict.CONFLICT
    assert found.computed is not None
    assert (found.computed.interval.lower, found.computed.interval.upper) == (Fraction("33.5"), Fraction("35.9"))
    assert found.computed.value == Fraction("34.69")
    assert "USD 13.2 billion (" in _told(found)


def test_levels_stated_alike_are_used_once_and_those_of_the_own_source_first() -> None:
    alike = [_usd(EXPORT, source, 13.2) for source in (OCTOBER, NEWS, NOVEMBER)]
    found = _only(TRIPLED, *alike, EXPORTS_2021, rule="growth_against_levels")
    assert found.inputs == (TRIPLED, alike[1], EXPORTS_2021)


def test_growth_that_meets_the_levels_is_consistent() -> None:
    facts = (BY_34_7, MORE_THAN_A_THIRD, OCTOBER_EXPORTS, EXPORTS_2021)
    assert {found.verdict for found in _checks(*facts, rule="growth_against_levels")} == {CheckVerdict.CONSISTENT}


@pytest.mark.parametrize(
    ("sources", "percent", "verdict"),
    [
        ((OCTOBER, YEAR_BEFORE), 40, CheckVerdict.BASE_MAY_BE_REVISED),
        ((OCTOBER, OCTOBER), 40, CheckVerdict.INCONSISTENT),
        ((OCTOBER, YEAR_BEFORE), 60, CheckVerdict.CONFLICT),
        ((OCTOBER, OCTOBER), 34.7, CheckVerdict.CONSISTENT),
    ],
)
def test_growth_that_misses_the_levels(
    sources: tuple[SourceRef, SourceRef], percent: float, verdict: CheckVerdict
) -> None:
    growth = _growth(OCTOBER, percent, "%", Qualifier.ROUNDED, 0.1)
    levels = _usd(EXPORT, sources[0], 13.2), _usd(EXPORT, sources[1], 9.8, period="2021", record="before")
    assert _only(growth, *levels, rule="growth_against_levels").verdict is verdict


def test_no_revised_base_is_blamed_where_not_all_compilers_are_known() -> None:
    growth = _growth(OCTOBER, 40, "%", Qualifier.ROUNDED, 0.1)
    for unknown in range(3):
        facts = [growth, _usd(EXPORT, OCTOBER, 13.2), EXPORTS_2021]
        facts[unknown] = replace(facts[unknown], basis=UNKNOWN)
        found = _only(*facts, rule="growth_against_levels")
        assert (found.verdict, found.differing) == (CheckVerdict.NOT_COMPARABLE, ("compiler_not_known",))
        assert "Not all of them are attributed, so neither refutes the other" in _told(found)


def test_a_growth_that_stands_alone_is_told_with_whose_it_is() -> None:
    for basis, whose in ((KZ, "Kazakhstan's"), (UNKNOWN, "unattributed")):
        found = _only(replace(BY_34_7, basis=basis), rule="growth_against_levels")
        assert _told(found).startswith(f"On Kazakhstan's exports to China in 2022, by {whose} figures, one source")


def test_figures_are_told_with_their_valuation_where_that_may_differ() -> None:
    found = _only(ARTICLE_EXPORTS, CHINA_IMPORTS, rule="mirror")
    assert "and imports USD 14,819,246,516, valued FOB, by China's figures" in _told(found)
    customs = replace(CHINA_IMPORTS, basis=replace(CN, valuation=Valuation.CIF))
    summed = _only(CHINA_EXPORTS, customs, ARTICLE_TOTAL, rule="two_sides")
    assert "14,819,246,516 together (exports FOB, imports CIF), by China's figures" in _told(summed)


def test_growth_on_another_basis_is_not_comparable() -> None:
    growth = replace(TRIPLED, basis=CN)
    found = _only(growth, _usd(EXPORT, OCTOBER, 13.2), EXPORTS_2021, rule="growth_against_levels")
    assert (found.verdict, found.differing) == (CheckVerdict.NOT_COMPARABLE, ("compiler",))


def test_growth_in_tonnes_is_held_against_the_difference_of_levels() -> None:
    subject = Subject(MEASURES["transit_volume"], "KAZ", None, None, None, "rail")
    more: dict[str, Any] = {"kind": RecordKind.INDICATOR, "field": "quantity"}

    def tonnes(millions: str, **extra: Any) -> Fact:
        quantity = _quantity(Fraction(millions) * 10**6, "t", Qualifier.ROUNDED, 100_000)
        return _fact(subject, ARTICLE, quantity, **(more | extra))

    change = tonnes("1.1", is_change=True, field="growth")
    before = tonnes("8.3", period="2021", record="before")
    found = _only(tonnes("9.4"), change, before, rule="growth_against_levels")
    assert found.verdict is CheckVerdict.CONSISTENT
    assert found.computed is not None
    assert found.computed.value == 1_100_000


def test_a_level_before_that_may_be_zero_leaves_growth_undetermined() -> None:
    nothing = _usd(EXPORT, YEAR_BEFORE, 0, period="2021", step=1)
    found = _only(TRIPLED, OCTOBER_EXPORTS, nothing, rule="growth_against_levels")
    assert found.verdict is CheckVerdict.UNDETERMINED
    assert len(found.inputs) == 3


# Two sides


def test_imports_far_below_the_partners_exports_are_ordinary() -> None:
    found = _only(CHINA_EXPORTS, ARTICLE_IMPORTS, rule="mirror")
    assert found.verdict is CheckVerdict.IMPORTER_LOWER
    assert found.ratio is not None
    assert (found.ratio.interval.lower, found.ratio.interval.upper) == (Fraction("1.42"), Fraction("1.56"))
    assert found.causes == tuple(cause for cause in MirrorCause if cause is not MirrorCause.VALUATION)
    assert {cause.value for cause in MirrorCause} >= {
        *("undervaluation", "false_declaration", "confidentiality", "trade_system", "classification")
    }
    assert "The exports are between 1.42 and 1.56 times the imports" in _told(found)


@pytest.mark.parametrize(
    ("exports", "verdict"),
    [
        (_usd(EXPORT, OCTOBER, 13.2), CheckVerdict.IMPORTER_HIGHER),
        (_usd(EXPORT, OCTOBER, 13.4), CheckVerdict.WITHIN_MARGIN),
        (_usd(EXPORT, OCTOBER, 13.3), CheckVerdict.UNDETERMINED),  # 0.894 to 0.901: the margin lies inside
        (ARTICLE_EXPORTS, CheckVerdict.UNDETERMINED),  # more than 13 may be anything
        (_usd(EXPORT, OCTOBER, 15, step=1), CheckVerdict.WITHIN_MARGIN),
        (_usd(EXPORT, OCTOBER, 15, step=5), CheckVerdict.UNDETERMINED),
        (_usd(EXPORT, OCTOBER, 16.2), CheckVerdict.WITHIN_MARGIN),
        (_usd(EXPORT, OCTOBER, 16.3), CheckVerdict.UNDETERMINED),  # 1.0966 to 1.1033
        (_usd(EXPORT, OCTOBER, 16.4), CheckVerdict.IMPORTER_LOWER),
    ],
)
def test_the_margin_of_the_mirror_is_a_tenth(exports: Fact, verdict: CheckVerdict) -> None:
    found = _only(exports, CHINA_IMPORTS, rule="mirror")
    assert found.verdict is verdict
    if verdict is CheckVerdict.WITHIN_MARGIN:
        assert found.causes == ()
    elif verdict is not CheckVerdict.UNDETERMINED:
        assert (MirrorCause.VALUATION in found.causes) is (verdict is CheckVerdict.IMPORTER_HIGHER)


def test_ratio_and_gap_of_a_mirror_have_one_denominator() -> None:
    found = _only(_usd(EXPORT, OCTOBER, 13.2), CHINA_IMPORTS, rule="mirror")
    assert found.ratio is not None
    assert found.gap_relative is not None
    assert found.gap_absolute is not None
    assert (found.ratio.interval.lower, found.ratio.interval.upper) == (Fraction("0.88"), Fraction("0.9"))
    assert (found.gap_relative.interval.lower, found.gap_relative.interval.upper) == (
        Fraction("-11.27"),
        Fraction("-10.58"),
    )
    assert found.gap_absolute.interval.lower == 13_150_000_000 - 14_819_246_516
    near = _only(_usd(EXPORT, OCTOBER, 15, step=1), CHINA_IMPORTS, rule="mirror")
    assert near.gap_relative is not None
    assert near.gap_relative.interval.holds(Fraction(0))


def test_a_side_that_is_not_stated_follows_from_turnover_and_the_other_way() -> None:
    total, exports = (
        _usd(subject, OCTOBER, billions, period="2023") for subject, billions in ((TOTAL, 31.4), (EXPORT, 14.7))
    )
    china = replace(_customs(_trade(Flow.EXPORT, "CHN"), 24_700_000_000), period="2023", record="china 2023")
    found = [one for one in _checks(total, exports, china, rule="mirror") if one.inputs[0] is china]
    assert [(one.verdict, one.inputs[1:]) for one in found] == [(CheckVerdict.IMPORTER_LOWER, (total, exports))]
    assert found[0].assumptions == ("turnover is exports plus imports, on one basis",)
    assert (
        "and imports between USD 16.6 billion and 16.8 billion, as total trade less exports, by Kazakhstan's"
        in _told(found[0])
    )
    stated = _usd(IMPORT, NEWS, 16.7, period="2023")
    assert [one.inputs[1:] for one in _checks(total, exports, stated, china, rule="mirror") if china in one.inputs] == [
        (stated,)
    ]
    alone = _checks(total, exports, rule="mirror")
    assert [one.verdict for one in alone] == [CheckVerdict.MISSING_SIDE]


def test_a_mirror_of_a_figure_of_no_known_compiler_says_whose_it_is_taken_for() -> None:
    found = _only(_usd(EXPORT, OCTOBER, 13.2, basis=UNKNOWN), CHINA_IMPORTS, rule="mirror")
    assert found.assumptions == ("a figure whose compiler is not known is its reporter's own",)


def test_a_missing_side_is_not_zero() -> None:
    found = _only(ARTICLE_IMPORTS, rule="mirror")
    assert (found.verdict, found.differing, found.ratio) == (CheckVerdict.MISSING_SIDE, ("exporter",), None)
    assert _told(found).endswith("No figure of the exporter, China, is on file, which does not mean that it is zero.")
    copper = _trade(Flow.EXPORT, "CHN", "copper")
    assert not _checks(_customs(copper, 5), rule="mirror")
    assert _only(_usd(_trade(Flow.EXPORT, commodity="copper"), ARTICLE, 1), rule="mirror").differing == ("importer",)


def test_a_figure_that_the_partner_compiled_is_no_mirror_of_itself() -> None:
    relayed = replace(ARTICLE_IMPORTS, basis=CN)
    assert _only(CHINA_EXPORTS, relayed, rule="mirror").verdict is CheckVerdict.MISSING_SIDE


def test_turnovers_of_two_sides_are_on_different_bases() -> None:
    found = _only(ARTICLE_TOTAL, CHINA_EXPORTS, CHINA_IMPORTS, rule="two_sides")
    assert (found.verdict, found.differing) == (CheckVerdict.DIFFERENT_BASIS, ("compiler",))
    gap = found.gap_absolute
    assert gap is not None
    assert _figures(gap) == [6_674_482_975, 7_174_482_975, 7_674_482_975]
    assert gap.interval.bounds == "(]"
    assert found.gap_relative is not None
    assert (found.gap_relative.interval.lower, found.gap_relative.interval.upper) == (
        Fraction("27.24"),
        Fraction("32.66"),
    )
    assert found.independent is True
    assert found.inputs == (CHINA_EXPORTS, CHINA_IMPORTS, ARTICLE_TOTAL)
    stated = (ARTICLE_EXPORTS, ARTICLE_IMPORTS, ARTICLE_TOTAL)
    assert _only(*stated, CHINA_EXPORTS, CHINA_IMPORTS, rule="two_sides") == found  # what is stated is not summed up


def test_what_another_source_adds_up_to_stands_beside_a_stated_turnover() -> None:
    """Xinjiang's 6.1 and 6.2 billion, and 8.5: neither source says whose figures they are, so there is no conflict."""
    whose = replace(ARTICLE_TOTAL.basis, compiled_by=None)
    stated = replace(_usd(TOTAL, NEWS, 8.5), basis=whose)
    parts = [replace(_usd(flow, NOVEMBER, value), basis=whose) for flow, value in ((EXPORT, 6.1), (IMPORT, 6.2))]
    found = _only(stated, *parts, rule="two_sides")
    assert (found.verdict, found.differing) == (CheckVerdict.DIFFERENT_BASIS, ("compiler_not_known",))
    assert check_sentence(found, NAMES) == (
        "On trade between Kazakhstan and China in 2022, one source gives USD 8.5 billion, by unattributed figures"
        " (news), and another exports of USD 6.1 billion and imports of USD 6.2 billion together, by unattributed"
        " figures (november, 7 November 2023). Not all of them are attributed, so neither refutes the other. They"
        " differ by between USD 3.65 billion and 3.95 billion."
    )
    in_euros = replace(stated, basis=replace(whose, currency="EUR"))
    in_dollars = [replace(part, basis=replace(whose, currency="USD")) for part in parts]
    found = _only(in_euros, *in_dollars, rule="two_sides")
    assert found.differing == ("currency", "compiler_not_known")
    assert "currencies (EUR and USD; none is converted) and not all of them are attributed, so" in _told(found)
    whole = replace(stated, quantity=_usd(TOTAL, NEWS, 12.3).quantity)
    assert _told(_only(whole, *parts, rule="two_sides")).endswith("neither confirms the other. They may be equal.")
    own = [replace(fact, basis=ARTICLE_TOTAL.basis) for fact in (whole, *parts)]
    agreed = _told(_only(*own, rule="two_sides"))
    assert agreed.endswith(". They agree.")
    assert "figures (news), and another exports of" in agreed
    across = replace(whole, subject=replace(whole.subject, area="CHN", counterpart="KAZ"))
    assert "They may come from different sides of the trade" in _told(_only(across, *parts, rule="two_sides"))
    of_one = [replace(fact, basis=ARTICLE_TOTAL.basis) for fact in (stated, *parts)]
    assert _only(*of_one, rule="two_sides").verdict is CheckVerdict.CONFLICT


def test_nothing_is_missing_while_statistics_are_not_looked_at() -> None:
    growth = replace(MORE_THAN_A_THIRD, record="growth")
    assert not _checks(ARTICLE_IMPORTS, growth, is_whole=False)
    assert {found.rule for found in _checks(ARTICLE_IMPORTS, growth)} == {"mirror", "growth_against_levels"}


# The whole


EVERYTHING = (
    *(ARTICLE_EXPORTS, ARTICLE_IMPORTS, ARTICLE_TOTAL, MORE_THAN_A_THIRD, TRIPLED, BY_34_7, OCTOBER_EXPORTS),
    *(EXPORTS_2021, CHINA_IMPORTS, CHINA_EXPORTS, _usd(TOTAL, NOVEMBER, 24.2), _usd(TOTAL, OCTOBER, 24.1)),
    *(PACKAGE, COMMERCIAL, *OTHERS),
)


def test_every_check_is_documented_by_its_rule_and_says_what_it_found() -> None:
    verdicts = {method.rule: method.verdicts for method in METHODS}
    found = _checks(*EVERYTHING)
    assert [(one.rule, one.verdict) for one in found if one.verdict not in verdicts[one.rule]] == []
    assert all(check_arithmetic(one) for one in found)
    sentences = [check_sentence(one, NAMES) for one in found]
    assert all(part[:1].isupper() for sentence in sentences for part in f"{sentence} ".split(". ")[:-1])
    assert len({one.id for one in found}) == len(found)
    assert {one.rule for one in found} >= {"mirror", "two_sides", "sources_on_one_key", "parts_against_whole"}


def test_the_voices_conflict_over_tripling_alone() -> None:
    conflicts = [one for one in _checks(*EVERYTHING) if one.verdict is CheckVerdict.CONFLICT]
    assert conflicts
    assert all(TRIPLED in one.inputs for one in conflicts)


def test_ids_do_not_depend_on_what_else_is_held() -> None:
    alone = _only(CHINA_EXPORTS, ARTICLE_IMPORTS, rule="mirror")
    assert alone.id in {one.id for one in _checks(*EVERYTHING)}
    assert alone.id.startswith("mirror.CHN.KAZ.")


def test_sources_of_one_lineage_are_one_witness() -> None:
    def independent(*sources: SourceRef) -> bool | None:
        return are_independent([_usd(TOTAL, source, 24) for source in sources])

    assert independent(ARTICLE, NEWS) is False
    assert independent(ARTICLE, ARTICLE) is False
    assert independent(ARTICLE, CUSTOMS, CUSTOMS) is True
    assert independent(ARTICLE, _source("no-lineage")) is None
    assert independent(ARTICLE) is None


def test_equal_statements_of_one_lineage_are_one_row_with_their_voices() -> None:
    alike = [_usd(TOTAL, source, 24, step=1) for source in (ARTICLE, NEWS, _source("third", MINISTRY))]
    found = _only(*alike, rule="sources_on_one_key")
    assert (found.verdict, found.independent, len(found.inputs)) == (CheckVerdict.AGREE, False, 2)
    assert {fact.id for fact in (*found.inputs, *found.voices)} == {fact.id for fact in alike}
    other = _usd(TOTAL, NOVEMBER, 24.2)
    rows = _checks(*alike, other, rule="sources_on_one_key")
    assert [len(row.voices) for row in rows if other in row.inputs] == [2]
    assert len(rows) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"source": OCTOBER},
        {"basis": replace(KZ, valuation=Valuation.MIXED)},
        {"quantity": _quantity(24, "USD", Qualifier.MORE_THAN, None)},
        {"same_as": "group", "period": None},
    ],
)
def test_statements_that_differ_have_rows_of_their_own(change: dict[str, Any]) -> None:
    one, other = _usd(TOTAL, ARTICLE, 24, step=1), _usd(TOTAL, NEWS, 24, step=1)
    third = replace(_usd(TOTAL, _source("third", MINISTRY), 24, step=1), **change)
    found = _checks(one, other, third, rule="sources_on_one_key")
    assert all(third not in row.voices for row in found if third not in row.inputs)


def test_what_disagrees_comes_first() -> None:
    verdicts = [one.verdict for one in _checks(*EVERYTHING)]
    assert verdicts[0] is CheckVerdict.CONFLICT
    assert verdicts == sorted(verdicts, key=list(CheckVerdict).index)
    assert verdicts[-1] is CheckVerdict.AGREE


def test_a_growth_that_takes_a_figure_of_no_known_compiler_says_so() -> None:
    levels = _usd(EXPORT, OCTOBER, 13.2), _usd(EXPORT, YEAR_BEFORE, 9.8, period="2021", basis=UNKNOWN)
    found = _only(BY_34_7, *levels, rule="growth_against_levels")
    assert found.assumptions == ("a figure whose compiler is not known is on the same basis as the other",)
    assert _told(found).startswith(
        "On Kazakhstan's exports to China in 2022, one source gives a rise of 34.7% on 2021, by Kazakhstan's figures"
        " (october, 17 October 2023). From USD 9.8 billion, by unattributed figures (year-before, 29 November 2022), to"
        " USD 13.2 billion, by Kazakhstan's figures (october, 17 October 2023), is a rise of between 33.5% and 35.9%."
    )
    known = _only(BY_34_7, levels[0], replace(levels[1], basis=KZ), rule="growth_against_levels")
    assert known.assumptions == ()
    assert _told(known).startswith(
        "On Kazakhstan's exports to China in 2022, by Kazakhstan's figures, one source gives a rise of"
    )


def test_sources_replace_each_other_in_chains_and_never_in_circles() -> None:
    chain = {name: _source(name, supersedes=older) for name, older in (("c", "b"), ("b", "a"), ("a", None))}
    assert supersedes(chain["c"], chain["a"], chain)
    assert not supersedes(chain["a"], chain["c"], chain)
    circle = {name: _source(name, supersedes=older) for name, older in (("b", "a"), ("a", "b"))}
    assert not supersedes(circle["a"], chain["c"], circle)


# Properties

ends = st.fractions(min_value=0, max_value=100, max_denominator=8)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    one, other = sorted((draw(ends), draw(ends)))
    if one == other:
        return Interval.point(one)
    lower, upper = draw(st.sampled_from(((one, other), (one, other), (None, other), (one, None))))
    bounds = draw(st.sampled_from(("[]", "[)", "(]", "()")))
    return Interval.between(lower, upper, bounds)


def _expected(one: Interval, other: Interval) -> set[CheckVerdict]:
    """Decide by single numbers at and beside every end, nearer to it than any other end."""
    if any(one.holds(number) and other.holds(number) for number in {*_around(one), *_around(other)}):
        return {CheckVerdict.AGREE, CheckVerdict.COMPATIBLE}
    closures = (Interval.between(side.lower, side.upper, "[]") for side in (one, other))
    touching = not isinstance(intersection(*closures), Undefined)
    return {CheckVerdict.ADJACENT if touching else CheckVerdict.CONFLICT}


def _around(interval: Interval) -> list[Fraction]:
    stated = [end for end in (interval.lower, interval.upper) if end is not None]
    return [near for end in stated for near in (end - Fraction(1, 1000), end, end + Fraction(1, 1000))]


@settings(max_examples=500)
@given(intervals(), intervals())
def test_every_pair_of_intervals_lies_in_one_way_whatever_their_order(one: Interval, other: Interval) -> None:
    verdict = relation(one, other)
    assert verdict in _expected(one, other)
    assert relation(other, one) is verdict
    if verdict is CheckVerdict.AGREE:
        assert one.within(other) or other.within(one)


@settings(max_examples=200)
@given(intervals(), intervals(), st.sampled_from(("USD", "%")))
def test_gaps_are_those_between_what_has_no_number_in_common(one: Interval, other: Interval, unit: str) -> None:
    first, second = Measurement(one, None, unit), Measurement(other, None, unit)
    absolute, relative = gaps(first, second)
    assert (absolute, relative) == gaps(second, first)
    assert (absolute is None) is (relation(one, other) in (CheckVerdict.AGREE, CheckVerdict.COMPATIBLE))
    if absolute is not None:
        assert absolute.interval.lower is not None
        assert absolute.interval.lower >= 0


@settings(max_examples=100)
@given(intervals(), intervals())
def test_verdicts_are_the_same_from_either_side(one: Interval, other: Interval) -> None:
    first, second = (
        _fact(EXPORT, source, quantity)
        for source, interval in ((ARTICLE, one), (OCTOBER, other))
        if (quantity := Measurement(interval, None, "USD").shown)
    )
    there, back = (compare(CheckRule.SOURCES_ON_ONE_KEY, *pair, {}) for pair in ((first, second), (second, first)))
    assert (there.verdict, there.gap_absolute, there.gap_relative) == (
        back.verdict,
        back.gap_absolute,
        back.gap_relative,
    )


def test_whose_an_indicator_is_that_no_statistic_measures_is_told_only_where_it_is_known() -> None:
    border = Subject(MEASURES["border_length"], "KAZ", "CHN", None, None, None)

    def told(basis: Basis) -> str:
        lengths = [(ARTICLE, 1_783), (NEWS, 1_533)]
        stated = [
            _fact(border, source, _quantity(km, "km", Qualifier.ROUNDED, 1), kind=RecordKind.INDICATOR, basis=basis)
            for source, km in lengths
        ]
        (found,) = _checks(*stated)
        return _told(found)

    assert "figures" not in told(UNKNOWN)
    assert "Kazakhstan's figures" in told(KZ)
