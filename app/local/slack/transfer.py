"""The bytes of files: taken at an upload address, given to the app with its token, shown to people at the permalink."""

from __future__ import annotations

from aiohttp import web

from app.local.slack.identity import BOT_TOKEN
from app.local.slack.uploads import File
from app.local.slack.workspace import Workspace

SIGN_IN = "<!DOCTYPE html><title>Sign in</title><p>A file is shown to who sends a bot token, or is signed in.</p>\n"


class Transfer:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/upload/{id}", self.upload),
            web.put("/upload/{id}", self.upload),
            web.get("/files/view/{id}", self.view),
            web.get("/files/{id}/{name}", self.download),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        file = self._find(request)
        if request.content_type == "multipart/form-data":
            field = next(iter((await request.post()).values()), None)
            content = field.file.read() if isinstance(field, web.FileField) else str(field or "").encode()
        else:
            content = await request.read()
        if len(content) != file.length:
            text = f"expected {file.length} bytes as announced, got {len(content)}"
            return web.Response(status=400, text=text)
        file.content, file.is_uploaded = content, True
        name = {"file": file.id, "bytes": len(content)}
        self.workspace.world.record("slack", "upload", name, effect=True)
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """Without the token Slack answers 200 with its sign-in page, which is easily taken for the file."""
        if request.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            return web.Response(text=SIGN_IN, content_type="text/html")
        return self._send(self._find(request))

    async def view(self, request: web.Request) -> web.Response:
        response = self._send(self._find(request))
        response.content_type = "text/plain"  # never run in the page's origin
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    def _find(self, request: web.Request) -> File:
        file = self.workspace.files.by_id.get(request.match_info["id"])
        if file is None:
            raise web.HTTPNotFound(text=f"There is no file {request.match_info['id']!r}.\n")
        return file

    def _send(self, file: File) -> web.Response:
        return web.Response(body=file.content, content_type=file.show("")["mimetype"])
