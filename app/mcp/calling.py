"""How a tool is called: its arguments read as a query string is, its answer or its problem told in plain words."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Final, NamedTuple

import msgspec
from pydantic import BaseModel
from starlette.requests import Request

from app.mcp.answers import AddressAsked
from app.mcp.telling import tell
from app.mcp.tools import TOOLS, Tool, opened
from app.vocabulary.text import nearest
from app.web.dated import dated_snapshots
from app.web.handlers import HANDLERS
from app.web.routing import read_as
from app.web.rows.cells import Row
from app.web.snapshot import Snapshot, Snapshots, takes_as_of

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
