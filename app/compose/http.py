"""The program's HTTP server: health for whoever supervises it, and Slack's requests where they come over HTTP."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from app.core.errors import ThreadworkError

log = logging.getLogger(__name__)

LARGEST = 2 * 1024 * 1024  # bytes; Slack's largest payloads are some 100 kB


class PortError(ThreadworkError):
    pass


@asynccontextmanager
async def server(
    host: str, port: int, pending: Callable[[], Awaitable[int]], routes: Sequence[web.RouteDef]
) -> AsyncIterator[str]:
    """Its address. `pending` asks the database, so health means that the program can still work."""

    async def health(_: web.Request) -> web.Response:
        try:
            return web.json_response({"ok": True, "pending": await pending()})
        except Exception:
            log.exception("the database does not answer")
            return web.json_response({"ok": False, "error": "the database does not answer"}, status=503)

    application = web.Application(client_max_size=LARGEST)
    application.add_routes([web.get("/health", health), *routes])
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=3.0)
    await runner.setup()
    try:
        await _listen(runner, host, port)
        address = f"http://{host}:{runner.addresses[0][1]}"
        log.info("health at %s/health", address)
        yield address
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as error:
        raise PortError(
            f"{host}:{port} cannot be opened ({error.strerror}). Set THREADWORK_HTTP_PORT to a free port, or to 0."
        ) from error
