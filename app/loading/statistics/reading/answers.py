"""Rows of the JSON that UN Comtrade's API answers: an object whose `data` is a list of flat objects."""

import json
from collections.abc import Iterator
from typing import Any, Final

from app.loading.faults import Fault, Refused, shown
from app.loading.statistics.reading.columns import Columns, header_of
from app.loading.statistics.reading.survey import Surveyed
from app.loading.statistics.reading.tables import Rows
from app.loading.statistics.trouble import Found

_ROWS: Final = "data"
_COUNT: Final = "count"
_TROUBLE: Final = ("error", "message")
_LARGEST: Final = 1 << 30


def answer(file: int, surveyed: Surveyed, columns: Columns) -> Iterator[Rows]:
    """Read an answer whole (the API gives at most 250,000 rows); a row's line is its place in `data`, from 1."""
    objects = _objects(surveyed)
    names = tuple(dict.fromkeys(name for one in objects if isinstance(one, dict) for name in one))
    if odd := [name for name in names if not _is_text(name)]:
        raise Refused([Fault(surveyed.name, _ROWS, f"the name {shown(odd[0])} is no text")])
    header = header_of(surveyed.name, names, columns)
    ready = [(place, _fields(one, header.names)) for place, one in enumerate(objects, 1)]
    texts = [
        json.dumps(one) if isinstance(fields, Found) else "" for one, (_, fields) in zip(objects, ready, strict=True)
    ]
    yield Rows(file, header, 1, ready=ready, texts=texts)


def _objects(surveyed: Surveyed) -> list[Any]:
    with surveyed.open() as (stream, _):
        text = stream.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise Refused([Fault(surveyed.name, "", "an answer of more than 1 GiB; take the CSV download")])
    try:
        whole = json.loads(
            surveyed.utf8(text, 1).decode(),
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_once,
        )
    except (ValueError, RecursionError) as error:
        raise Refused([Fault(surveyed.name, "", f"this is not JSON: {error}")]) from None
    if faults := _said(surveyed.name, whole):
        raise Refused(faults)
    objects = whole.get(_ROWS) if isinstance(whole, dict) else None
    if not isinstance(objects, list):
        found = sorted(whole) if isinstance(whole, dict) else type(whole).__name__
        raise Refused(
            [Fault(surveyed.name, _ROWS, f"must be a list of rows, as UN Comtrade answers; found {shown(found)}")]
        )
    if not objects:
        raise Refused([Fault(surveyed.name, _ROWS, "the list holds no rows")])
    return objects


def _said(name: str, whole: Any) -> list[Fault]:
    """Hear what the answer says of itself: trouble that the API had, or more rows than are there."""
    if not isinstance(whole, dict):
        return []
    if isinstance(whole, _Doubled):
        return [Fault(name, "", "the answer says a key twice")]
    faults = [Fault(name, key, f"the API answered {shown(whole[key])}") for key in _TROUBLE if whole.get(key)]
    rows, count = whole.get(_ROWS), whole.get(_COUNT)
    if isinstance(rows, list) and count is not None and str(count) != str(len(rows)):
        faults.append(Fault(name, _COUNT, f"says {str(count)[:60]} rows, but {_ROWS!r} holds {len(rows)}"))
    return faults


class _Doubled(dict[str, Any]):
    """An object that says one key twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Doubled(found)


def _is_text(value: str) -> bool:
    return value.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in value)


def _fields(one: Any, names: tuple[str, ...]) -> list[str] | Found:
    if not isinstance(one, dict):
        return Found("is no object")
    if isinstance(one, _Doubled):
        return Found("says a key twice")
    fields = []
    for name in names:
        value = one.get(name)
        if isinstance(value, list | dict):
            return Found("holds a list or an object where a plain value belongs", name, shown(value))
        if "\0" in str(value) or not _is_text(str(value)):
            return Found("holds a NUL character or half of a surrogate pair", name, shown(value))
        fields.append("" if value is None else str(value).lower() if isinstance(value, bool) else str(value))
    return fields
