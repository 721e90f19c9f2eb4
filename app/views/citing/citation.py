"""What a list of references names: the sources of an answer as they call themselves, and the answer itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import quote

from sqlalchemy import RowMapping, select

from app.models.provenance import Source
from app.vocabulary.terms import SourceKind
from app.web.answers.responses import KEPT_IN_URLS
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

OURS: Final = "tradefacts"
_DAY: Final = len("2023-03-28")
_TITLES: Final = ("title", "name", "sentence", "quote", "explanation", "gist", "id")
"""Members that a record may be called by, the best first."""
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
