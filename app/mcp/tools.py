"""The tools that agents have, each an answer of the API cut to what tells most, and how one is called.

Arguments are read as a query string is; answers and problems are told in plain words.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from pydantic import BaseModel
from starlette.requests import Request

from app.mcp import answers
from app.mcp.answers import LISTS, AddressAsked, ClaimAsked, RecordAsked, RelationAsked
from app.mcp.telling import tell
from app.settings import API, ROOT
from app.views.checks import CHECKS
from app.views.items import SERVED
from app.views.read import TextQuery
from app.views.search import SearchQuery
from app.views.series import SeriesQuery
from app.views.verify import answer_claim
from app.vocabulary.terms import Problem
from app.vocabulary.text import nearest
from app.web.dated import dated_snapshots
from app.web.errors import Invalid, RequestFault
from app.web.handlers import HANDLERS
from app.web.questions.queries import Filters, Paging
from app.web.routing import read_as
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot, Snapshots, takes_as_of

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
        case [kind, record] if kind in SERVED:
            return Tool(kind, RecordAsked, partial(answers.record, origin)), {**values, "kind": kind, "id": record}
        case [kind] if kind in LISTS:
            return Tool(kind, LISTS[kind], partial(answers.list_page, SERVED[kind])), values
        case [name] if name in _BY_ADDRESS:
            return TOOLS[name], values
        case [name, *_]:
            near = tuple(f"{API}/{one}" for one in nearest(name, {*SERVED, *_BY_ADDRESS}))
            raise _not_opened(url, near)
    raise AssertionError("a path has a part")


def _not_opened(url: str, near: tuple[str, ...] = ()) -> Invalid:
    return Invalid([RequestFault("query", "url", Problem.MALFORMED_VALUE, _BY_SHOW, url, near)])


TOOLS: Final[Mapping[str, Tool]] = {
    tool.name: tool
    for tool in (
        Tool("search", SearchQuery, answers.search),
        Tool("relation", RelationAsked, answers.relation),
        Tool("series", SeriesQuery, answers.series),
        Tool("verify", ClaimAsked, answer_claim),
        Tool("read", TextQuery, answers.read),
        Tool("checks", LISTS[CHECKS.name], partial(answers.list_page, CHECKS)),
        Tool("show", AddressAsked, None),
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


_TOLD: Final = ("name", "value", "reason", "did_you_mean")
_LOG: Final = logging.getLogger("tradefacts")


class ToolAnswer(NamedTuple):
    """What an agent is told, and whether it is what is wrong with its call."""

    text: str
    is_problem: bool = False


async def call(name: str, arguments: Mapping[str, object], snapshots: Snapshots, origin: str) -> ToolAnswer:
    """Return what a tool answers, from one snapshot and within the bounds of any request; `origin` begins addresses."""
    tool = TOOLS.get(name)
    if tool is None:
        near = list(nearest(name, TOOLS)) or list(TOOLS)
        return _problem({"problem": "there is no such tool", "value": name, "did_you_mean": near})
    try:
        query = read_as(tool.query_model, _as_parameters(arguments))
        if isinstance(query, AddressAsked):
            tool, arguments = opened(query.url, origin)
            if "as_of" in arguments and takes_as_of(f"/v1/{tool.name}"):
                snapshots = dated_snapshots(snapshots, str(arguments["as_of"]))
                arguments = {name: value for name, value in arguments.items() if name != "as_of"}
            query = read_as(tool.query_model, arguments)
        work = partial(_answer, tool, query)
        return ToolAnswer(await snapshots.compute(work))
    except Exception as error:  # noqa: BLE001  # whatever it is, the agent is told by the handler that a request would meet
        return await _told(tool, arguments, error)


def _answer(tool: Tool, query: BaseModel, snapshot: Snapshot) -> str:
    """Return what is told of an answer, and last of which release it is."""
    row = tool.answer(query, snapshot) if tool.answer else {}
    return tell({**{name: one for name, one in row.items() if name != "release"}, "release": snapshot.release.digest})


def _as_parameters(arguments: Mapping[str, object]) -> dict[str, object]:
    """Return arguments as parameters of an address: none for null, whole numbers by their digits, lists by commas."""
    return {name: _as_parameter(value) for name, value in arguments.items() if value is not None}


def _as_parameter(value: object) -> object:
    if isinstance(value, list):
        return ",".join(map(str, value))
    return str(value) if type(value) is int else value


async def _told(tool: Tool, arguments: Mapping[str, object], error: Exception) -> ToolAnswer:
    """Return the problem that an exception is, with what would be right."""
    kind = next(kind for kind in type(error).__mro__ if kind in HANDLERS)
    if kind is Exception:
        _LOG.exception("a tool failed", extra={"tool": tool.name})
    query = "&".join(arguments).encode(errors="replace")
    scope = {"type": "http", "path": tool.name, "headers": [], "query_string": query, "route": tool}
    problem: Row = msgspec.json.decode((await HANDLERS[kind](Request(scope), error)).body)
    wrong = [{member: one[member] for member in _TOLD} for one in problem["errors"]]
    return _problem({"problem": problem["title"], "errors": wrong} if wrong else {"problem": problem["detail"]})


def _problem(row: Row) -> ToolAnswer:
    return ToolAnswer(tell(row), is_problem=True)
