"""Checks of statements against each other: computed from the release in force by the rules listed beside them."""

from typing import Annotated, Final

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.reasoning.check import Check, Material, check
from app.views.checks.shape import (
    CheckItem,
    CheckOut,
    CheckPage,
    CheckRule,
    CheckRulesOut,
    row_of,
    rule_rows,
)
from app.views.facts import read_facts
from app.views.pairs import goods_of, is_about, narrow_to_trade, pair_of
from app.vocabulary.verdicts import CheckVerdict
from app.web.answers import add_item, add_lists
from app.web.answers.computed import Computed, Values
from app.web.answers.pages import answer
from app.web.catalogue import Catalogue
from app.web.questions.filters import area_named, commodity_named, source_named
from app.web.questions.queries import Filters, Name, PeriodText, members_of
from app.web.routes import Route
from app.web.rows import Row
from app.web.snapshot import Snapshot


class CheckFilters(Filters):
    """What narrows checks."""

    rule: Annotated[CheckRule | None, Field(examples=["sources_on_one_key"])] = None
    """The rule by which statements were compared."""
    verdict: Annotated[CheckVerdict | None, Field(examples=["consistent"])] = None
    """What was found."""
    area: Annotated[Name | None, area_named(), Field(examples=["KAZ"])] = None
    """One area of the pair; statistics in bulk are used only when both are named."""
    counterpart: Annotated[Name | None, area_named(), Field(examples=["CHN"])] = None
    """The other area of the pair."""
    commodity: Annotated[Name | None, commodity_named(), Field(examples=["TOTAL"])] = None
    """The goods of one of the statements; statistics in bulk on goods that no prose states are used when named here."""
    period: Annotated[PeriodText | None, Field(examples=["2022"])] = None
    """The period of the first statement."""
    source: Annotated[Name | None, source_named(), Field(examples=["timesca-565m"])] = None
    """A source that one of the statements is from."""
    fields: Annotated[str | None, members_of(CheckOut, "id", "verdict", "sentence")] = None
    """Members to show, separated by commas; all without it."""


class _Checks(Computed[Check]):
    """The list of checks."""

    def find(self, snapshot: Snapshot, filters: Values) -> list[Check]:
        """Compute the checks that meet the filters."""
        pair = pair_of(filters, snapshot.catalogue)
        material = Material(read_facts(snapshot, pair, goods_of(filters)), is_whole=pair is not None)
        found = check(material, snapshot.catalogue.labels, filters.get("rule"))
        return [one for one in found if _meets(one, filters)]

    def row(self, found: Check, catalogue: Catalogue) -> Row:
        """Return the row of a check."""
        return row_of(found, catalogue)

    def narrow(self, record: str) -> Values:
        """Return the filters that an id implies: its rule, and the pair that it may name."""
        return {"rule": record.partition(".")[0].replace("-", "_"), **narrow_to_trade(record)}


def _meets(found: Check, values: Values) -> bool:
    """Return whether a check meets the filters."""
    return (
        values.get("verdict", found.verdict) == found.verdict
        and values.get("period", found.period) == found.period
        and any(values.get("source", statement.witness.id) == statement.witness.id for statement in found.inputs)
        and is_about(found.inputs, values)
    )


CHECKS: Final = _Checks("checks", CheckOut)
ROUTER: Final = APIRouter(tags=["checks"], route_class=Route)

add_lists(
    ROUTER,
    CHECKS,
    CheckFilters,
    CheckPage,
    "List checks of statements against each other: sources, sums, growth, the partner's figures.",
)


@ROUTER.get("/checks/rules", response_model=CheckRulesOut)
async def get_check_rules(request: Request) -> Response:
    """Give the rules by which statements are checked, each with the verdicts that it may end in."""
    return await answer(request, lambda snapshot: {"rules": rule_rows(), "release": snapshot.release.digest})


add_item(
    ROUTER,
    CHECKS,
    CheckItem,
    "check",
    "Return one check.",
)
