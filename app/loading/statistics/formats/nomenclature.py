"""A nomenclature: UN Comtrade's list of one edition of the Harmonized System, with each code's parent."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from pydantic import TypeAdapter, ValidationError

from app.loading import Plain
from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.reading.columns import Columns
from app.loading.statistics.reading.tables import Rows
from app.loading.statistics.trouble import Found, Place, Tally
from app.vocabulary import ALL_GOODS, CommodityLevel
from app.vocabulary import Nomenclature as Origin
from app.vocabulary.text import searchable

_LEVELS: Final = {2: CommodityLevel.CHAPTER, 4: CommodityLevel.HEADING, 6: CommodityLevel.SUBHEADING}
_ADDED: Final = "99"
_TOTAL_APART: Final = "TOTAL, which is there already and the same in every edition"
_NO_CODE: Final = "is no code of two, four or six digits or capital letters"
_NO_TEXT: Final = "says nothing"
_OTHER_TEXT: Final = "is the text of another code, with which it begins"
_NOT_PLAIN: Final = "is not plain text of at most 1,000 characters"
_DOUBLE: Final = "has several rows"
_NO_PARENT: Final = "is no code of this file, or one that does not load, so what lies below it would hang in the air"
_WRONG_PARENT: Final = "is not the code's own beginning"
_NOTE: Final = "Not a code of the Harmonized System: UN Comtrade adds it for what is left open."

_PLAIN: Final = TypeAdapter(Plain)
_LEADING: Final = re.compile(r"[0-9]{2}(?:[0-9A-Z]{2}){0,2}(?= +-)")
"""The code before its text, as in `01 - Live animals`."""
_EDITION: Final = re.compile(r"\bH[0-9]\b")

OnRefused = Callable[[Place, list[Found]], None]


class Nomenclature:
    """The rules of a list of codes; all editions have the same columns."""

    columns: ClassVar = Columns(("id", "text", "parent"))

    def __init__(self, edition: str) -> None:
        self._edition = edition
        self._found: defaultdict[str, list[tuple[Place, str, str]]] = defaultdict(list)

    def take(self, rows: Rows, tally: Tally, on_refused: OnRefused) -> None:
        """Check the rows of a block one by one."""
        places = rows.header.places
        for line, fields in rows.records():
            tally.read += 1
            place = Place(rows.file, line)
            if isinstance(fields, Found):
                _refuse(place, [fields], tally, on_refused)
                continue
            code, text, parent = (fields[places[name]].strip() for name in self.columns.required)
            if code == ALL_GOODS:
                self._hold_edition(text)
                tally.set_apart(_TOTAL_APART)
                continue
            faults = self._faults(code, text, parent)
            if faults:
                _refuse(place, faults, tally, on_refused)
            else:
                self._found[code].append((place, text, parent))

    def finished(self, tally: Tally, on_refused: OnRefused) -> list[Mapping[str, Any]]:
        """Give the rows of `commodities`, parents first; what has no parent, or several rows, is refused."""
        rows: list[Mapping[str, Any]] = []
        there = {ALL_GOODS}
        for code, found in sorted(self._found.items(), key=lambda item: (len(item[0]), item[0])):
            (place, text, parent), *others = found
            if others:
                for place, *_ in found:
                    _refuse(place, [Found(_DOUBLE, "id", code)], tally, on_refused)
            elif parent not in there:
                _refuse(place, [Found(_NO_PARENT, "parent", parent)], tally, on_refused)
            else:
                there.add(code)
                rows.append(self._row(code, text, parent))
        return rows

    def _hold_edition(self, text: str) -> None:
        """Hold the edition against the one that UN Comtrade names beside its total (`Total - All H5 Commodities`)."""
        said = _EDITION.search(text)
        if said and said[0] != self._edition:
            raise Refused([Fault("--edition", "", f"{self._edition}, but the file says of its total {shown(text)}")])

    def _faults(self, code: str, text: str, parent: str) -> list[Found]:
        faults = []
        is_code = code.isascii() and code.isalnum() and code == code.upper() and len(code) in _LEVELS
        if not is_code or not code[:2].isdigit():
            faults.append(Found(_NO_CODE, "id", code))
        elif parent != (code[:-2] or ALL_GOODS):
            faults.append(Found(_WRONG_PARENT, "parent", parent))
        leading, name = _LEADING.match(text), _named(code, text)
        if not name:
            faults.append(Found(_NO_TEXT, "text", text))
        elif leading and leading[0] != code:
            faults.append(Found(_OTHER_TEXT, "text", text))
        elif not _is_plain(name):
            faults.append(Found(_NOT_PLAIN, "text", text))
        return faults

    def _row(self, code: str, text: str, parent: str) -> Mapping[str, Any]:
        name = _named(code, text)
        is_added = code.startswith(_ADDED)
        return {
            "id": f"{self._edition}-{code}",
            "nomenclature": str(Origin.UN_COMTRADE if is_added else Origin.HS),
            "edition": self._edition,
            "code": code,
            "level": str(_LEVELS[len(code)]),
            "name": name,
            "parent": parent if parent == ALL_GOODS else f"{self._edition}-{parent}",
            "note": _NOTE if is_added else None,
            "search": searchable((name, code)),
        }


def _named(code: str, text: str) -> str:
    """Take the code from the front of its text (`01 - Live animals`)."""
    return re.sub(rf"^{re.escape(code)}(?![0-9A-Z])", "", text).lstrip(" -")


def _is_plain(name: str) -> bool:
    try:
        return bool(_PLAIN.validate_python(name))
    except ValidationError:
        return False


def _refuse(place: Place, faults: list[Found], tally: Tally, on_refused: OnRefused) -> None:
    tally.refuse(place, faults)
    on_refused(place, faults)
