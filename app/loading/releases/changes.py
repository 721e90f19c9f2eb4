"""What a load changes: records as they stand before and after, compared field by field."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from app.loading.releases.tables import OWNED, owned_by, table_of
from app.models.base import QUANTITY_PARTS, quantity_from_columns
from app.vocabulary import UNDATED, Period, Quantity, RecordKind

Record = tuple[str, str]
"""The kind and the id of a record."""
Fields = Mapping[str, Any]

SOURCE: Final = "source"
"""What a source is called among the kinds of record."""
KINDS: Final = {
    "sources": SOURCE,
    "events": str(RecordKind.EVENT),
    "agreements": str(RecordKind.AGREEMENT),
    "trade_flows": str(RecordKind.TRADE_FLOW),
    "indicators": str(RecordKind.INDICATOR),
    "plans": str(RecordKind.PLAN),
    "outcomes": str(RecordKind.OUTCOME),
}
FLOW_KEY: Final = tuple(column.name for column in table_of("trade_flows").primary_key)
_UNSAID: Final = {"search", "content_digest", "recency", "frequency", "position", "id"}
"""Columns that follow from others."""
_EVIDENCE: Final = ("field", "quote", "quote_start", "speaker", "attribution", "note")


def records_of(connection: Connection, sources: Collection[str]) -> Mapping[Record, Fields]:
    """Read every record of the sources with all that it says: fields, parts and evidence."""
    records: dict[Record, dict[str, Any]] = {}
    parts = _parts(connection, sources)
    evidence = _evidence(connection, sources)
    for name, kind in KINDS.items():
        table = table_of(name)
        for row in _rows(connection, table, sources):
            record = (kind, public_id(name, row))
            fields = {**said(table, row), **parts.get(record, {})}
            records[record] = fields | ({"evidence": evidence[record]} if record in evidence else {})
    return records


def changes_between(before: Mapping[Record, Fields], after: Mapping[Record, Fields]) -> Iterator[dict[str, Any]]:
    """Go through the differences by kind, id and field; `before` and `after` are null where nothing was."""
    for kind, record in sorted(before.keys() | after.keys()):
        old, new = before.get((kind, record)), after.get((kind, record))
        base = {"kind": kind, "record": record, "field": None, "before": None, "after": None}
        if old is None or new is None:
            yield base | {"change": "added" if old is None else "removed"}
            continue
        for field in sorted(old.keys() | new.keys()):
            if old.get(field) != new.get(field):
                one = {"field": field, "before": old.get(field), "after": new.get(field)}
                yield base | {"change": "changed"} | one


def public_id(table: str, row: Mapping[str, Any]) -> str:
    """Give the id that a row is served under."""
    return _flow_id(row, "") if table == "trade_flows" else str(row["id"])


def _flow_id(row: Mapping[str, Any], prefix: str) -> str:
    period = Period.from_recency(row[f"{prefix}recency"])
    key = [row[f"{prefix}{part}"] for part in FLOW_KEY]
    key[FLOW_KEY.index("recency")] = period.slug if period else UNDATED
    return ".".join(map(str, key))


def said(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a row says, quantities as one value each; what is null is left out."""
    quantities = {column.name.removesuffix("_hedge") for column in table.columns if column.name.endswith("_hedge")}
    covered = {f"{name}{part}" for name in quantities for part in QUANTITY_PARTS}
    fields = {name: value for name, value in row.items() if name not in covered and name not in _UNSAID}
    fields |= {
        name: _shown(quantity_from_columns(*(row[f"{name}{part}"] for part in QUANTITY_PARTS))) for name in quantities
    }
    return {name: value for name, value in fields.items() if value is not None}


def _shown(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    return {
        "value": _number(quantity.value),
        "unit": str(quantity.unit),
        "qualifier": str(quantity.qualifier),
        "step": _number(quantity.step),
        "per": quantity.per,
        "lower": _number(quantity.lower),
        "lower_inclusive": quantity.lower_inclusive,
        "upper": _number(quantity.upper),
        "upper_inclusive": quantity.upper_inclusive,
        "words": quantity.words,
        "flags": list(quantity.flags),
    }


def _number(number: Fraction | None) -> int | float | str | None:
    """Write a number so that JSON keeps it: whole, or decimal where that is exact, else as a fraction in text."""
    if number is None or number.denominator == 1:
        return None if number is None else int(number)
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    return float(decimal) if Fraction(repr(float(decimal))) == number else str(number)


def _rows(connection: Connection, table: Table, sources: Collection[str]) -> list[dict[str, Any]]:
    rows = select(table).where(owned_by(table, sources)).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(rows).mappings()]


def _parts(connection: Connection, sources: Collection[str]) -> dict[Record, dict[str, list[Any]]]:
    """Read the parts of records (participants, parties, places), a list for each under the part's own name."""
    parts: defaultdict[Record, dict[str, list[Any]]] = defaultdict(dict)
    for name in OWNED:
        table = table_of(name)
        if name in KINDS or name == "evidence":
            continue
        owner = next(iter(table.primary_key.columns))
        whole = next(iter(owner.foreign_keys)).column.table.name
        for row in _rows(connection, table, sources):
            fields = {key: value for key, value in said(table, row).items() if key != owner.name}
            parts[KINDS[whole], row[owner.name]].setdefault(name.partition("_")[2], []).append(fields)
    return parts


def _evidence(connection: Connection, sources: Collection[str]) -> dict[Record, list[Any]]:
    table = table_of("evidence")
    evidence: defaultdict[Record, list[Any]] = defaultdict(list)
    single = [kind for kind in KINDS.values() if kind in table.c and kind != SOURCE]
    for row in _rows(connection, table, sources):
        fields = {key: row[key] for key in _EVIDENCE if row[key] is not None}
        coarser = _shown(quantity_from_columns(*(row[f"quantity{part}"] for part in QUANTITY_PARTS)))
        fields |= {"quantity": coarser} if coarser else {}
        for kind in single:
            if row[kind] is not None:
                evidence[kind, row[kind]].append(fields)
        if row["trade_flow_reporter"] is not None:
            evidence[str(RecordKind.TRADE_FLOW), _flow_id(row, "trade_flow_")].append(fields)
    return evidence
