"""A small honest MCP server: over stdio, or over streamable HTTP with `--port N` (0: any, which is printed).

Over HTTP it wants the header `Authorization: Bearer notes-token-1`.
"""

import argparse
import asyncio
import os
import socket
from typing import Annotated, Any

from mcp.server.mcpserver import Elicit, MCPServer, Resolve
from mcp_types import ToolAnnotations
from pydantic import BaseModel

NOTES = {"acme": "Acme wants a call.", "blix": "Blix is fine."}
server = MCPServer("notes")


@server.tool(annotations=ToolAnnotations(read_only_hint=True))
def find(account: str) -> str:
    """The note about an account."""
    return NOTES.get(account, "nothing")


@server.tool(annotations=ToolAnnotations(read_only_hint=False, destructive_hint=True))
def save(account: str, note: str) -> str:
    """Writes a note."""
    NOTES[account] = note
    return "saved"


@server.tool()
def count() -> dict[str, int]:
    """How many notes there are."""
    return {"notes": len(NOTES)}


@server.tool()
def environment() -> str:
    """What this process sees."""
    return " ".join(f"{name}={value}" for name, value in sorted(os.environ.items()))


class Confirm(BaseModel):
    ok: bool


async def ask() -> Elicit[Confirm]:
    return Elicit("Really forget?", Confirm)


@server.tool()
async def forget(account: str, confirm: Annotated[Confirm, Resolve(ask)]) -> str:
    """Forgets a note, after a question."""
    return "forgotten" if confirm.ok else "kept"


@server.tool()
async def wait(seconds: float) -> str:
    """Takes its time."""
    await asyncio.sleep(seconds)
    return "waited"


def app() -> Any:
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse

    inner = server.streamable_http_app()

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and Request(scope).headers.get("authorization") != "Bearer notes-token-1":
            await PlainTextResponse("who are you?", 401)(scope, receive, send)
        else:
            await inner(scope, receive, send)

    return guarded


def serve(port: int) -> None:
    import uvicorn

    listener = socket.create_server(("127.0.0.1", port))
    print(listener.getsockname()[1], flush=True)
    uvicorn.Server(uvicorn.Config(app(), log_level="warning", lifespan="on")).run(sockets=[listener])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int)
    options = parser.parse_args()
    server.run() if options.port is None else serve(options.port)
