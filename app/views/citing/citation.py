"""References: an answer and its sources as they call themselves, written as BibTeX, as CSL-JSON or as a sentence.

Titles are data: nothing in them is read as markup.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple
from unicodedata import normalize
from urllib.parse import quote

from sqlalchemy import RowMapping, select

from app.models.provenance import Source
from app.reasoning.sentences.names import capital, day
from app.vocabulary import tables_beside
from app.vocabulary.terms import SourceKind
from app.web.rows.cells import Row
from app.web.rows.formats import to_json
from app.web.snapshot import KEPT_IN_URLS, Snapshot

OURS: Final = "tradefacts"
_DAY: Final = len("2023-03-28")
_TITLES: Final = ("title", "name", "sentence", "quote", "explanation", "gist", "id")
"""Members that a record may be called by, the best first."""
SOURCE_KINDS: Final = tables_beside(__file__, "source-kinds.toml")
"""What each format calls a kind of source."""
_LINKS: Final = ("source", "sources")
"""Members that link to who states what an answer says."""


class Cited(NamedTuple):
    """An answer that is cited: its kind, such as `events`, its id among these, its address, and what it answers."""

    kind: str
    record: str
    origin: str
    path: str
    row: Row
    sources: tuple[str, ...]

    @property
    def address(self) -> str:
        """Its whole address."""
        return quote(f"{self.origin}{self.path}", KEPT_IN_URLS)

    @property
    def title(self) -> str:
        """What it is called."""
        return next(str(self.row[name]) for name in _TITLES if self.row.get(name))


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry of a list of references. Days may be months or years; what a source does not say is None."""

    key: str
    kind: SourceKind
    title: str | None
    author: str | None
    publisher: str | None
    issued: str | None
    url: str | None
    accessed: str | None
    language: str | None
    version: str | None
    credit: str | None

    @property
    def date_parts(self) -> list[int]:
        """Year, month and day, as far as they are known."""
        return [int(part) for part in (self.issued or "").split("-") if part]


def citations_of(cited: Cited, snapshot: Snapshot) -> list[Citation]:
    """Return the references of an answer, its own first, then its sources in the order in which it names them."""
    release = snapshot.release
    own = Citation(
        key=f"{OURS}-{cited.kind}.{cited.record}",
        kind=SourceKind.DATASET,
        title=_plain(cited.title),
        author=None,
        publisher=OURS,
        issued=release.loaded_at[:_DAY],
        url=quote(f"{cited.origin}{snapshot.permanent(cited.path)}", KEPT_IN_URLS),
        accessed=None,
        language="en",
        version=f"release {release.sequence}, {release.digest[:12]}",
        credit=cited.row.get("note"),
    )
    rows = snapshot.connection.execute(select(Source.__table__).where(Source.id.in_(cited.sources))).mappings()
    found = {row["id"]: _of_source(row) for row in rows}
    return [own, *(found[source] for source in cited.sources)]


def _of_source(row: RowMapping) -> Citation:
    """Return the reference of a source."""
    return Citation(
        key=row["id"],
        kind=SourceKind(row["kind"]),
        title=row["title"] and _plain(row["title"]),
        author=row["author"],
        publisher=row["publisher"],
        issued=row["published_on"],
        url=row["url"] and quote(row["url"], KEPT_IN_URLS),
        accessed=row["retrieved_on"],
        language=row["language"],
        version=row["version"],
        credit=row["attribution_line"],
    )


def sources_in(answer: object) -> tuple[str, ...]:
    """Return the ids of the sources that an answer names, wherever it does, each once."""
    return tuple(dict.fromkeys(_sources(answer)))


def _sources(answer: object) -> Iterator[str]:
    match answer:
        case list():
            for one in answer:
                yield from _sources(one)
        case dict():
            for name, member in answer.items():
                links = member if isinstance(member, list) else [member]
                if name in _LINKS:
                    yield from (link["id"] for link in links if isinstance(link, dict))
                yield from _sources(member)


def _plain(text: str) -> str:
    """Write a title in one line, without the full stop of a sentence."""
    return " ".join(text.split()).removesuffix(".")


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


def bibtex(_: Cited, citations: Sequence[Citation]) -> bytes:
    """Write references as entries of BibTeX."""
    return "\n".join(map(_entry, citations)).encode()


def _entry(one: Citation) -> str:
    entry, publisher = SOURCE_KINDS[one.kind]["bibtex"], SOURCE_KINDS[one.kind]["publisher"]
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
    yield from {"id": one.key, "type": SOURCE_KINDS[one.kind]["csl"]}.items()
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
