"""The server of the Model Context Protocol, with the official package: over HTTP for one request, or over stdio."""

from importlib.metadata import version
from pathlib import Path
from typing import Final

from mcp import types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.database import connect
from app.mcp.tools import TOOLS, call, schema_of
from app.settings import Settings
from app.vocabulary import tables_beside
from app.web.edge.reading import LARGEST_BODY
from app.web.snapshot import Snapshots

_READS: Final = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_ABOUT: Final = tables_beside(__file__, "tools.toml")
_TOOLS: Final = [
    types.Tool(
        name=tool.name, description=_ABOUT[tool.name], input_schema=schema_of(tool.query_model), annotations=_READS
    )
    for tool in TOOLS.values()
]
_INSTRUCTIONS: Final = Path(__file__).with_name("instructions.md").read_text()


def server_of(snapshots: Snapshots, origin: str) -> Server:
    """Return a server whose tools answer from these snapshots, and cite records at this origin."""

    async def list_tools(_: ServerRequestContext, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        return types.ListToolsResult(tools=_TOOLS)

    async def call_tool(_: ServerRequestContext, asked: types.CallToolRequestParams) -> types.CallToolResult:
        told = await call(asked.name, asked.arguments or {}, snapshots, origin)
        return types.CallToolResult(content=[types.TextContent(text=told.text)], is_error=told.is_problem)

    return Server(
        "tradefacts",
        version=version("tradefacts"),
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


class Exchange(Response):
    """The answer to one request, which the protocol's own server gives; nothing is kept between two of them.

    Hosts and origins are not looked at: the guard has refused other hosts, and any origin may read.
    """

    def __init__(self, snapshots: Snapshots, origin: str) -> None:
        super().__init__()
        self._server = server_of(snapshots, origin)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer it."""
        one = StreamableHTTPSessionManager(
            self._server, json_response=True, stateless=True, max_request_body_size=LARGEST_BODY
        )
        async with one.run():
            await one.handle_request(scope, receive, send)


async def serve_stdio(settings: Settings) -> None:
    """Answer on standard output what comes on standard input, from the release in force, until that ends."""
    database = connect(settings)
    try:
        snapshots = Snapshots(database, settings)
        await snapshots.read_ahead()
        server = server_of(snapshots, settings.public_origin)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())
    finally:
        database.close()
