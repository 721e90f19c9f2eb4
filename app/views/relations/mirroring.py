"""Both sides of the trade of a pair as one table: what the exporter says, what the importer says, and the gap."""

from app.reasoning.check import Check
from app.reasoning.facts import Fact
from app.views.facts import read_facts
from app.views.pairs import Pair
from app.views.relations.composing import mirrored
from app.views.shapes import basis_out
from app.vocabulary import Flow
from app.vocabulary.codec import quantity_to_json
from app.web.catalogue import Catalogue
from app.web.rows import Row
from app.web.snapshot import Snapshot


def mirror_rows(snapshot: Snapshot, pair: Pair) -> list[Row]:
    """Give a row for every exporter's figure held against an importer's, newest period first."""
    found = mirrored(read_facts(snapshot, pair), snapshot.catalogue.labels)
    return [_row(one, snapshot.catalogue) for one in found]


def _row(found: Check, catalogue: Catalogue) -> Row:
    sides = {statement.subject.flow: statement for statement in found.inputs}
    exports, imports = sides.get(Flow.EXPORT), sides.get(Flow.IMPORT)
    origin, destination, commodity = _way(exports, imports)
    return {
        "period": found.period,
        "origin": catalogue.areas[origin],
        "destination": catalogue.areas[destination],
        "commodity": catalogue.commodities[commodity],
        **_side("exports", exports, catalogue),
        **_side("imports", imports, catalogue),
        "verdict": found.verdict,
        "ratio": quantity_to_json(found.ratio),
        "gap_absolute": quantity_to_json(found.gap_absolute),
        "gap_relative": quantity_to_json(found.gap_relative),
    }


def _way(exports: Fact | None, imports: Fact | None) -> tuple[str, str, str]:
    """Give origin, destination and commodity from whichever side speaks."""
    if exports is not None:
        subject = exports.subject
        return subject.area or "", subject.counterpart or "", subject.commodity or ""
    if imports is not None:
        subject = imports.subject
        return subject.counterpart or "", subject.area or "", subject.commodity or ""
    raise ValueError("a mirror has at least one side")


def _side(name: str, fact: Fact | None, catalogue: Catalogue) -> Row:
    return {
        name: quantity_to_json(fact.quantity) if fact else None,
        f"{name}_record": fact.record if fact else None,
        f"{name}_source": catalogue.sources[fact.witness.id] if fact else None,
        f"{name}_basis": basis_out(fact.basis, catalogue) if fact else None,
    }
