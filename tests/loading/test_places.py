"""Quotes are found again by their words and neighbours, whatever white space a copy of their text has."""

import hashlib
import textwrap
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from app.cli import FOUND_AGAIN, app
from app.loading.dossiers import Dossier
from app.loading.dossiers.proof import ProofReport, prove
from app.loading.dossiers.quotes import Quotation, Whereabouts, found_in, neighbours_of
from app.reasoning.reader.prose import sentences

PROJECT = Path(__file__).parents[2]
SEED = PROJECT / "seed" / "timesca-565m.toml"
SAY = CliRunner()

TEXT = (
    "A fair in the old town\n\n"
    "The mayor opened the fair in the town hall; the fair ended on Sunday\n"
    "with a well-attended dance, and the mayor thanked everybody who had come.\n"
)


def quoted(words: str, start: int, end: int | None = None, prefix: str = "", suffix: str = "") -> Quotation:
    return Quotation("path", words, start, end or start + len(words), prefix, suffix, None)


def dossier(*quotes: dict[str, Any], text: str = TEXT) -> Dossier:
    """Give a dossier of a text with some quotes, and no sentence that has to speak."""
    source: dict[str, object] = {"id": "fair", "kind": "article", "title": "The fair"}
    source |= {"text_sha256": hashlib.sha256(text.encode()).hexdigest(), "text_length": len(text)}
    silent = [
        {"at": start, "reason": "None."}
        for start, end in sentences(text)
        if not any(start < quote["at"] + len(quote["quote"]) and quote["at"] < end for quote in quotes)
    ]
    evidence = [{"field": "name", **quote} for quote in quotes]
    event = {"id": "fair", "name": "Fair", "kind": "forum", "evidence": evidence}
    return Dossier.model_validate({"source": source, "coverage": {"silent_sentences": silent}, "events": [event]})


def report(*quotes: dict[str, Any], text: str = TEXT, copy: str | None = None) -> ProofReport:
    return prove(dossier(*quotes, text=text), (text if copy is None else copy).encode())


def told(*quotes: dict[str, Any], text: str = TEXT, copy: str | None = None) -> list[str]:
    """Give what is wrong with the quotes themselves."""
    return [str(fault) for fault in report(*quotes, text=text, copy=copy).others if fault.path.startswith("events")]


def count(proof: ProofReport, whereabouts: Whereabouts) -> int:
    return sum(found.whereabouts is whereabouts for found in proof.found)


OVER: dict[str, Any] = {"quote": "ended on Sunday with a well-attended dance", "at": TEXT.index("ended")}


# A quote in the text that was read


def test_a_quote_runs_over_a_line_break() -> None:
    proof = report(OVER)
    assert proof.proved, proof.faults
    assert count(proof, Whereabouts.AT_PLACE) == len(proof.found) == 1


@pytest.mark.parametrize("between", ["\r\n", "\n    ", "\n\n", " \n", "\t\n", "\u00a0\n\u00a0"])
def test_a_longer_break_needs_the_end_of_its_piece(between: str) -> None:
    text = TEXT.replace("Sunday\nwith", f"Sunday{between}with")
    end = OVER["at"] + len(OVER["quote"]) + len(between) - 1
    (fault,) = told(OVER, text=text)
    assert fault.endswith(f"ends at {end}, not at {end - len(between) + 1}: end = {end}")
    assert told(OVER | {"end": end}, text=text) == []


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\t", "\u3000"])
def test_one_white_space_is_as_good_as_another(space: str) -> None:
    assert told(OVER, text=TEXT.replace("Sunday\nwith", f"Sunday{space}with")) == []


def test_white_space_where_the_text_has_none_is_none_of_its_words() -> None:
    (fault,) = told({"quote": "ended on Sun day", "at": OVER["at"]})
    assert fault.endswith("and nowhere else")


def test_neighbours_stand_beside_their_quote() -> None:
    fair = {"quote": "the fair", "at": TEXT.index("the fair ended")}
    assert told(fair | {"prefix": "hall; ", "suffix": " ended"}) == []
    (fault,) = told(fair | {"prefix": "opened "})
    assert fault.endswith("but first at 41"), fault
    (fault,) = told(fair | {"suffix": " began"})
    assert fault.endswith(f"stands at 41, {fair['at']}, but not between its prefix and suffix"), fault


