"""The tools that agents have: what each takes, and which answer of the API it tells, cut to what tells most."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import BaseModel

from app.mcp import answers
from app.mcp.answers import LISTS, AddressAsked, ClaimAsked, RecordAsked, RelationAsked
from app.settings import API, ROOT
from app.views.checks import CHECKS
from app.views.items import EVERY
from app.views.read import TextQuery
from app.views.search import SearchQuery
from app.views.series import SeriesQuery
from app.views.verify import answer_claim
from app.vocabulary.terms import Problem
from app.vocabulary.text import nearest
from app.web.errors import Invalid, RequestFault
from app.web.questions.queries import Filters, Paging
from app.web.rows.cells import Row

_BY_SHOW: Final = (
    "it is the address of a record, a list, a relation or a claim, as answers have them; files and pages are for HTTP"
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: the model of its arguments, and what answers them as the path of the API does.

    It stands where handlers of exceptions look for the route, whose models they tell faults by. A tool without an
    answer takes an address, which leads to another.
    """

    name: str
    about: str
    query_model: type[BaseModel]
    answer: Callable[..., Row] | None
    body_model: ClassVar[None] = None
    tags: ClassVar[tuple[str, ...]] = ()


def opened(url: str, origin: str) -> tuple[Tool, Mapping[str, object]]:
    """Return the tool that answers as an address does, and its arguments; Invalid where there is none."""
    try:
        address = urlsplit(url)
    except ValueError:  # a host in brackets that is none
        raise _not_opened(url) from None
    values = _values(address.query)
    match unquote(address.path).removeprefix(f"{ROOT}/").removeprefix("v1/").split("/"):
        case ["relations", a, b]:
            return TOOLS["relation"], {**values, "a": a, "b": b}
        case [kind, record] if kind in EVERY:
            return Tool(kind, "", RecordAsked, partial(answers.record, origin)), {**values, "kind": kind, "id": record}
        case [kind] if kind in LISTS:
            return Tool(kind, "", LISTS[kind], partial(answers.list_page, EVERY[kind])), values
        case [name] if name in _BY_ADDRESS:
            return TOOLS[name], values
        case [name, *_]:
            near = tuple(f"{API}/{one}" for one in nearest(name, {*EVERY, *_BY_ADDRESS}))
            raise _not_opened(url, near)
    raise AssertionError("a path has a part")


def _not_opened(url: str, near: tuple[str, ...] = ()) -> Invalid:
    return Invalid([RequestFault("query", "url", Problem.MALFORMED_VALUE, _BY_SHOW, url, near)])


TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        Tool(
            "search",
            "Find ids and codes by a few words of a name, also misspelt: areas, goods, events, agreements, plans,"
            " actors, sources, measures.",
            SearchQuery,
            answers.search,
        ),
        Tool(
            "relation",
            "All that is held about two countries, what tells most first: totals, balances, both sides' figures,"
            " agreements, events, plans. `sections` (such as `plans`) shows more of one.",
            RelationAsked,
            answers.relation,
        ),
        Tool(
            "series",
            "Figures of one trade by period (Kazakhstan's exports to China by year), the partner's own beside them.",
            SeriesQuery,
            answers.series,
        ),
        Tool(
            "verify",
            "Hold one number that somebody claims about two countries against the facts: supported, near, contradicted"
            " or open, and by whose figures. Give the number in the digits it was said in (13.2e9), with its hedge."
            " `search` finds measures.",
            ClaimAsked,
            answer_claim,
        ),
        Tool(
            "read",
            "Hold every number of an English text against the facts: each gets a label and its reason.",
            TextQuery,
            answers.read,
        ),
        Tool(
            "checks",
            "Where sources disagree, or sums and growth do not fit: checks of statements, what disagrees first.",
            LISTS[CHECKS.name],
            partial(answers.list_page, CHECKS),
        ),
        Tool(
            "show",
            "Open an address of an answer: a record with its evidence and source, a list, a relation, or a claim.",
            AddressAsked,
            None,
        ),
    )
}
_BY_ADDRESS: Final = frozenset(("search", "series", "verify"))
"""The tools whose answers have an address of the same name."""
HIDDEN: Final = frozenset((*Filters.model_fields, *Paging.model_fields, "fields", "brief"))
"""Parameters that agents need not know: what is shown of an answer is cut to what they can take."""


def _values(query: str) -> Mapping[str, object]:
    """Return the parameters of an address; Invalid where one that takes one value has several."""
    values = parse_qs(query, keep_blank_values=True)
    if several := sorted(name for name, given in values.items() if len(given) > 1 and name != "id"):
        reason = "given more than once; it takes one value"
        raise Invalid(RequestFault("query", name, Problem.DUPLICATE_PARAMETER, reason) for name in several)
    return {name: given if name == "id" else given[0] for name, given in values.items()}


def schema_of(model: type[BaseModel]) -> Row:
    """Return the schema of a tool's arguments: types, words, meanings and examples, and no more."""
    whole = model.model_json_schema()
    properties = {
        name: _argument(one, whole.get("$defs", {}))
        for name, one in whole["properties"].items()
        if name not in HIDDEN or model is SearchQuery
    }
    return {"type": "object", "properties": properties, "required": whole.get("required", [])}


def _argument(schema: Row, kinds: Row) -> Row:
    """Return how an argument is told."""
    first = schema.get("anyOf", [schema])[0]
    found = kinds[first["$ref"].rpartition("/")[2]] if "$ref" in first else first
    told = {name: found[name] for name in ("type", "enum") if name in found}
    return told | {name: schema[name] for name in ("description", "examples") if name in schema}
