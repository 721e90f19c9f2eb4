"""Search must find the same on both engines, so folding is done here and nowhere else."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vocabulary.text import fold, names_of, searchable


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("KAZ", "kaz"),
        ("  Almaty \t\n region ", "almaty region"),
        ("Türkiye", "turkiye"),
        ("Côte d’Ivoire", "cote d'ivoire"),
        ("Łódzkie", "lodzkie"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("Китай", "китаи"),
        ("ＣＨＩＮＡ", "china"),
        ("哈萨克斯坦", "哈萨克斯坦"),
        ("Khorgos – Eastern Gate", "khorgos - eastern gate"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_character_folds_to_something_stable() -> None:
    assigned = [one for one in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(one) not in ("Cn", "Co")]
    changed = {one: folded for one in assigned if (folded := fold(one)) != one}
    assert len(changed) > 10_000
    assert [one for one, folded in changed.items() if fold(folded) != folded] == []


@given(st.text())
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.casefold()) == fold(text)


@given(st.text(), st.text())
def test_folded_text_is_one_trimmed_line(left: str, right: str) -> None:
    folded = fold(f"{left}\n{right}")
    assert folded.splitlines() in ([], [folded])
    assert folded == folded.strip()


def test_search_text_holds_each_word_once() -> None:
    assert (
        searchable(["Kazakhstan", None, "\N{COMBINING ACUTE ACCENT}", "KAZAKHSTAN", "", "KZ", "Казахстан"])
        == "kazakhstan\nkz\nказахстан"
    )


def test_a_code_is_never_taken_for_a_name_of_something_else() -> None:
    names = names_of([("AB", 5, ("AB",), "Alpha"), ("CD", 0, ("CD",), "AB")])
    assert (names["ab"], names["cd"], names["alpha"]) == (("AB",), ("CD",), ("AB",))
