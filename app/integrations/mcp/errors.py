"""What can go wrong with an MCP server. None holds a credential or a header; `words` are the server's own.

McpError                an MCP server cannot be used, or not now
├── DeclarationError    it is declared so that it cannot be started; somebody has to change a file or set a variable
├── DownError           it is not connected; that is tried again by itself
├── LostError           the connection ended under way
├── LateError           no answer in time
├── RefusedError        the server answered with an error
└── NonsenseError       the server answered with something that the protocol does not know, or with too much
"""

from __future__ import annotations

from app.core.errors import ThreadworkError


class McpError(ThreadworkError):
    """`words` are what the server said itself: for people and logs, and for a model only as untrusted text."""

    def __init__(self, told: str, words: str = "") -> None:
        super().__init__(told)
        self.words = words


class DeclarationError(McpError):
    pass


class DownError(McpError):
    pass


class LostError(McpError):
    pass


class LateError(McpError):
    pass


class RefusedError(McpError):
    pass


class NonsenseError(McpError):
    pass
