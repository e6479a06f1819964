"""Files: asked for, uploaded, shared. The file object that Slack shows of each, and the bytes."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

TYPES = {"txt": "text", "md": "markdown", "py": "python", "js": "javascript", "yml": "yaml", "htm": "html"}


@dataclass
class File:
    id: str
    name: str
    user: str
    created: int
    length: int
    title: str = ""
    content: bytes = b""
    is_uploaded: bool = False
    is_complete: bool = False  # shared or kept; before that nobody sees it
    channels: list[str] = field(default_factory=list)

    def show(self, origin: str) -> Json:
        suffix = self.name.rpartition(".")[2].lower() if "." in self.name else "txt"
        address = f"{origin}/slack/files/{self.id}/{self.name}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": mimetypes.guess_type(self.name)[0] or "text/plain",
            "filetype": TYPES.get(suffix, suffix),
            "user": self.user,
            "size": len(self.content) if self.is_uploaded else self.length,
            "mode": "hosted",
            "is_external": False,
            "is_public": bool(self.channels),
            "url_private": address,
            "url_private_download": f"{address}?download=1",
            "permalink": f"{origin}/slack/files/view/{self.id}",
            "channels": [each for each in self.channels if each.startswith("C")],
            "ims": [each for each in self.channels if each.startswith("D")],
        }


@dataclass
class Files:
    by_id: dict[str, File] = field(default_factory=dict)

    def new(self, name: str, user: str, created: int, length: int = 0, content: bytes | None = None) -> File:
        file = File(f"F{len(self.by_id) + 1:08d}", name, user, created, length)
        if content is not None:
            file.content, file.is_uploaded, file.is_complete = content, True, True
        self.by_id[file.id] = file
        return file
