"""Documents become the words a person would read, and words become documents that say the same."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.integrations.jira.adf_reading import to_text
from app.integrations.jira.adf_writing import tidy, to_adf
from tests.integrations.hostile import json_with

MARKS = [
    "- ",
    "1. ",
    "2. ",
    "> ",
    ">",
    "```",
    "# ",
    "## ",
    "  ",
    "word",
    "two words",
    "\n",
    "\n\n",
    "\t",
    "\u2028",
    "x. y",
]
TEXTS = st.lists(st.sampled_from(MARKS) | st.text(max_size=4), max_size=14).map("".join)
PROSE = st.lists(st.from_regex(r"[A-Za-zäß😀][^\x00-\x1f\x7f\ud800-\udfff]{0,20}", fullmatch=True), max_size=5)
NODES = (
    *("doc", "paragraph", "text", "hardBreak", "bulletList", "orderedList", "listItem", "codeBlock", "blockquote"),
    *("heading", "mention", "emoji", "inlineCard", "table", "tableRow", "tableCell", "panel", "mediaSingle", "rule"),
)


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "content": list(content), **({"attrs": attrs} if attrs else {})}


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def text_in(kind: str, text: str) -> dict[str, Any]:
    return node(kind, node("paragraph", words(text)))


def test_a_document_is_read_as_a_person_sees_it():
    mention, line_break = {"type": "mention", "attrs": {"text": "@Ann"}}, {"type": "hardBreak"}
    inner = node("bulletList", text_in("listItem", "inner"))
    second = node("listItem", node("paragraph", words("second")), inner)
    document = node(
        "doc",
        node("heading", words("Plan"), level=2),
        node("paragraph", words("Ask "), mention, line_break, words("now")),
        node("orderedList", text_in("listItem", "first"), second, order=3),
        node("panel", node("paragraph", words("Careful: "), {"type": "emoji", "attrs": {"shortName": ":fire:"}})),
        node("table", node("tableRow", text_in("tableCell", "a"), text_in("tableCell", "b"))),
        node("mediaSingle", {"type": "media", "attrs": {"id": "1"}}),
        node("codeBlock", words("x = 1\n\ny = 2")),
    )
    assert to_text(document) == (
        "## Plan\n\nAsk @Ann\nnow\n\n3. first\n4. second\n   - inner\n\nCareful: :fire:\n\na | b\n\n[attachment]\n\n"
        "```\nx = 1\n\ny = 2\n```"
    )


def test_words_become_a_document_that_jira_takes():
    assert to_adf("Hello,\nthere\n\n- one\n- two") == {
        "type": "doc",
        "version": 1,
        "content": [
            node("paragraph", words("Hello,"), {"type": "hardBreak"}, words("there")),
            node(
                "bulletList",
                node("listItem", node("paragraph", words("one"))),
                node("listItem", node("paragraph", words("two"))),
            ),
        ],
    }


@given(PROSE)
def test_plain_words_come_back_as_they_were(blocks):
    text = "\n\n".join(blocks)
    assert to_text(to_adf(text)) == tidy(text)


@given(TEXTS)
def test_what_was_read_once_stays_the_same_for_ever(text):
    once = to_text(to_adf(text))
    assert to_text(to_adf(once)) == once


@given(TEXTS)
def test_no_word_is_lost_or_made_up(text):
    def found(text: str) -> list[str]:
        return re.findall(r"[^\W\d_]+", tidy(text))

    assert found(to_text(to_adf(text))) == found(text)


@given(TEXTS)
def test_no_node_is_empty_where_jira_refuses_it(text):
    def check(node: dict[str, Any]) -> None:
        assert node["type"] != "text" or node["text"]
        for each in node.get("content", ()):
            check(each)

    check(to_adf(text))


@given(json_with("type", "content", "text", "attrs", "level", "order", "shortName", "url", *NODES))
def test_no_document_makes_the_reading_fail(document):
    assert isinstance(to_text(document), str)
    assert isinstance(to_text(node("doc", document)), str)


def test_depth_and_length_have_an_end():
    deep: dict[str, Any] = words("bottom")
    for _ in range(100_000):
        deep = {"type": "blockquote", "content": [deep]}
    assert to_text(deep).endswith("…")
    assert len(to_text(node("doc", *[node("paragraph", words("x" * 1000))] * 1000), 500)) == 500
