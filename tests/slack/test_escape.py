"""What a model or a record says can neither call people together, nor link out, nor hide."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.slack.views.escape import Allowed, as_markdown, as_mrkdwn, hosts_in, mrkdwn_link, settled, visible

OURS = Allowed(hosts=frozenset({"app.hubspot.com"}), people=frozenset({"U123"}))

MARKS = ["<", ">", "!", "@", "|", "[", "]", "(", ")", "](", "![", "\n", " ", "\r", "\\", "`", ":", "/", ".", "x"]
CALLS = ["<!channel>", "@here", "<@U123>", "<@U999>", "www.evil.com", "//evil.com", "javascript:alert(1)", "**b**"]
LINKS = ["https://evil.com/a?b=c", "https://app.hubspot.com/x", "https://app.hubspot.com@evil.com/", "evil.com/leak"]
HIDDEN = ["\u200b", "\u202e", "\U000e0041", "\ud800", "é", "[a]: ", "- [ ] "]
PIECES = st.sampled_from([*MARKS, *CALLS, *LINKS, *HIDDEN])
TEXTS = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=60))
LIVE_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>)\]\"'`|(\[\\]+|\bwww\.\w+", re.IGNORECASE)


@given(TEXTS)
def test_markdown_that_goes_out_holds_no_token_but_our_mentions_and_no_address_but_allowed_ones(text: str) -> None:
    shown = as_markdown(text, OURS)
    assert "<" not in shown.replace("<@U123>", "")
    assert ">" not in shown.replace("<@U123>", "")
    assert not re.search(r"@(channel|here|everyone)\b", shown)
    for address in LIVE_ADDRESS.findall(shown):
        host = urlsplit(address if "//" in address else f"//{address}").netloc.rstrip(".:,;!?")
        assert host == "app.hubspot.com" or "." not in host, address
    assert not re.search(r"\]\((?!https://app\.hubspot\.com[/).,;:!?])", shown)
    assert visible(shown) == shown


@given(TEXTS, st.lists(st.integers(0, 200), max_size=5))
def test_a_text_escaped_as_it_grows_reads_as_if_it_had_come_at_once(text: str, cuts: list[int]) -> None:
    whole, sent = as_markdown(text, OURS), ""
    for cut in sorted(cuts):
        grown = visible(text[:cut])
        now = as_markdown(grown[: settled(grown)], OURS)
        assert now.startswith(sent)
        sent = now
    assert whole.startswith(sent)


def test_an_allowed_host_is_allowed_on_any_port_and_one_with_a_port_on_that_port_only() -> None:
    text = "[a](http://127.0.0.1:8897/x) http://127.0.0.1/y [b](http://127.0.0.1.evil.com:80/) [c](http://x:7/) http://x:8/"
    assert as_markdown(text, Allowed(hosts=frozenset({"127.0.0.1", "x:7"}))) == (
        "[a](http://127.0.0.1:8897/x) http://127.0.0.1/y b (hxxp://127(.)0(.)0(.)1(.)evil(.)com:80/)"
        " [c](http://x:7/) hxxp://x:8/"
    )


@given(TEXTS)
def test_foreign_text_in_our_own_markup_neither_marks_up_nor_mentions(text: str) -> None:
    shown = as_mrkdwn(text)
    assert not re.search(r"[<>*~`\n]|@(channel|here|everyone)\b", shown)
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b && c > d", "a &lt; b && c &gt; d"),
        ("<!channel> now", "&lt;!channel&gt; now"),
        ("hey @channel", "hey @ channel"),
        ("ask <@U123> or <@U999|Bob>", "ask <@U123> or @someone"),
        ("[deal](https://app.hubspot.com/x?y=1)", "[deal](https://app.hubspot.com/x?y=1)"),
        ("see https://app.hubspot.com.", "see https://app.hubspot.com."),
        ("[deal](https://evil.com/?q=secret)", "deal (hxxps://evil(.)com/?q=secret)"),
        ("[x](javascript:alert(1))", "x (javascript:alert(1))"),
        ("[x [y]](//evil.com)", "[x [y]] (//evil(.)com)"),
        ("![pixel](https://evil.com/p.png?d=1)", "pixel"),
        ("https://app.hubspot.com@evil.com/", "hxxps://app(.)hubspot(.)com(at)evil(.)com/"),
        ("https://app.hubspot.com\\@evil.com/", "https://app.hubspot.com\\@evil(.)com/"),
        ("[a]: https://evil.com", "\\[a]: hxxps://evil(.)com"),
        ("go to evil.com/leak now, not to rules.py", "go to evil(.)com/leak now, not to rules.py"),
        ("in\u200bvis\U000e0041ible", "invisible"),
    ],
)
def test_each_trick_is_shown_as_text(text: str, shown: str) -> None:
    assert as_markdown(text, OURS) == shown


def test_an_answer_may_link_where_the_asker_pointed() -> None:
    asked = "Is https://docs.example.org/page?x=1 safe, or http://u:p@bad.example/?"
    assert hosts_in(asked) == {"docs.example.org"}


def test_a_record_whose_address_is_none_is_named_without_a_link() -> None:
    assert mrkdwn_link("javascript:x", "A|B <i>") == "A¦B &lt;i&gt;"
    assert mrkdwn_link("https://h.example/1?a=1&b=2", "Café *One*") == "<https://h.example/1?a=1&amp;b=2|Café ∗One∗>"
