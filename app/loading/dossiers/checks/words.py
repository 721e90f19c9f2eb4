"""Whether the words behind a record can be what they say: a field that is there, an amount that is in them."""

import re
from collections.abc import Iterable
from typing import Any, Final

from app.loading.dossiers.lexicon import states
from app.loading.dossiers.shape import ActorEntry, Dossier, EvidenceEntry, RecordEntry
from app.loading.dossiers.shape.entry import Entry
from app.loading.dossiers.shape.statements import KINDS, Statement, statements
from app.loading.faults import Examination, shown, suggestion
from app.loading.reference import Reference
from app.vocabulary.quantity import Quantity, show

_STEP: Final = re.compile(r"([a-z_]+)(?:\[([0-9]+)\])?")
_ABOUT_EVIDENCE: Final = set(RecordEntry.model_fields) - {"same_as"}
"""Fields that say how a record is known; no words stand behind them."""


def check_words(dossier: Dossier, reference: Reference, examination: Examination) -> None:
    """Fault every piece of evidence that cannot stand behind its field."""
    said = tuple(statements(dossier))
    for statement in said:
        _check_amount(statement, examination)
        _check_place(statement, dossier, examination)
    _check_share(said, dossier, examination)
    for table in KINDS:
        for index, entry in enumerate(getattr(dossier, table)):
            held = _actor(entry, reference) if isinstance(entry, ActorEntry) else entry
            for place, evidence in enumerate(entry.evidence):
                path = f"{table}[{index}].evidence[{place}]"
                _check_evidence(evidence, held, path, examination)


def _check_amount(said: Statement, examination: Examination) -> None:
    quantity = said.coarser or said.quantity
    if quantity and said.quote is not None and not states(quantity, said.quote):
        examination.fault(said.path, f"the quote {shown(said.quote)} does not state {_amount(quantity)}")


def _check_place(said: Statement, dossier: Dossier, examination: Examination) -> None:
    if said.quote is None or said.at is None:
        return
    length = dossier.source.text_length
    if length is None:
        examination.fault(said.path, "a quote needs source.text_sha256 and source.text_length: which text is it from?")
    elif said.at + len(said.quote) > length:
        examination.fault(said.path, f"the quote ends at {said.at + len(said.quote)}, the text at {length}")


def _check_share(said: Iterable[Statement], dossier: Dossier, examination: Examination) -> None:
    """Hold that at most half of a text is quoted."""
    length = dossier.source.text_length
    quoted = {
        point for one in said if one.quote and one.at is not None for point in range(one.at, one.at + len(one.quote))
    }
    if length is not None and 2 * len(quoted) > length:
        reason = f"the quotes hold {len(quoted)} of the text's {length} code points; at most half may be quoted"
        examination.fault("source.text_length", reason)


def _check_evidence(evidence: EvidenceEntry, held: Any, path: str, examination: Examination) -> None:
    if reason := _unfounded(evidence.field, held):
        examination.fault(f"{path}.field", reason)
    if evidence.quantity and evidence.quantity.quote is not None:
        examination.fault(f"{path}.quantity.quote", "the words stand in the evidence itself, not in its quantity")


def _unfounded(field: str, held: Any) -> str | None:
    """Say why a field such as `participants[2].count` cannot be what words are evidence of; None when it can."""
    for name, index in _STEP.findall(field):
        known = _names(held)
        if name not in known:
            return f"there is no field {shown(name)}{suggestion(name, known)}"
        held = held[name] if isinstance(held, dict) else getattr(held, name)
        if index:
            if not isinstance(held, tuple):
                return f"{name} is no list"
            if int(index) >= len(held):
                return f"{name} has {len(held)} entries, counted from 0"
            held = held[int(index)]
        if held is None or held == ():
            return f"{name} is empty, so no words can state it"
    return None


def _names(held: Any) -> list[str]:
    if isinstance(held, dict):
        return sorted(held)
    return [name for name in type(held).model_fields if name not in _ABOUT_EVIDENCE] if isinstance(held, Entry) else []


def _actor(entry: ActorEntry, reference: Reference) -> dict[str, Any]:
    """Give what the reference data hold of an actor, in the form of an entry."""
    row = next((row for row in reference.rows["actors"] if row["id"] == entry.id), {})
    held = {name: value for name, value in row.items() if name in ("kind", "name", "area")}
    for part in ("aliases", "roles"):
        held[part] = tuple(dict(own) for own in reference.rows[f"actor_{part}"] if own["actor"] == entry.id)
    return held


def _amount(quantity: Quantity) -> str:
    ends = (quantity.value,) if quantity.value is not None else (quantity.lower, quantity.upper)
    return f"{' to '.join(show(end) for end in ends if end is not None)} {quantity.unit}"
