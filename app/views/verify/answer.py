"""The answer to a claim, made from its verdict."""

from typing import Any

from app.reasoning.sentences import claims as wording
from app.reasoning.verify import Answer, Claim, Heard, Judgement, Missing
from app.views import input_row
from app.vocabulary import Unit
from app.vocabulary.claims import ClaimFlow
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.interval import Interval
from app.vocabulary.numbers import decimal, stored_above, stored_below
from app.web.catalogue import Catalogue
from app.web.rows import Row


def claim_row(claim: Claim, source: str | None, catalogue: Catalogue) -> Row:
    """Return the row of a claim as understood."""
    of_goods = claim.measure.is_of_goods
    row = {
        "measure": claim.measure,
        "from": catalogue.areas[claim.origin],
        "to": claim.counterpart and catalogue.areas[claim.counterpart],
        "flow": (ClaimFlow.TOTAL if claim.flow else ClaimFlow.GOODS) if of_goods else None,
        "commodity": catalogue.commodities[claim.commodity] if of_goods else None,
        "mode": claim.mode,
        "period": claim.when,
        "change": claim.is_change,
        "base_period": claim.base if claim.is_change else None,
        "quantity": quantity_to_json(claim.quantity),
        "interval": interval_row(claim.interval, claim.unit),
        "support": interval_row(claim.support, claim.unit),
        "compiled_by": claim.compiled_by and _compiler(claim.compiled_by, catalogue),
        "valuation": claim.valuation,
        "source": source and catalogue.sources[source],
    }
    return {"sentence": f"{wording.claim(row)}.", **row}


def interval_row(interval: Interval, unit: Unit) -> Row:
    """Return the row of an interval; ends that four decimals cannot hold are rounded outwards."""
    return {
        "unit": unit,
        "lower": None if interval.lower is None else decimal(stored_below(interval.lower)),
        "upper": None if interval.upper is None else decimal(stored_above(interval.upper)),
        "bounds": interval.bounds,
    }


def answer_row(understood: Row, claim: Claim, answer: Answer, lacking: Missing | None, catalogue: Catalogue) -> Row:
    """Return the row of the answer to a claim."""
    row: Row = {
        "claim": understood,
        "verdict": answer.verdict,
        "understates": answer.understates,
        "by_basis": [_judgement_row(understood, claim, found, catalogue) for found in answer.judgements],
    }
    return {
        "claim": understood,
        "verdict": answer.verdict,
        "understates": answer.understates,
        "sentence": wording.verdict(understood, row),
        "by_basis": row["by_basis"],
        "missing": lacking and _missing_row(understood, lacking, catalogue),
        "release": catalogue.release,
    }


def _judgement_row(understood: Row, claim: Claim, found: Judgement, catalogue: Catalogue) -> Row:
    basis = {
        "compiled_by": found.ground.compiled_by and catalogue.areas[found.ground.compiled_by],
        "compiler": found.ground.compiler and catalogue.actors[found.ground.compiler],
        "valuation": found.ground.valuation,
        "scope": found.ground.scope,
        "counterpart": found.ground.counterpart and catalogue.areas[found.ground.counterpart],
    }
    shown = {id(heard): _heard_row(understood, claim, heard, catalogue) for heard in found.heard}
    deciding = [shown[id(heard)] for heard in found.deciding]
    return {
        "basis": basis,
        "verdict": found.verdict,
        "understates": found.understates,
        "together": found.together and interval_row(found.together, claim.unit),
        "facts": list(shown.values()),
        "sentence": wording.basis_verdict(basis, found.verdict, deciding, understates=found.understates),
    }


def _heard_row(understood: Row, claim: Claim, heard: Heard, catalogue: Catalogue) -> Row:
    voice = heard.voice
    row: Row = {
        "bearing": heard.bearing,
        "quantity": quantity_to_json(voice.quantity),
        "interval": interval_row(voice.interval, claim.unit),
        "formula": voice.derived.formula if voice.derived else None,
        "assumptions": list(voice.derived.assumptions) if voice.derived else [],
        "inputs": [input_row(fact, catalogue) for fact in voice.inputs],
    }
    return {**row, "arithmetic": wording.arithmetic(row, understood, heard.bearing, in_words=heard.in_words)}


def _missing_row(understood: Row, lacking: Missing, catalogue: Catalogue) -> Row:
    row: Row = {
        "compiled_by": lacking.compiled_by and _compiler(lacking.compiled_by, catalogue),
        "periods": list(lacking.periods),
        "units": list(lacking.units),
        "compilers": [_compiler(code, catalogue) for code in lacking.compilers],
    }
    return {"sentence": wording.missing(understood, row), **row}


def _compiler(code: str, catalogue: Catalogue) -> Any:
    return catalogue.areas.get(code) or catalogue.actors[code]
