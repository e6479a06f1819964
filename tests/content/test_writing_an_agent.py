"""docs/writing-an-agent.md: its example works as it stands, and its table has the keys that there are."""

from __future__ import annotations

import re
from pathlib import Path

from app.compose.tools import known_tools
from app.content import Content, read
from app.content.agents import PROMPT_LIMIT, FrontMatter
from app.content.opening import FILE_LIMIT
from app.content.read import unknown_tools
from app.content.skills import BODY_LIMIT, DESCRIPTION_LIMIT
from app.core.servers import equip, policy_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/writing-an-agent.md").read_text(encoding="utf-8")
ASSISTANT = (ROOT / "agents/assistant/AGENT.md").read_text(encoding="utf-8")


def example(folder: Path) -> Content:
    files = re.findall(r"^`(agents/\S+)`\n\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert len(files) == 5
    for name, text in [*files, ("agents/assistant/AGENT.md", ASSISTANT)]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read(folder / "agents")


def test_the_example_works_as_it_stands(tmp_path: Path) -> None:
    content = example(tmp_path)
    assert content.errors == ()
    assert content.warnings == ()
    assert unknown_tools(content.catalog, known_tools()) == []
    offered = {"notes": ("notes__search", "notes__add", "notes__delete")}
    agent = equip(content.catalog, offered).agents["renewals"]
    assert agent.tools == ("my_list", "account_details", "read_skill", "notes__add", "notes__search")
    assert [skill.name for skill in agent.skills] == ["renewal-call"]
    assert policy_of(content.workspace.mcp, "notes", "search") == "auto"


def test_the_table_has_every_key_and_no_other() -> None:
    table = re.findall(r"^\| `(\w+)` \|", PAGE.split("## The keys of AGENT.md")[1].split("## Tools")[0], re.MULTILINE)
    assert table == [field.alias or name for name, field in FrontMatter.model_fields.items()]


def test_the_limits_are_those_of_the_code() -> None:
    for limit in (PROMPT_LIMIT, BODY_LIMIT, FILE_LIMIT, DESCRIPTION_LIMIT):
        assert f"{limit:,} " in PAGE
