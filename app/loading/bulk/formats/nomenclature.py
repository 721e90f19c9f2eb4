"""A nomenclature: UN Comtrade's list of one edition of the Harmonized System, with each code's parent."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final

from app.loading.bulk.reading.columns import Columns
from app.loading.bulk.reading.tables import Rows
from app.loading.bulk.trouble import Found, Place, Tally
from app.vocabulary import ALL_GOODS, CommodityLevel
from app.vocabulary import Nomenclature as Origin
from app.vocabulary.folding import searchable

_LEVELS: Final = {2: CommodityLevel.CHAPTER, 4: CommodityLevel.HEADING, 6: CommodityLevel.SUBHEADING}
_ADDED: Final = "99"
_TOTAL_APART: Final = "TOTAL, which is there already and the same in every edition"
_NO_CODE: Final = "is no code of two, four or six digits or capital letters"
_NO_TEXT: Final = "says nothing"
_DOUBLE: Final = "stands there twice"
_NO_PARENT: Final = "is no code of this file, so what lies below it would hang in the air"
_WRONG_PARENT: Final = "is not the code's own beginning"
_NOTE: Final = "Not a code of the Harmonized System: UN Comtrade adds it for what is left open."

OnRefused = Callable[[Place, list[Found]], None]


class Nomenclature:
    """The rules of a list of codes; all editions have the same columns."""

    columns: ClassVar = Columns(("id", "text", "parent"))

    def __init__(self, edition: str) -> None:
        self._edition = edition
        self._found: dict[str, tuple[Place, str, str]] = {}

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
                tally.set_apart(_TOTAL_APART)
                continue
            faults = self._faults(code, text, parent)
            if faults:
                _refuse(place, faults, tally, on_refused)
            else:
                self._found[code] = (place, text, parent)

    def finished(self, tally: Tally, on_refused: OnRefused) -> list[Mapping[str, Any]]:
        """Give the rows of `commodities`, parents before what lies below them; a code without its parent is refused."""
        rows: list[Mapping[str, Any]] = []
        there = {ALL_GOODS}
        for code, (place, text, parent) in sorted(self._found.items(), key=lambda item: (len(item[0]), item[0])):
            if parent not in there:
                _refuse(place, [Found(_NO_PARENT, "parent", parent)], tally, on_refused)
                continue
            there.add(code)
            rows.append(self._row(code, text, parent))
        return rows

    def _faults(self, code: str, text: str, parent: str) -> list[Found]:
        faults = []
        is_code = code.isascii() and code.isalnum() and code == code.upper() and len(code) in _LEVELS
        if not is_code or not code[:2].isdigit():
            faults.append(Found(_NO_CODE, "id", code))
        elif parent != (code[:-2] or ALL_GOODS):
            faults.append(Found(_WRONG_PARENT, "parent", parent))
        if code in self._found:
            faults.append(Found(_DOUBLE, "id", code))
        if not _named(code, text):
            faults.append(Found(_NO_TEXT, "text", text))
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
    return text.removeprefix(code).lstrip(" -").rstrip()


def _refuse(place: Place, faults: list[Found], tally: Tally, on_refused: OnRefused) -> None:
    tally.refuse(place, faults)
    on_refused(place, faults)
