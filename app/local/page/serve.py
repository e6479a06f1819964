"""Serves the page's files under `/page/`, with headers that let it talk to this server and to nobody else."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from app.local.world import World

FILES = Path(__file__).parent / "static"

# The machine's own table of types differs between systems, and a browser refuses a module of the wrong type.
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",  # an upgraded page is seen at the next load
}


def mount(world: World) -> web.Application:
    """The page needs nothing of the world itself: it reads the control APIs as any client may."""
    page = web.Application()
    page.add_routes([web.get("/", _file), web.get("/{name}", _file)])
    return page


async def _file(request: web.Request) -> web.StreamResponse:
    path = FILES / request.match_info.get("name", "index.html")
    if path.parent != FILES or path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound(text="The page has no such file. Open /page/ instead.\n")
    return web.Response(body=path.read_bytes(), content_type=TYPES[path.suffix], charset="utf-8", headers=HEADERS)
