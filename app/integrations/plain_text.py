"""HTML bodies as plain text: what a person would read, without styles, scripts and images."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BREAKS = frozenset(("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "pre"))
_UNSEEN = frozenset(("style", "script", "head", "title"))
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[#a-zA-Z0-9]+;")


def plain_text(html: str, longest: int) -> str:
    """At most `longest` characters; text without markup stays as it is, its ends trimmed."""
    if _MARKUP.search(html):
        reader = _Reader()
        reader.feed(html)
        reader.close()
        html = "".join(reader.parts)
        html = re.sub(r"[ \t\xa0]+", " ", html)
        html = re.sub(r" ?\n[ \n]*", "\n", html)
    return html.strip()[:longest].rstrip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BREAKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(re.sub(r"\s+", " ", data))
