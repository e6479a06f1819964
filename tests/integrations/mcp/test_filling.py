"""Variables in declarations, and what of them is kept from everybody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.servers import Server
from app.integrations.mcp.errors import DeclarationError
from app.integrations.mcp.filling import HIDDEN, fill

AROUND = {"HOST": "docs.example", "EMPTY": "", "API_TOKEN": "token-123456", "PIN": "1234", "PIN_KEY": "1234"}


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("${HOST}", "docs.example"),
        ("a${HOST}b${HOST}", "adocs.examplebdocs.example"),
        ("${NONE:-x y}", "x y"),
        ("${EMPTY:-x}", "x"),
        ("${NONE:-}", ""),
        ("$HOST {HOST}", "$HOST {HOST}"),
    ],
)
def test_a_variable_is_filled_in_wherever_it_may_stand(written: str, filled: str) -> None:
    server = Server("s", "stdio", written, (written,), {"E": written}, headers={"H": written})
    done = fill(server, AROUND).server
    assert (done.command, done.args, done.env, done.headers) == (filled, (filled,), {"E": filled}, {"H": filled})


@pytest.mark.parametrize("written", ["${NONE}", "${EMPTY}", "${HOST", "${HOST-x}", "${}", "${A B}"])
def test_what_cannot_be_filled_in_is_refused(written: str) -> None:
    with pytest.raises(DeclarationError, match=r"agents/\.mcp\.json:3"):
        fill(Server("s", "stdio", "x", (written,), at="agents/.mcp.json:3"), AROUND)


def test_secrets_are_known_by_their_names_and_never_shown() -> None:
    headers = {"Authorization": "Bearer literal-9876", "X-Tenant": "acme-north"}
    env = {"GIT_AUTHOR_NAME": "Maya Smith", "DB_PASSWORD": "hunter22", "SHORT_KEY": "1234"}
    server = Server("s", "http", url="https://${HOST}/?k=${API_TOKEN}", headers=headers, env=env)
    filled = fill(server, AROUND)
    assert set(filled.secrets) == {"token-123456", "Bearer literal-9876", "literal-9876", "hunter22"}
    said = "token-123456 literal-9876 hunter22 acme-north Maya Smith docs.example 1234"
    assert filled.hide(said) == f"{HIDDEN} {HIDDEN} {HIDDEN} acme-north Maya Smith docs.example 1234"
    for secret in filled.secrets:
        assert secret not in repr(filled)


@given(st.text(), st.lists(st.text(alphabet="ab-c", min_size=6, max_size=12), min_size=1, max_size=3))
def test_no_secret_is_left_in_any_text(text: str, secrets: list[str]) -> None:
    env = {f"KEY_{n}": secret for n, secret in enumerate(secrets)}
    hidden = fill(Server("s", "stdio", "x", env=env), {}).hide(text.join(["", *secrets, ""]) + "".join(secrets))
    assert not [secret for secret in secrets if secret in hidden]
