"""The page that a link to a record leads to, in rooms without pages of their own. Everything shown is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from aiohttp import web

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>:root{{color-scheme:light dark}}body{{font:15px/1.5 system-ui;max-width:44rem;
margin:2rem auto;padding:0 1rem}}h1{{font-size:1.5rem}}dt{{opacity:.7}}dl{{display:grid;grid-template-columns:
minmax(6rem,12rem) 1fr;gap:.3rem 1rem}}dd{{margin:0}}blockquote{{margin:0 0 1rem;white-space:pre-wrap}}</style>
<h1>{title}</h1><dl>{facts}</dl>{words}</html>"""


def draw(title: str, facts: Mapping[str, str | None], words: list[tuple[str, str]]) -> web.Response:
    shown = "".join(f"<dt>{escape(name)}<dd>{escape(value)}" for name, value in facts.items() if value)
    said = "".join(f"<p><b>{escape(who)}</b><blockquote>{escape(text)}</blockquote>" for who, text in words)
    return web.Response(text=_PAGE.format(title=escape(title), facts=shown, words=said), content_type="text/html")
