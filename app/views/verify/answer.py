"""The answer to a claim, made from its verdict."""

from app.reasoning.sentences import claims as wording
from app.reasoning.verify import Answer, Assessment, Judgement, Missing
from app.reasoning.verify.claim import Claim
from app.reasoning.verify.witnesses import ClaimBasis
from app.views import row_of
from app.views.verify.shape import ByBasisOut, ClaimBasisOut, ClaimFactOut, ClaimOut, MissingOut, VerifyOut
from app.vocabulary.codec import decimal
from app.vocabulary.interval import Interval
from app.vocabulary.measures import Unit
from app.vocabulary.numbers import stored_above, stored_below
from app.vocabulary.verdicts import ClaimFlow
from app.web.catalogue import Catalogue, Label
from app.web.rows.cells import Row


def answer_row(claim: Claim, source: str | None, answer: Answer, lacking: Missing | None, catalogue: Catalogue) -> Row:
    """Return what the facts make of a claim."""
    return row_of(
        VerifyOut,
        answer,
        catalogue,
        claim=claim_row(claim, source, catalogue),
        sentence=wording.answer_sentence(claim, answer, catalogue.labels),
        by_basis=[_judgement_row(claim, found, catalogue) for found in answer.judgements],
        missing=lacking and _missing_row(claim, lacking, catalogue),
        release=catalogue.release,
    )


def claim_row(claim: Claim, source: str | None, catalogue: Catalogue) -> Row:
    """Return a claim as understood."""
    of_goods = claim.measure.is_of_goods
    return row_of(
        ClaimOut,
        claim,
        catalogue,
        sentence=f"{wording.claim_clause(claim, catalogue.labels)}.",
        from_=catalogue.areas[claim.origin],
        to=claim.counterpart and catalogue.areas[claim.counterpart],
        flow=(ClaimFlow.TOTAL if claim.flow else ClaimFlow.GOODS) if of_goods else None,
        commodity=catalogue.commodities[claim.commodity] if of_goods else None,
        period=claim.when,
        change=claim.is_change,
        base_period=claim.base if claim.is_change else None,
        interval=_interval_row(claim.interval, claim.unit),
        support=_interval_row(claim.support, claim.unit),
        compiled_by=claim.compiled_by and _compiler(claim.compiled_by, catalogue),
        source=source and catalogue.sources[source],
    )


def _interval_row(interval: Interval, unit: Unit) -> Row:
    """Return the row of an interval; ends that four decimals cannot hold are rounded outwards."""
    return {
        "unit": unit,
        "lower": None if interval.lower is None else decimal(stored_below(interval.lower)),
        "upper": None if interval.upper is None else decimal(stored_above(interval.upper)),
        "bounds": interval.bounds,
    }


def _judgement_row(claim: Claim, found: Judgement, catalogue: Catalogue) -> Row:
    return row_of(
        ByBasisOut,
        found,
        catalogue,
        basis=_basis_row(found.basis, catalogue),
        together=found.together and _interval_row(found.together, claim.unit),
        facts=[_assessment_row(claim, each, catalogue) for each in found.assessments],
        sentence=wording.judgement_sentence(found, catalogue.labels),
    )


def _basis_row(basis: ClaimBasis, catalogue: Catalogue) -> Row:
    return row_of(
        ClaimBasisOut,
        basis,
        catalogue,
        compiled_by=basis.compiled_by and catalogue.areas[basis.compiled_by],
        compiler=basis.compiler and catalogue.actors[basis.compiler],
        counterpart=basis.counterpart and catalogue.areas[basis.counterpart],
    )


def _assessment_row(claim: Claim, assessment: Assessment, catalogue: Catalogue) -> Row:
    witness = assessment.witness
    return row_of(
        ClaimFactOut,
        witness,
        catalogue,
        bearing=assessment.stance,
        interval=_interval_row(witness.interval, claim.unit),
        formula=witness.formula and witness.formula.text,
        assumptions=list(witness.derived.assumptions) if witness.derived else [],
        arithmetic=wording.assessment_arithmetic(assessment, claim),
    )


def _missing_row(claim: Claim, lacking: Missing, catalogue: Catalogue) -> Row:
    return row_of(
        MissingOut,
        lacking,
        catalogue,
        sentence=wording.missing_sentence(claim, lacking, catalogue.labels),
        compiled_by=lacking.compiled_by and _compiler(lacking.compiled_by, catalogue),
        compilers=[_compiler(code, catalogue) for code in lacking.compilers],
    )


def _compiler(code: str, catalogue: Catalogue) -> Label:
    return catalogue.areas.get(code) or catalogue.actors[code]
