"""Checks of statements against each other: computed from the release in force by the rules listed beside them."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.reasoning.check import METHODS, check, order
from app.reasoning.check.comparison import Check, Material
from app.reasoning.sentences.checks import check_arithmetic, check_sentence
from app.views import InputOut, input_row, row_of
from app.views.pairs import Pair, PairFilters, meets, narrow_to_trade, pairs_of
from app.views.reading import Facts, read_facts
from app.vocabulary.verdicts import CheckRule, CheckVerdict, MirrorCause
from app.web.answers import add_item, add_lists
from app.web.answers.listing import Computed, QueryValues
from app.web.answers.responses import answer
from app.web.catalogue import Catalogue
from app.web.routing import Route
from app.web.rows.cells import Row
from app.web.schemas import Out, QuantityOut
from app.web.snapshot import Snapshot


class CheckInputOut(InputOut):
    """A statement that a check compared."""

    evidence: str | None
    """Id of the evidence that states it, where that is not the record's own statement."""
    set_aside: bool
    """Whether it is a growth that another and the levels speak against: no claim or derivation rests on it."""


class CheckOut(Out):
    """A comparison of statements, with its verdict."""

    tidy = (
        *("rule", "period", "verdict", "gap_absolute", "gap_absolute_unit", "gap_absolute_lower", "gap_absolute_upper"),
        *("gap_relative_lower", "gap_relative_upper", "ratio_lower", "ratio_upper", "independent", "sentence", "id"),
    )
    id: str
    """Rule, pair whose trade was compared, and a digest of the statements."""
    url: str
    """Address of the check."""
    sentence: str
    """Comparison and verdict in English, one idea a sentence."""
    rule: CheckRule
    """Rule of the comparison; `/v1/checks/rules` documents it."""
    verdict: CheckVerdict
    """Verdict of the comparison."""
    period: str | None
    """Period of the first statement."""
    inputs: list[CheckInputOut]
    """Statements compared."""
    voices: list[CheckInputOut]
    """Further statements, each equal to one of those compared and of one lineage with it."""
    arithmetic: str
    """Comparison in numbers; round brackets stand where an end does not belong to its interval."""
    computed: QuantityOut | None
    """Computed figure (a sum, a growth, a remainder) that the stated one was compared with."""
    gap_absolute: QuantityOut | None
    """Amount by which the larger figure exceeds the smaller; null where they have a number in common. For the mirror:
    exports minus imports, with their sign."""
    gap_relative: QuantityOut | None
    """Gap in per cent of the smaller figure, for the mirror of the imports; null for figures that are per cent."""
    ratio: QuantityOut | None
    """For the mirror: the exporter's figure divided by the importer's."""
    differing: list[str]
    """Differences of basis: `compiler`, `valuation`, `scope`, `period` ..., `compiler_not_known`, or the side that is
    missing."""
    assumptions: list[str]
    """Assumptions made where something is not known."""
    causes: list[MirrorCause]
    """For the mirror: possible causes of the difference."""
    independent: bool | None
    """Whether every source has a lineage of its own; null for one statement, or where a lineage is not known."""


class RuleVerdictOut(Out):
    """A verdict that a rule may end in."""

    verdict: CheckVerdict
    """The verdict."""
    explanation: str
    """Meaning of the verdict."""


class CheckRuleOut(Out):
    """A rule by which statements are compared."""

    rule: CheckRule
    """Name of the rule."""
    url: str
    """Address of the list of its checks."""
    compares: str
    """Statements that it compares."""
    method: str
    """Method and margins."""
    verdicts: list[RuleVerdictOut]
    """Possible verdicts."""


class CheckRulesOut(Out):
    """The rules by which statements are checked."""

    rules: list[CheckRuleOut]
    """The rules, in the order of the list of checks."""
    release: str
    """Digest of the release."""


class CheckFilters(PairFilters):
    """Filters of checks."""

    rule: Annotated[CheckRule | None, Field(examples=["sources_on_one_key"])] = None
    """Rule of the comparison."""
    verdict: Annotated[CheckVerdict | None, Field(examples=["consistent"])] = None
    """Verdict of the comparison."""


class _Checks(Computed[Check]):
    """The list of checks."""

    def find(self, snapshot: Snapshot, filters: QueryValues) -> list[Check]:
        """Compute the checks that meet the filters; what disagrees comes first."""
        pairs = pairs_of(filters, snapshot.catalogue)
        found = {one.id: one for pair in pairs for one in _check(snapshot, pair, filters)}
        met = (one for one in found.values() if meets(one, (*one.inputs, *one.voices), filters))
        return sorted(met, key=order)

    def row(self, found: Check, catalogue: Catalogue) -> Row:
        """Return the row of a check."""
        inputs, voices = (
            [input_row(fact, catalogue, CheckInputOut, set_aside=fact.id in found.aside) for fact in facts]
            for facts in (found.inputs, found.voices)
        )
        words = {"sentence": check_sentence(found, catalogue.prose_names), "arithmetic": check_arithmetic(found)}
        return row_of(CheckOut, found, catalogue, url=f"{self.path}/{found.id}", inputs=inputs, voices=voices, **words)

    def narrow(self, record: str, catalogue: Catalogue) -> QueryValues:
        """Return the filters that an id implies: its rule, and the pair that it may name."""
        return {"rule": record.partition(".")[0].replace("-", "_"), **narrow_to_trade(record, catalogue)}


def _check(snapshot: Snapshot, pair: Pair | None, filters: QueryValues) -> Sequence[Check]:
    """Compute the checks of a pair, or of all that dossiers state."""
    facts = read_facts(snapshot, pair, filters.get("commodity", ()))
    verdicts = [filters["verdict"]] if "verdict" in filters else tuple(CheckVerdict)
    is_whole = pair is not None or not snapshot.catalogue.bulk
    return checks_of(snapshot, facts, filters.get("rule"), verdicts, is_whole=is_whole)


def checks_of(
    snapshot: Snapshot,
    facts: Facts,
    rule: CheckRule | None = None,
    verdicts: Sequence[CheckVerdict] = tuple(CheckVerdict),
    *,
    is_whole: bool = False,
) -> Sequence[Check]:
    """Compute the checks of facts that were read together, once for all pages and views that show them."""
    key = checks_of, facts, rule, tuple(verdicts), is_whole
    return snapshot.memo.get(key, lambda: check(Material(facts, is_whole=is_whole), rule, verdicts))


CHECKS: Final = _Checks("checks", CheckOut)
ROUTER: Final = APIRouter(tags=["checks"], route_class=Route)

add_lists(
    ROUTER,
    CHECKS,
    CheckFilters,
    "List checks of statements against each other, what disagrees first: sources, sums, growth, the partner's figures.",
)


@ROUTER.get("/checks/rules", response_model=CheckRulesOut)
async def get_check_rules(request: Request) -> Response:
    """Return the rules by which statements are checked, each with the verdicts that it may end in."""
    rules = [
        {
            "rule": method.rule,
            "url": f"{CHECKS.path}?rule={method.rule}",
            "compares": method.rule.explanation,
            "method": method.text,
            "verdicts": [{"verdict": verdict, "explanation": verdict.explanation} for verdict in method.verdicts],
        }
        for method in METHODS
    ]
    return await answer(request, lambda snapshot: {"rules": rules, "release": snapshot.release.digest})


add_item(ROUTER, CHECKS, "check", "Return one check.")
