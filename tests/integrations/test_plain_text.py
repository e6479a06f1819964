"""HTML from the CRM becomes what a person would read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("no markup, a < b & c", "no markup, a < b & c"),
        ("<p>One</p>\n  <p>Two&nbsp;three</p>", "One\nTwo three"),
        ("<ul><li>a</li><li>b</li></ul>", "a\nb"),
        ("line<br>line<br/>line", "line\nline\nline"),
        ("<div>So <b>very</b> <i>good</i>.</div>", "So very good."),
        ("<style>p {}</style><script>alert(1)</script>seen", "seen"),
        ("<p>unclosed <a href='x'>link", "unclosed link"),
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
    ],
)
def test_markup_goes_and_breaks_stay(html, text):
    assert plain_text(html, 1000) == text


@given(st.text(alphabet="<>/&; \nabpr!-='\"", max_size=80), st.integers(1, 50))
def test_any_text_is_read_and_never_too_long(html, longest):
    assert len(plain_text(html, longest)) <= longest
