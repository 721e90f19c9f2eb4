"""What checks and their rules look like on the web."""

from enum import StrEnum

from app.reasoning.check import RULES, Check
from app.reasoning.facts import Fact
from app.vocabulary import RecordKind
from app.vocabulary.codec import quantity_to_json
from app.vocabulary.verdicts import CheckVerdict, MirrorCause
from app.web.catalogue import Catalogue
from app.web.rows import Row
from app.web.schemas import Out, Page, QuantityOut, RecordRef

CheckRule = StrEnum("CheckRule", {rule.name.upper(): rule.name for rule in RULES})  # type: ignore[misc]  # named there
CheckRule.__doc__ = "A rule by which statements are checked; `/v1/checks/rules` documents each."


class CheckInputOut(Out):
    """A statement that a check compared."""

    kind: RecordKind
    """The kind of record."""
    id: str
    """The id of the record."""
    url: str
    """Where the record is served, with its evidence."""
    field: str
    """The field that states it."""
    evidence: str | None
    """The id of the evidence that states it, where that is not the record's own statement."""
    sentence: str
    """What the record says."""
    quantity: QuantityOut
    """The quantity compared."""
    source: RecordRef
    """Who says it."""


class CheckOut(Out):
    """Statements set against each other, and what was found."""

    id: str
    """The rule, the pair whose trade was compared, and a digest of the statements."""
    url: str
    """Where it is served."""
    sentence: str
    """What was compared and found, in one English sentence."""
    rule: CheckRule
    """By which rule; `/v1/checks/rules` documents it."""
    verdict: CheckVerdict
    """What was found."""
    period: str | None
    """The period of the first statement."""
    inputs: list[CheckInputOut]
    """The statements compared."""
    arithmetic: str
    """The comparison in numbers; round brackets stand where an end does not belong to its interval."""
    computed: QuantityOut | None
    """What the stated figure was held against, where that was computed: a sum or a growth."""
    gap_absolute: QuantityOut | None
    """By how much the larger exceeds the smaller; null where they have a number in common."""
    gap_relative: QuantityOut | None
    """The same in per cent of the smaller; null also for figures that are per cent themselves."""
    ratio: QuantityOut | None
    """For the mirror, the exporter's figure divided by the importer's."""
    differing: list[str]
    """What keeps the statements apart: `compiler`, `valuation`, `scope`, `period` ..., or the side that is missing."""
    assumptions: list[str]
    """What was taken as given where it is not known."""
    causes: list[MirrorCause]
    """For the mirror, what may explain the difference."""
    independent: bool | None
    """Whether every source has an origin of its own; null for one statement, or where an origin is not known."""


class CheckItem(CheckOut):
    """A check, by its id."""

    release: str
    """The digest of the data."""


class CheckPage(Page):
    """A page of checks."""

    items: list[CheckOut]
    """The checks, by rule and id."""


class RuleVerdictOut(Out):
    """A verdict that a rule may end in."""

    verdict: CheckVerdict
    """The word."""
    explanation: str
    """What it means."""


class CheckRuleOut(Out):
    """A rule by which statements are set against each other."""

    rule: CheckRule
    """The name of the rule."""
    url: str
    """Where the checks made by it are listed."""
    compares: str
    """What it sets against what."""
    method: str
    """How, and within which margins."""
    verdicts: list[RuleVerdictOut]
    """How it may end."""


class CheckRulesOut(Out):
    """The rules by which statements are checked."""

    rules: list[CheckRuleOut]
    """The rules, in the order of the list of checks."""
    release: str
    """The digest of the data."""


def row_of(found: Check, catalogue: Catalogue) -> Row:
    """Show a check."""
    return {
        "id": found.id,
        "url": f"/v1/checks/{found.id}",
        "sentence": found.sentence,
        "rule": found.rule,
        "verdict": found.verdict,
        "period": found.period,
        "inputs": [_input(statement, catalogue) for statement in found.inputs],
        "arithmetic": found.arithmetic,
        "computed": quantity_to_json(found.computed),
        "gap_absolute": quantity_to_json(found.gap_absolute),
        "gap_relative": quantity_to_json(found.gap_relative),
        "ratio": quantity_to_json(found.ratio),
        "differing": list(found.differing),
        "assumptions": list(found.assumptions),
        "causes": list(found.causes),
        "independent": found.independent,
    }


def _input(statement: Fact, catalogue: Catalogue) -> Row:
    return {
        "kind": statement.kind,
        "id": statement.record,
        "url": statement.url,
        "field": statement.field,
        "evidence": statement.evidence,
        "sentence": statement.sentence,
        "quantity": quantity_to_json(statement.quantity),
        "source": catalogue.sources[statement.witness.id],
    }


def rule_rows() -> list[Row]:
    """Show every rule."""
    return [
        {
            "rule": rule.name,
            "url": f"/v1/checks?rule={rule.name}",
            "compares": rule.compares,
            "method": rule.method,
            "verdicts": [{"verdict": word, "explanation": word.explanation} for word in rule.verdicts],
        }
        for rule in RULES
    ]
