"""Authors of dossiers hear what is wrong, where, and what they probably meant; all of it at once."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, field_validator

from app.loading import Examination, read
from app.loading.dossiers import Dossier
from app.loading.faults import (
    LONGEST_ECHO,
    Fault,
    Refused,
    fault_of_toml,
    path_of,
    shown,
    suggestion,
)

SOURCE = """
[source]
id = "an-article"
kind = "article"
title = "A title"
"""
FLOW = """
[[trade_flows]]
reporter = "KAZ"
partner = "CHN"
flow = "export"
period = "2022"
commodity = "TOTAL"
basis = { kind = "reported" }
"""


def told(tmp_path: Path, text: str | bytes) -> list[Fault]:
    file = tmp_path / "an-article.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Refused) as refused:
        read(file, Dossier)
    assert {fault.file for fault in refused.value.faults} == {"an-article.toml"}
    return list(refused.value.faults)


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "an-article.toml"
    file.write_text(SOURCE + FLOW + 'primary_value = { value = 13.5, unit = "USD", qualifier = "exact" }')
    value = read(file, Dossier).trade_flows[0].primary_value
    assert value is not None
    assert str(value.value) == "27/2"


@pytest.mark.parametrize(
    ("flow", "path", "reason"),
    [
        (
            'primary_value = { value = 1, unit = "USD", qualifier = "exact", stepp = 1 }',
            "trade_flows[0].primary_value.stepp",
            "did you mean 'step'?",
        ),
        (
            'primary_value = { value = 1, unit = "USD", qualifier = "more_then" }',
            "trade_flows[0].primary_value.qualifier",
            "nearly, more_than, at_least, less_than, at_most, between; did you mean 'more_than'?",
        ),
        (
            'primary_value = { value = 1, qualifier = "exact" }',
            "trade_flows[0].primary_value.unit",
            "is missing",
        ),
        (
            'primary_value = { value = 1, unit = "USD", qualifier = "exact", step = "ten" }',
            "trade_flows[0].primary_value.step",
            "only a fraction such as '100/3' may stand in quotation marks; found 'ten'",
        ),
        ('value_status = "not_stated"\nspeaker = 7', "trade_flows[0].speaker", "must be text; found 7"),
        (
            'value_status = "not_stated"\nspeaker = "a b"',
            "trade_flows[0].speaker",
            "must be letters and digits, with single hyphens between them; found 'a b'",
        ),
        (
            'value_status = "not_stated"\nnote = 2023-03-28',
            "trade_flows[0].note",
            "must be text; found 2023-03-28, and a date is written in quotation marks here",
        ),
        (
            'value_status = "not_stated"\nstatement = 1000',
            "trade_flows[0].statement",
            "must be at most 999; found 1000",
        ),
        ('value_status = "not_stated"\nevidence = "x"', "trade_flows[0].evidence", "must be a list; found 'x'"),
        ('value_status = "not_stated"\nprimary_value = 1', "trade_flows[0].primary_value", "must be a table; found 1"),
        ("", "trade_flows[0]", "a flow has a primary_value or a growth, or else a value_status that says why not"),
    ],
)
def test_reasons(tmp_path: Path, flow: str, path: str, reason: str) -> None:
    (fault,) = told(tmp_path, SOURCE + FLOW + flow)
    assert fault.path == path
    assert fault.reason.endswith(reason)


def test_an_unknown_key_is_told_which_keys_there_are(tmp_path: Path) -> None:
    (fault,) = told(tmp_path, SOURCE + "publisherr = 'x'")
    assert fault.path == "source.publisherr"
    assert "published_on, publisher, relays" in fault.reason
    assert fault.reason.endswith("did you mean 'publisher'?")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = told(
        tmp_path, SOURCE + 'language = "English"\n' + FLOW + "flow_ = 1\n" + FLOW.replace("export", "exports")
    )
    places = {fault.path for fault in faults}
    assert {"source.language", "trade_flows[0].flow_", "trade_flows[1].flow"} <= places


@pytest.mark.parametrize(
    ("text", "path", "reason"),
    [
        ("[source\n", "line 1, column 8", "this is not TOML"),
        ('a = 1\nb = "', "end of document", "this is not TOML"),
        (b"a = '\xff'", "byte 5", "UTF-8"),
        ("a = " + "9" * 5000, "", "too many digits"),
        ("a = 1e9999999999999999999", "", "too many digits"),
        ("a = 1e-9999999999999999999", "", "too many digits"),
    ],
)
def test_files_that_are_no_toml(tmp_path: Path, text: str | bytes, path: str, reason: str) -> None:
    (fault,) = told(tmp_path, text)
    assert fault.path == path
    assert reason in fault.reason


def test_deep_nesting_is_a_fault(tmp_path: Path) -> None:
    assert told(tmp_path, "a = " + "[" * 100_000)


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"nowhere\.toml: cannot be read"):
        read(tmp_path / "nowhere.toml", Dossier)


@given(st.text(min_size=100, max_size=300))
def test_long_values_are_not_repeated(text: str) -> None:
    examination = Examination("x.toml")
    examination.refer("actors[0].area", text, {"KAZ"}, "area")
    assert len(examination.faults[0].reason) <= LONGEST_ECHO + len("unknown area ; did you mean 'KAZ'?")


@pytest.mark.parametrize("field", ["id", "kind", "title", "publisher", "url", "published_on", "language"])
def test_reasons_stay_short_whatever_the_value(tmp_path: Path, field: str) -> None:
    source = {"id": "a", "kind": "article", "title": "a"} | {field: "é" * 2000}
    lines = "\n".join(f'{key} = "{value}"' for key, value in source.items())
    (fault,) = told(tmp_path, f"[source]\n{lines}")
    assert fault.path == f"source.{field}"
    assert "é" * LONGEST_ECHO not in fault.reason
    assert "é" * 20 in fault.reason


class Echoing(BaseModel):
    """A shape whose validator repeats what it was given."""

    word: str

    @field_validator("word")
    @classmethod
    def _refuse(cls, word: str) -> str:
        raise ValueError(f"{word} is no good")


def test_a_validator_that_repeats_a_long_value_is_cut_short(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(f'word = "{"y" * 2000}"')
    with pytest.raises(Refused) as refused:
        read(tmp_path / "x.toml", Echoing)
    (fault,) = refused.value.faults
    assert "is no good; found 'yyy" in fault.reason
    assert "y" * LONGEST_ECHO not in fault.reason


@given(st.one_of(st.integers(), st.decimals(), st.text(), st.just(10**5000), st.just(-(10**5000))))
def test_shown_is_one_short_line(value: Any) -> None:
    text = shown(value)
    assert len(text) <= LONGEST_ECHO
    assert len(text.splitlines()) == 1


def test_suggestions_ignore_case_and_distance_has_a_limit() -> None:
    assert suggestion("kaz", ["CHN", "KAZ"]) == "; did you mean 'KAZ'?"
    assert suggestion("zzz", ["CHN", "KAZ"]) == ""


def test_paths() -> None:
    assert path_of(("trade_flows", 3, "growth", "step")) == "trade_flows[3].growth.step"
    assert path_of(("aliases", "E N", "[key]")) == "aliases.'E N'"
    assert path_of(()) == ""


def test_a_fault_reads_as_one_line() -> None:
    assert str(Fault("a.toml", "source.id", "is missing")) == "a.toml: source.id: is missing"
    assert str(Fault("a.toml", "", "cannot be read")) == "a.toml: cannot be read"
    assert str(Refused([Fault("a", "b", "c"), Fault("d", "e", "f")])) == "a: b: c\nd: e: f"


def test_toml_errors_without_a_place_are_kept() -> None:
    assert fault_of_toml(tomllib.TOMLDecodeError("odd")) == ("", "this is not TOML: odd")


def test_examination_gathers() -> None:
    examination = Examination("x.toml")
    parents = {"a": "b", "b": "a", "c": None, "d": "nowhere", "e": "a"}
    for key in parents:
        examination.ancestry(f"areas.{key}", key, parents, "area")
    taken = {"c"}
    for place, code in (("c", "c"), ("f", "f"), ("g", "f"), ("h", None)):
        examination.once(f"areas.{place}", code, taken, "code")
    assert [(fault.path, fault.reason) for fault in examination.faults] == [
        ("areas.a", "'a' cannot lie within itself"),
        ("areas.b", "'b' cannot lie within itself"),
        ("areas.d", "unknown area 'nowhere'"),
        ("areas.c", "code 'c' is taken already"),
        ("areas.g", "code 'f' is taken already"),
    ]
