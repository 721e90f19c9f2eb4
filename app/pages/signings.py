"""Agreements as a page shows them: what several sources say of one signing together, parts below their whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from app.views.facts import AGREEMENTS_FACTS
from app.views.pairs import Pair
from app.views.reading import read_facts_with_places, read_records
from app.vocabulary.terms import RecordKind
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot

_COLUMNS: Final = AGREEMENTS_FACTS.columns


class Signing(NamedTuple):
    """What was signed: the day, the values stated, the line that tells most, those of other sources, its whole."""

    signed_on: str
    values: Sequence[str]
    line: Row
    others: Sequence[tuple[str, Row]]
    whole: str | None


def signings_of(snapshot: Snapshot, pair: Pair, lines: Sequence[Row]) -> list[Signing]:
    """Sort the agreements of a pair by what they are about, newest first; a part follows its whole."""
    records = read_records(snapshot, pair)[RecordKind.AGREEMENT]
    stated = {row["id"]: row for row in (dict(zip(_COLUMNS, one.beside, strict=False)) for one in records)}
    values = {
        fact.record: fact.shown["text"]
        for fact in read_facts_with_places(snapshot, pair)
        if fact.kind is RecordKind.AGREEMENT and fact.field == "value" and not fact.evidence
    }
    said = defaultdict[str, list[Row]](list)
    for line in lines:
        said[_group(stated[line["id"]])].append(line)
    bylines = snapshot.catalogue.bylines
    made = {group: _signing(group, each, stated, values, bylines) for group, each in said.items()}

    def below(whole: str | None) -> Iterator[Signing]:
        parts = [group for group, one in made.items() if (one.whole if one.whole in made else None) == whole]
        for _, group in sorted(((made[group].signed_on, group) for group in parts), reverse=True):
            yield made[group]
            yield from below(group)

    return [*below(None)]


def _group(row: Row) -> str:
    """Return the id that all statements on one thing lead to."""
    group: str = row["same_as"] or row["id"]
    return group


def _signing(
    group: str, said: Sequence[Row], stated: Mapping[str, Row], values: Mapping[str, str], bylines: Mapping[str, str]
) -> Signing:
    best = next((line for line in said if line["id"] == group), said[0])
    others = [line for line in said if line is not best]
    ids = [line["id"] for line in (best, *others)]
    wholes = (stated[whole] for one in ids if (whole := stated[one]["part_of"]) in stated)
    return Signing(
        signed_on=max((stated[one]["signed_on"] or "" for one in ids), key=len),
        values=[*dict.fromkeys(values[one] for one in ids if one in values)],
        line=best,
        others=[(bylines[stated[line["id"]]["source"]], line) for line in others],
        whole=next(map(_group, wholes), None),
    )