def test_a_quote_like_others_is_told_with_what_tells_it_apart() -> None:
    fair = {"quote": "the fair", "at": TEXT.index("the fair ended")}
    (remark,) = report(fair).remarks
    assert str(remark).endswith(f"stands at 41, {fair['at']}; prefix = '; ' would tell which")
    assert report(fair).proved
    assert report(fair | {"prefix": "; "}).remarks == ()


def test_nothing_tells_two_equal_passages_apart() -> None:
    text = ("so it was said then and there " * 8).strip() + "\n"
    (remark,) = report({"quote": "it was", "at": text.index("it was", 100)}, text=text).remarks
    assert str(remark).endswith("no prefix and suffix would tell which")


def test_neighbours_count_as_held() -> None:
    fair = {"quote": "the fair", "at": TEXT.index("the fair ended")}
    assert report(fair | {"prefix": "hall; ", "suffix": " ended"}).quoted == len("hall; the fair ended")


# Another copy


COPIES = {
    "crlf": TEXT.replace("\n", "\r\n"),
    "one line": " ".join(TEXT.split()),
    "a line for each word": "\n".join(TEXT.replace("-", "-\n").split()),
    "reflowed": "\n\n".join(textwrap.fill(part, 17) for part in TEXT.split("\n\n")),
    "no breaks": TEXT.replace(" ", "\u00a0"),
    "byte order mark": f"\ufeff{TEXT}",
    "after a heading": f"The Daily\n\n{TEXT}",
    "indented": textwrap.indent(TEXT, "\t  "),
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_every_quote_is_found_again(copy: str) -> None:
    fair = {"quote": "the fair", "at": TEXT.index("the fair ended"), "prefix": "town hall; ", "suffix": " ended"}
    proof = report(OVER, fair, {"quote": "thanked", "at": TEXT.index("thanked")}, copy=copy)
    assert proof.found_again, proof.faults
    assert not proof.proved
    assert count(proof, Whereabouts.NOT_FOUND) == count(proof, Whereabouts.UNDECIDED) == 0
    for found in proof.found:
        ((start, end),) = found.spans
        assert "".join(copy[start:end].split()) == "".join(found.quotation.words.split())
        assert (found.whereabouts is Whereabouts.AT_PLACE) == (start == found.quotation.start)


@pytest.mark.parametrize(
    "piece",
    [{"quote": "attended", "prefix": "well-"}, {"quote": "well-", "suffix": "attended"}],
    ids=["prefix", "suffix"],
)
def test_a_line_may_be_broken_between_a_quote_and_its_neighbour(piece: dict[str, Any]) -> None:
    quote = piece | {"at": TEXT.index(piece["quote"])}
    assert report(quote, copy=TEXT.replace("well-attended", "well-\nattended")).found_again


def test_what_another_copy_lacks_is_told() -> None:
    (fault,) = told(OVER, copy=TEXT.replace("Sunday", "Monday"))
    assert fault.endswith(f"does not stand at {OVER['at']}, and nowhere else")
    (fault,) = told({"quote": "the fair", "at": 41}, copy=f"\n{TEXT}")
    assert fault.endswith(f"does not stand at 41, but at 42, {TEXT.index('the fair ended') + 1}")
    (fault,) = told(
        {"quote": "the fair", "at": 41, "suffix": " in"}, copy=TEXT.replace("fair in the town", "fair at the town")
    )
    assert fault.endswith("but not between its prefix and suffix")


def test_another_text_is_no_proof_even_where_every_quote_is_at_its_place() -> None:
    proof = report(OVER, copy=TEXT.replace("everybody", "all those"))
    assert proof.found_again
    assert count(proof, Whereabouts.AT_PLACE) == 1
    assert [fault.path for fault in proof.faults] == ["source.text_sha256"]


def test_a_dossier_without_a_hash_is_held_against_the_whole_text() -> None:
    whole = dossier(OVER)
    bare = whole.model_copy(update={"source": whole.source.model_copy(update={"text_sha256": None})})
    proof = prove(bare, TEXT.encode())
    assert not proof.another_text
    assert proof.sentences == 3


# Any text

WORDS = st.sampled_from(
    ["the", "fair", "a", "town-hall", "foot-and-mouth", "in", "fa", "$13", "billion.", "“hall”", "—"]
)
SPACES = st.sampled_from([" ", "\n", "\r\n", "\n\n", "\t", "  ", "\u00a0", "\u202f\n", "\u200b\n", "\u2028"])


@given(st.lists(WORDS, min_size=1, max_size=60), st.data())
def test_a_quote_is_found_in_any_reflow(words: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, min(len(words) - 1, first + 4)))
    text = " ".join(words)
    start = len(" ".join([*words[:first], ""])) if first else 0
    quote = quoted(" ".join(words[first : last + 1]), start)
    pair = neighbours_of(text, quote)
    if pair is None:
        assert len(found_in(text, quote).spans) > 1
        return
    assert all(len(words) <= 32 for words in pair)
    copy, at = "", -1
    for index, word in enumerate(words):
        copy += data.draw(SPACES) if index else data.draw(st.sampled_from(["", "\ufeff", "\n"]))
        at = len(copy) if index == first else at
        copy += "-\n".join(word.split("-")) if data.draw(st.booleans()) else word
    found = found_in(copy, quote._replace(prefix=pair[0], suffix=pair[1]))
    assert found.starts == (at,)


