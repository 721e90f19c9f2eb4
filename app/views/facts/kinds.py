"""The kinds of records that state quantities, and how each becomes facts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.models.base import Base
from app.models.facts import Agreement, Indicator, Plan, TradeFlow
from app.reasoning.facts import Subject
from app.resources.agreements import AGREEMENTS
from app.resources.indicators import INDICATORS
from app.resources.plans.shape import PLANS
from app.resources.trade_flows.shape import TRADE_FLOWS
from app.views.pairs import (
    AGREEMENTS_OF_PAIR,
    INDICATORS_OF_PAIR,
    PLANS_OF_PAIR,
    TRADE_FLOWS_OF_PAIR,
    Condition,
)
from app.vocabulary import Flow, RecordKind
from app.vocabulary.flow_key import FlowKey
from app.web.questions.selection import Resource

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """How records of one kind become facts: their quantities, what these measure, and the columns this takes."""

    kind: RecordKind
    resource: Resource
    model: type[Base]
    quantities: Mapping[str, str]
    columns: Sequence[str]
    subject: Callable[[Values, str], Subject]
    of_pair: Condition
    has_basis: bool


def _flow_subject(values: Values, measure: str) -> Subject:
    flow = Flow(values["flow"])
    return Subject(measure, values["reporter"], values["partner"], flow, values["commodity"], None)


def _indicator_subject(values: Values, _: str) -> Subject:
    about = "/".join(filter(None, (values["mode"], values["scope"]))) or None
    return Subject(values["measure"], values["area"], values["counterpart"], None, None, about, values["within"])


def _group_subject(values: Values, measure: str) -> Subject:
    return Subject(measure, None, None, None, None, values["same_as"] or values["id"])


_BASIS: Final = ("compiled_by", "compiler", "basis_kind")
KINDS: Final = (
    Kind(
        RecordKind.TRADE_FLOW,
        TRADE_FLOWS,
        TradeFlow,
        {"primary_value": "trade", "net_weight": "net_weight", "growth": "trade"},
        (*FlowKey._fields, "period", "growth_base_period", "same_as", *_BASIS, "valuation"),
        _flow_subject,
        TRADE_FLOWS_OF_PAIR,
        has_basis=True,
    ),
    Kind(
        RecordKind.INDICATOR,
        INDICATORS,
        Indicator,
        {"quantity": "quantity", "growth": "quantity"},
        (
            *("id", "source", "measure", "area", "counterpart", "mode", "scope", "period", "growth_base_period"),
            *("same_as", *_BASIS),
        ),
        _indicator_subject,
        INDICATORS_OF_PAIR,
        has_basis=True,
    ),
    Kind(
        RecordKind.AGREEMENT,
        AGREEMENTS,
        Agreement,
        {"document_count": "documents", "value": "value"},
        ("id", "source", "same_as", "part_of"),
        _group_subject,
        AGREEMENTS_OF_PAIR,
        has_basis=False,
    ),
    Kind(
        RecordKind.PLAN,
        PLANS,
        Plan,
        {"item_count": "items", "value": "value", "quantity": "quantity"},
        ("id", "source", "same_as", "part_of"),
        _group_subject,
        PLANS_OF_PAIR,
        has_basis=False,
    ),
)
