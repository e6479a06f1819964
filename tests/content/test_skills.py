"""Skills: what is read of them, what is only warned of, and what the tool opens for which agent."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from app.claude.frame import frame
from app.claude.request import to_request
from app.content import Content
from app.content.opening import FILE_LIMIT, ReadSkill
from app.core.people import Person
from app.core.tools import Call, CallContext, Outcome
from tests.claude.thread import START, Thread
from tests.content.folders import errors, skill, warnings, written

TWO = {
    "assistant/skills/renewals/SKILL.md": skill("renewals", "How renewals\n  are done", "See references/steps.md."),
    "assistant/skills/renewals/references/steps.md": "First, call.",
    "skills/tone/SKILL.md": skill("tone", "How we write", "Be brief."),
    "other/AGENT.md": "---\nname: other\ndescription: O\nmodel: claude-sonnet-5-5\nskills: [tone]\n---\nYou are other.",
}
KEYS = "skills: [renewals, tone]\n"


async def opened(content: Content, agent: str | None = None, **arguments: Any) -> Outcome:
    thread = Thread()
    thread.say("hello", agent)
    context = CallContext(thread.session, Person("U1", "Maya", "m@example.com", "UTC"), START)
    return await ReadSkill(content.catalog).run(Call("c1", "read_skill", arguments), context)


def test_the_index_is_sent_and_the_body_is_not(tmp_path: Path) -> None:
    content = written(tmp_path, TWO, KEYS)
    assert errors(content) == warnings(content) == []
    assert set(content.catalog.agents) == {"assistant", "other"}, "agents/skills is no agent"
    framed = frame(content.catalog, {"read_skill": ReadSkill.spec})
    base = framed.system[-1]["text"]
    assert base.endswith("fits:\n\n- renewals: How renewals are done\n- tone: How we write")
    assert [tool["name"] for tool in framed.tools] == ["read_skill"]
    thread = Thread()
    thread.add(framed)
    thread.say("hi", "other")
    agent = content.catalog.agents["other"]
    messages = to_request(thread.session, thread.turn, agent)["messages"]
    assert "You are other.\n\nSkills." in messages[-1]["content"][0]["text"]
    assert "Be brief." not in str(framed) + str(messages)


def test_the_same_folder_is_framed_in_the_same_bytes(tmp_path: Path) -> None:
    specs = {"read_skill": ReadSkill.spec}
    first = frame(written(tmp_path, TWO, KEYS).catalog, specs)
    assert frame(written(tmp_path, TWO, KEYS).catalog, specs) == first


def test_an_agent_without_skills_has_neither_tool_nor_index(tmp_path: Path) -> None:
    content = written(tmp_path, {"skills/tone/SKILL.md": skill("tone")})
    assert content.catalog.agents["assistant"].tools == ()
    assert "Skills" not in frame(content.catalog, {"read_skill": ReadSkill.spec}).system[-1]["text"]


async def test_an_agent_opens_its_own_skills_and_their_files_only(tmp_path: Path) -> None:
    content = written(tmp_path, TWO, KEYS)
    body = await opened(content, name="renewals")
    assert body == Outcome("See references/steps.md.\n\nFiles to open with `file`: references/steps.md")
    assert (await opened(content, name="renewals", file="references/steps.md")).content == "First, call."
    assert (await opened(content, "other", name="tone")).content == "Be brief."
    refused = await opened(content, "other", name="renewals")
    assert (refused.is_error, "'renewals'" in refused.content) == (True, True)
    typo = await opened(content, name="renewls")
    assert "Did you mean 'renewals'?" in typo.content
    assert (await opened(content, name=3)).is_error


@pytest.mark.parametrize(
    "file",
    [
        "../../AGENT.md",
        "references/../../../AGENT.md",
        "/etc/hostname",
        "references/link.md",
        "linked/hostname",
        "references/.hidden",
        "scripts/run.py",
        "references",
        "references/pipe",
        "references\\steps.md",
        "references/steps.md\0",
    ],
)
async def test_nothing_outside_of_a_skill_is_read(tmp_path: Path, file: str) -> None:
    content = written(tmp_path, TWO, KEYS)
    folder = tmp_path / "agents/assistant/skills/renewals"
    (tmp_path / "secret.md").write_text("the secret")
    (folder / "references/link.md").symlink_to(tmp_path / "secret.md")
    (folder / "linked").symlink_to("/etc")
    (folder / "references/.hidden").write_text("the secret")
    (folder / "scripts").mkdir()
    (folder / "scripts/run.py").write_text("the secret")
    os.mkfifo(folder / "references/pipe")
    outcome = await opened(content, name="renewals", file=file)
    assert outcome.is_error
    assert "has no file" in outcome.content
    assert "secret" not in outcome.content


async def test_a_file_that_is_too_long_or_no_text_is_refused(tmp_path: Path) -> None:
    content = written(tmp_path, TWO, KEYS)
    folder = tmp_path / "agents/assistant/skills/renewals/assets"
    folder.mkdir()
    (folder / "long.md").write_text("x" * (FILE_LIMIT + 1))
    (folder / "image.png").write_bytes(b"\x89PNG\xff")
    assert "too long" in (await opened(content, name="renewals", file="assets/long.md")).content
    assert "is not text" in (await opened(content, name="renewals", file="assets/image.png")).content


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        (skill("tone2"), 2, "name is 'tone2' but the folder is 'tone'"),
        (skill("tone").replace("name:", "color: red\nname:"), 2, "'color' is not a key of a skill"),
        (skill("tone").replace("name:", "allowed-tools: [Bash]\nname:"), 2, "AGENT.md gives tools"),
        (skill("tone").replace("name:", "metadata: {version: 1.0}\nname:"), 2, "text"),
        (skill("tone").replace("name:", "compatibility: ''\nname:"), 2, "1 to 500"),
        (skill("tone", "x" * 1100), 3, "1,100 characters"),
    ],
)
async def test_a_loose_skill_works_with_a_warning(tmp_path: Path, text: str, where: int, words: str) -> None:
    content = written(tmp_path, {"skills/tone/SKILL.md": text}, "skills: [tone]\n")
    assert errors(content) == []
    (said,) = warnings(content)
    assert said.startswith(f"agents/skills/tone/SKILL.md:{where}: ")
    assert words in said
    assert (await opened(content, name="tone")).content == "Do this."


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "agents/assistant/AGENT.md:5: there is no skill 'tone'. There are none yet."),
        ({"skills/tune/SKILL.md": skill("tune")}, "there is no skill 'tone'. Did you mean 'tune'?"),
        ({"skills/tone/notes.md": ""}, "agents/skills/tone/SKILL.md:1: missing"),
        ({"skills/tone/SKILL.md": "Do this."}, "agents/skills/tone/SKILL.md:1: no front matter"),
        ({"skills/tone/SKILL.md": "---\n- a\n---\nx"}, "agents/skills/tone/SKILL.md:2: expected keys and values"),
        ({"skills/tone/SKILL.md": "---\nname: tone\n---\nx"}, "agents/skills/tone/SKILL.md:2: say what"),
        ({"skills/tone/SKILL.md": skill("tone", "Use: when: odd")}, "agents/skills/tone/SKILL.md:3: not YAML"),
        ({"skills/tone/SKILL.md": skill("tone", body="x" * 50_000)}, "the body has 50,000 characters"),
        ({"skills/tone/SKILL.md": skill("tone", body="")}, "the body has 0 characters"),
    ],
)
def test_a_skill_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, files: dict[str, str], said: str) -> None:
    told = errors(written(tmp_path, files, "skills: [tone]\n"))
    assert [each for each in told if said in each], told


def test_a_skill_that_its_agent_does_not_name_is_mentioned(tmp_path: Path) -> None:
    content = written(tmp_path, {"assistant/skills/tone/SKILL.md": skill("tone")})
    assert warnings(content) == [
        "agents/assistant/AGENT.md:2: skill 'tone' is in the folder but not in `skills`: add it there."
    ]
