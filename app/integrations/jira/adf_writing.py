"""Plain text as Atlassian Document Format, by the marks that `adf_reading` writes. Pure; any text will do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.integrations.jira.adf_reading import FENCE, Node

_BULLET, _ORDERED = re.compile(r"- (?=\S)"), re.compile(r"([1-9]\d{0,8})\. (?=\S)")
_HEADING = re.compile(r"(#{1,6}) (?=\S)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def to_adf(text: str) -> Node:
    """An empty text is a document without content, which Jira refuses as a comment."""
    return {"type": "doc", "version": 1, "content": list(_parse(tidy(text).split("\n")))}


def tidy(text: str) -> str:
    """The text as a document can hold it: no control characters, no spaces at line ends, one blank line at most."""
    lines = (line.rstrip() for line in _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _parse(lines: list[str]) -> Iterator[Node]:
    position = 0
    while position < len(lines):
        line = lines[position]
        if not line:
            position += 1
            continue
        end = _end_of_block(lines, position)
        yield _node(lines[position:end])
        position = end


def _kind(line: str) -> str:
    if line.startswith(FENCE):
        return "code"
    if line == ">" or line.startswith("> "):
        return "quote"
    if _HEADING.match(line):
        return "heading"
    if _BULLET.match(line):
        return "bullet"
    return "ordered" if _ORDERED.match(line) else "text"


def _end_of_block(lines: list[str], start: int) -> int:
    """A block ends at a blank line, a heading with its line, code with its fence; what continues a list is indented."""
    kind = _kind(lines[start])
    if kind == "heading":
        return start + 1
    if kind == "code":
        fence = next((i for i in range(start + 1, len(lines)) if lines[i] == FENCE), None)
        return len(lines) if fence is None else fence + 1
    end = start + 1
    while end < len(lines) and lines[end] and (_kind(lines[end]) == kind or _continues(kind, lines[end])):
        end += 1
    return end


def _continues(kind: str, line: str) -> bool:
    return kind in ("bullet", "ordered") and line.startswith("  ")


def _node(lines: list[str]) -> Node:
    match _kind(lines[0]):
        case "code" if len(lines) > 1 and lines[-1] == FENCE and lines[0] == FENCE:
            return _with("codeBlock", _texts(["\n".join(lines[1:-1])]))
        case "quote":
            return _with("blockquote", list(_quoted(lines)))
        case "heading":
            marks, _, words = lines[0].partition(" ")
            return {**_with("heading", _texts([words])), "attrs": {"level": len(marks)}}
        case "bullet":
            return _with("bulletList", [_item(item) for item in _items(lines, _BULLET)])
        case "ordered":
            first = int(lines[0].partition(".")[0])
            return {
                **_with("orderedList", [_item(item) for item in _items(lines, _ORDERED)]),
                "attrs": {"order": first},
            }
    return _paragraph(lines)


def _quoted(lines: list[str]) -> Iterator[Node]:
    """Jira takes no headings and no quotes inside a quote: its blocks are paragraphs."""
    inner = "\n".join(line[2:] for line in lines).strip("\n")
    yield from (_paragraph(block.split("\n")) for block in inner.split("\n\n"))


def _items(lines: list[str], mark: re.Pattern[str]) -> Iterator[list[str]]:
    item: list[str] = []
    for line in lines:
        if (begins := mark.match(line)) is None:
            item.append(line.strip())
            continue
        if item:
            yield item
        item = [line[begins.end() :]]
    yield item


def _item(lines: list[str]) -> Node:
    return _with("listItem", [_paragraph(lines)])


def _paragraph(lines: list[str]) -> Node:
    return _with("paragraph", _texts(lines))


def _texts(lines: list[str]) -> list[Node]:
    """Text nodes with breaks between them; Jira refuses an empty text node."""
    found: list[Node] = []
    for number, line in enumerate(lines):
        if number:
            found.append({"type": "hardBreak"})
        if line:
            found.append({"type": "text", "text": line})
    return found


def _with(kind: str, content: list[Node]) -> Node:
    return {"type": kind, "content": content}
