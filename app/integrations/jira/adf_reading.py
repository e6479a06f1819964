"""Atlassian Document Format as plain text. Pure; no document makes it fail.

Blank lines between paragraphs, "- " and "1. " for lists, "# " for headings, "> " for quotes, fences for code. Whatever
else a document holds is read as the words a person would see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]
DEEPEST = 40  # nodes within nodes; Jira's own editor nests about six
LONGEST = 32_767  # characters that Jira takes in a comment
FENCE = "```"
_SIGNS = {"rule": "---", "media": "[attachment]", "mediaSingle": "[attachment]", "mediaGroup": "[attachment]"}
_INLINE = {"text", "hardBreak", "mention", "emoji", "inlineCard", "date", "status", "placeholder", "mediaInline"}


def to_text(document: Any, longest: int = LONGEST) -> str:
    """What a person would read; "" where it is no document. A plain text stays as it is."""
    if isinstance(document, str):
        return document.strip()[:longest].rstrip()
    return "\n\n".join(_blocks(_children(document), 0)).strip()[:longest].rstrip()


def _children(node: Any) -> list[Any]:
    found = node.get("content") if isinstance(node, dict) else None
    return found if isinstance(found, list) else []


def _blocks(nodes: Iterable[Any], depth: int) -> Iterator[str]:
    """Each block's text; inline nodes that stand where blocks should are a paragraph."""
    if depth > DEEPEST:
        yield "…"
        return
    run: list[Any] = []
    for node in nodes:
        if isinstance(node, dict) and (_word(node.get("type")) in _INLINE or "text" in node):
            run.append(node)
            continue
        if run:
            yield _line(run)
            run = []
        if isinstance(node, dict) and (block := _block(node, depth)):
            yield block
    if run:
        yield _line(run)


def _block(node: Node, depth: int) -> str:
    match node.get("type"):
        case "paragraph":
            return _line(_children(node)).strip("\n").rstrip()
        case "heading":
            line = _line(_children(node)).strip()
            return f"{'#' * _number(_attributes(node).get('level'), 6)} {line}" if line else ""
        case "bulletList" | "orderedList" | "taskList" | "decisionList" as kind:
            return _list(node, depth, is_ordered=kind == "orderedList")
        case "codeBlock":
            return f"{FENCE}\n{_line(_children(node))}\n{FENCE}"
        case "blockquote":
            return _prefixed("> ", "> ", "\n\n".join(_blocks(_children(node), depth + 1)))
        case "table":
            return "\n".join(filter(None, (_row(row, depth) for row in _children(node))))
        case "blockCard" | "embedCard":
            return _word(_attributes(node).get("url"))
        case str(kind) if kind in _SIGNS:
            return _SIGNS[kind]
    return "\n\n".join(_blocks(_children(node), depth + 1))  # panels, columns, and what is yet to be invented


def _list(node: Node, depth: int, *, is_ordered: bool) -> str:
    first = _number(_attributes(node).get("order"), 999_999_999)
    items = filter(None, ("\n".join(_blocks(_children(item), depth + 1)) for item in _children(node)))
    marked = ((f"{first + number}. " if is_ordered else "- ", item) for number, item in enumerate(items))
    return "\n".join(_prefixed(mark, " " * len(mark), item) for mark, item in marked)


def _row(row: Any, depth: int) -> str:
    return " | ".join(" ".join(_blocks(_children(cell), depth + 1)).replace("\n", " ") for cell in _children(row))


def _prefixed(first: str, others: str, text: str) -> str:
    head, *rest = text.split("\n")
    return "\n".join((f"{first}{head}".rstrip(), *(f"{others}{line}".rstrip() for line in rest)))


def _line(nodes: Iterable[Any]) -> str:
    return "".join(_inline(node) for node in nodes if isinstance(node, dict))


def _inline(node: Node) -> str:
    attributes = _attributes(node)
    match node.get("type"):
        case "hardBreak":
            return "\n"
        case "mention":
            return f"@{_word(attributes.get('text')).removeprefix('@') or 'somebody'}"
        case "emoji":
            return _word(attributes.get("text")) or _word(attributes.get("shortName"))
        case "inlineCard":
            return _word(attributes.get("url"))
        case "status" | "placeholder":
            return _word(attributes.get("text"))
        case "mediaInline":
            return "[attachment]"
    return _word(node.get("text"))


def _attributes(node: Node) -> Node:
    found = node.get("attrs")
    return found if isinstance(found, dict) else {}


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any, most: int) -> int:
    return max(1, min(value, most)) if isinstance(value, int) else 1
