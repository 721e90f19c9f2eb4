"""References as BibTeX, as CSL-JSON, and as a sentence. Titles are data: nothing in them is read as markup."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from unicodedata import normalize

from app.reasoning.sentences.names import capital, day
from app.views.citing.citation import Citation, Cited
from app.vocabulary.terms import SourceKind
from app.web.rows.formats import to_json

_ENTRIES: Final = {SourceKind.ARTICLE: ("article", "journal"), SourceKind.REPORT: ("techreport", "institution")}
"""The type of entry of BibTeX for a kind of source, and what it calls the publisher; all others are `misc`."""
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every style of BibTeX defines."""
# Braces by their names: BibTeX counts those behind a backslash, too.
_SPECIAL: Final = {
    **{character: f"\\{character}" for character in "$&#%_"},
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}
_MARKS: Final = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u030b\u030c\u0323\u0327\u0328"
_ACCENTS: Final = dict(zip(_MARKS, "`'^~=u.\"rHvdck", strict=True))
"""The command of LaTeX for a combining mark of Unicode."""
_LIGATURE: Final = re.compile(r"([-`',<>])(?=\1)|[?!](?=`)")
"""What LaTeX prints as one character with the next: two hyphens as a dash."""
_TYPES: Final = {
    SourceKind.ARTICLE: "article-newspaper",
    SourceKind.REPORT: "report",
    SourceKind.STATEMENT: "speech",
    SourceKind.DATASET: "dataset",
}
"""The type of an item of CSL for a kind of source."""


def bibtex(_: Cited, citations: Sequence[Citation]) -> bytes:
    """Write references as entries of BibTeX."""
    return "\n".join(map(_entry, citations)).encode()


def _entry(one: Citation) -> str:
    entry, publisher = _ENTRIES.get(one.kind, ("misc", "howpublished"))
    year, month, day_of_month = (*one.date_parts, None, None, None)[:3]
    texts = {"title": one.title, "author": one.author, publisher: one.publisher}
    texts |= {"version": one.version, "note": one.credit}
    fields = {name: f"{{{_latex(text)}}}" for name, text in texts.items() if text}
    # In braces of their own: styles leave the capitals of a title, and take an author for one name.
    fields |= {name: f"{{{fields[name]}}}" for name in ("title", "author") if name in fields}
    plain = {"year": year, "day": day_of_month, "language": one.language}
    plain |= {"url": one.url, "urldate": one.accessed}
    fields |= {name: f"{{{value}}}" for name, value in plain.items() if value}
    if month:
        fields["month"] = _MONTHS[month - 1]
    return "".join((f"@{entry}{{{one.key}", *(f",\n  {name} = {text}" for name, text in fields.items()), "\n}\n"))


def _latex(text: str) -> str:
    """Write a text so that LaTeX prints it: what is a command there as its name, Latin accents as theirs."""
    return _LIGATURE.sub(r"\g<0>{}", "".join(map(_character, normalize("NFC", text))))


def _character(character: str) -> str:
    parts = normalize("NFD", character)
    if len(parts) == len("e\u0301") and parts[0].isascii() and parts[1] in _ACCENTS:
        return f"{{\\{_ACCENTS[parts[1]]}{{{parts[0]}}}}}"
    return _SPECIAL.get(character, character)


def csl_json(_: Cited, citations: Sequence[Citation]) -> bytes:
    """Write references as items of the Citation Style Language."""
    return to_json([dict(_members(one)) for one in citations])


def _members(one: Citation) -> Iterator[tuple[str, object]]:
    yield from {"id": one.key, "type": _TYPES[one.kind]}.items()
    if one.author:
        yield "author", [{"literal": one.author}]
    if one.issued:
        yield "issued", {"date-parts": [one.date_parts]}
    if one.accessed:
        yield "accessed", {"date-parts": [[*map(int, one.accessed.split("-"))]]}
    held_in = "container-title" if one.kind is SourceKind.ARTICLE else "publisher"
    texts = {
        "title": one.title,
        held_in: one.publisher,
        "URL": one.url,
        "language": one.language,
        "version": one.version,
    }
    yield from ((name, text) for name, text in {**texts, "note": one.credit}.items() if text)


def plain_text(_: Cited, citations: Sequence[Citation]) -> bytes:
    """Write references as one sentence; a title that is not known is told in brackets, as is the custom."""
    own, *sources = [", ".join(_parts(one)) for one in citations]
    note = f" ({citations[0].credit.removesuffix('.')})" if citations[0].credit else ""
    behind = f"; from {'; '.join(sources)}" if sources else ""
    return f"{capital(own)}{note}{behind}.\n".encode()


def _parts(one: Citation) -> Iterator[str]:
    title = f"“{one.title}”" if one.title else f"[{one.kind}, title not known]"
    yield from filter(None, (one.author, title, one.publisher, one.version))
    yield day(one.issued) if one.issued else "day not known"
    if one.url:
        yield f"<{one.url}>"
    if one.accessed:
        yield f"retrieved {day(one.accessed)}"