# The command


def said(folder: Path, toml: str, text: str, *more: str) -> tuple[int, str, str]:
    (folder / "fair.toml").write_text(toml, encoding="utf-8")
    (folder / "text.txt").write_bytes(text.encode())
    ended = SAY.invoke(app, ["prove", str(folder / "fair.toml"), str(folder / "text.txt"), *more])
    return ended.exit_code, ended.stdout, ended.stderr


TOML = f"""
coverage.silent_sentences = [{{ at = 0, reason = "The headline." }}]
[source]
id = "fair"
kind = "article"
title = "The fair"
text_sha256 = "{hashlib.sha256(TEXT.encode()).hexdigest()}"
text_length = {len(TEXT)}
[[events]]
id = "fair"
name = "Fair"
kind = "forum"
evidence = [{{ field = "name", quote = "{OVER["quote"]}", at = {OVER["at"]} }}]
"""


def test_the_command_ends_as_the_quotes_are_found(tmp_path: Path) -> None:
    counted = "1 quote behind 1 statement"
    code, out, trouble = said(tmp_path, TOML, TEXT)
    assert (code, trouble) == (0, "")
    assert out.startswith(
        f"fair: proved, {counted} (1 at its place, 0 elsewhere, 0 at several places, 0 not found), 42 of"
    )
    assert "at its place at 77" in said(tmp_path, TOML, TEXT, "--each")[1]

    code, out, trouble = said(tmp_path, TOML, TEXT.replace("\n", "\r\n"))
    assert code == FOUND_AGAIN == 3
    path = f"events[0].name: '{OVER['quote']}', said to stand at {OVER['at']}"
    assert out.splitlines()[0] == f"{path}: elsewhere at {OVER['at'] + 2}"
    assert out.splitlines()[1].startswith("fair: found again in another text")
    assert trouble.startswith("source.text_sha256: is ")

    code, out, trouble = said(tmp_path, TOML, TEXT.replace("Sunday", "Monday"))
    assert (code, out) == (1, "")
    assert trouble.splitlines()[-1].startswith(
        f"fair: not proved, {counted} (0 at its place, 0 elsewhere, 0 at several"
    )


# The article itself


@pytest.fixture
def article(article_copy: Path) -> str:
    return article_copy.read_text(encoding="utf-8")


@pytest.fixture
def seed() -> Dossier:
    return Dossier.model_validate(tomllib.loads(SEED.read_text(encoding="utf-8"), parse_float=Decimal))


@pytest.mark.parametrize("width", [20, 41, 72, 10_000])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_every_quote_of_the_article_is_found_in_any_reflow(article: str, seed: Dossier, width: int, ends: str) -> None:
    reflowed = "\n\n".join(textwrap.fill(part, width, break_long_words=False) for part in article.split("\n\n"))
    proof = prove(seed, reflowed.replace("\n", ends).encode())
    assert [str(fault) for fault in proof.others] == []
    assert proof.found_again
    flat = "".join(article.split())
    for found in proof.found:
        ((_, end),) = found.spans
        copy = reflowed.replace("\n", ends)
        assert "".join(copy[:end].split()) == flat[: len("".join(article[: found.quotation.end].split()))]


def test_no_quote_of_the_article_needs_further_neighbours(article: str, seed: Dossier) -> None:
    proof = prove(seed, article.encode())
    assert proof.remarks == ()
    assert 2 * proof.quoted <= len(article)


def test_only_quotes_like_others_have_neighbours(article: str, seed: Dossier) -> None:
    """The text beside a quote is as little as will do: each of its ends is needed."""
    for found in prove(seed, article.encode()).found:
        quote = found.quotation
        for bare in (quote._replace(prefix=""), quote._replace(suffix="")):
            if bare != quote:
                assert len(found_in(article, bare).spans) > 1, quote.path
