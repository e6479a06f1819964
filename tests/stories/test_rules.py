"""A rule that fails is left out for the day and named; the list goes out by the others."""

from __future__ import annotations

from pathlib import Path

from app.demo.person import rows_of
from tests.stories.office import SPREAD, next_nine, words
from tests.whole.company import write_company
from tests.whole.setting import setting

BROKEN = '''

def raises(a: Facts, p: Params) -> Points:
    """Divides by nothing."""
    return 1 / a["open_tickets"], "never said"


def loops(a: Facts, p: Params) -> Points:
    """Counts for ever."""
    total = 0
    for number in range(10_000_000_000):
        total += number
    return total, "never said"
'''
OBLIGATIONS = "  raises: owe_an_answer\n  loops: owe_an_answer\n"


async def test_a_rule_that_raises_and_one_that_loops_are_left_out_and_named(tmp_path: Path) -> None:
    async with setting(tmp_path, company=write_company(tmp_path / "company"), limits=False) as there:
        playbook = tmp_path / "agents/daily-priorities/playbook"
        rules, about = playbook / "rules.py", playbook / "PLAYBOOK.md"
        rules.write_text(rules.read_text(encoding="utf-8") + BROKEN, encoding="utf-8")
        text = about.read_text(encoding="utf-8")
        about.write_text(text.replace("obligations:\n", f"obligations:\n{OBLIGATIONS}", 1), encoding="utf-8")
        assert await there.program.start(), there.program.tail()
        eve = there.visitor("Eve")
        await there.world.move_to(next_nine(await there.world.now(), eve.zone) + SPREAD)
        (message,) = await eve.lists()
        assert rows_of(message)
        assert "The rule raises failed and was left out today" in words(message)
        assert "The rule loops failed and was left out today" in words(message)
        assert "never said" not in words(message)
        assert await there.program.stop() == 0
