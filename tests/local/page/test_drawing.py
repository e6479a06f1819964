"""What the page makes of texts and blocks, asked of its own modules in a real browser."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.local.page.block_kinds import BLOCKS, INPUTS
from tests.local.page.browser import Browser

WORKSPACE = {
    "bot": {"id": "B1", "user_id": "UBOT", "name": "Threadwork"},
    "me": "U1",
    "people": [{"id": "U1", "name": "Maya Lindqvist", "tz": "America/New_York", "role": "rep"}],
    "conversations": [{"id": "C1", "name": "sales", "kind": "channel", "members": ["U1"]}],
    "commands": [],
    "shortcuts": [],
}


async def drawn(page: Browser, address: str, module: str, call: str, argument: Any) -> dict[str, Any]:
    """The text and markup of what a module's function draws; the argument arrives as `it`."""
    await page.open(address)
    answer = await page.ask(
        f"""
        const it = {json.dumps(argument)};
        const {{ known }} = await import("/page/place.js");
        const workspace = {json.dumps(WORKSPACE)};  // for good: the page goes on reading the real one
        Object.defineProperty(known, "workspace", {{ get: () => workspace, set() {{}} }});
        const {{ surface }} = await import("/page/surface.js");
        const module = await import("/page/{module}");
        const box = document.createElement("div");
        document.body.append(box);
        box.append(...[module.{call}].flat(Infinity));
        const all = (selector, read) => [...box.querySelectorAll(selector)].map(read);
        const boxes = all(".error-box strong", (each) => each.textContent);
        const links = all("a", (each) => each.getAttribute("href"));
        return {{ text: box.innerText, html: box.innerHTML, boxes, links, kinds: box.children.length }};
        """
    )
    assert isinstance(answer, dict), answer
    return answer


BLOCKS_CALL = 'drawBlocks(it, surface("modal", {view_id: "V1"}))'


async def test_every_kind_of_block_and_field_is_drawn(page: Browser, address: str) -> None:
    seen = await drawn(page, address, "blocks.js", BLOCKS_CALL, [*BLOCKS, *INPUTS])
    assert seen["boxes"] == []
    assert seen["kinds"] == len(BLOCKS) + len(INPUTS)
    for words in ("A header", "small words", "A chart", "Rich words", "A heading", "Read the tickets", "Mind this"):
        assert words in seen["text"]


async def test_what_the_page_does_not_know_is_named_and_the_rest_still_stands(page: Browser, address: str) -> None:
    blocks = [
        {"type": "hologram"},
        {"type": "actions", "elements": [{"type": "teleporter"}]},
        {"type": "table", "rows": "not rows"},
        {"type": "section", "text": {"type": "mrkdwn", "text": "still here"}},
    ]
    seen = await drawn(page, address, "blocks.js", BLOCKS_CALL, blocks)
    assert seen["boxes"][:2] == ["Unknown block “hologram”", "Unknown element “teleporter”"]
    assert seen["boxes"][2].startswith("“table” could not be drawn")
    assert "still here" in seen["text"]


HOSTILE = "<img src=x onerror=alert(1)> <script>alert(2)</script> <javascript:alert(3)|press> &lt;b&gt;"


@pytest.mark.parametrize(("module", "call"), [("text.js", "mrkdwn(it)"), ("markdown.js", "markdown(it)")])
async def test_text_of_others_stays_text(page: Browser, address: str, module: str, call: str) -> None:
    seen = await drawn(page, address, module, call, HOSTILE + " [press](javascript:alert(4)) <https://ok.example|fine>")
    for forbidden in ("<img", "<script", 'href="javascript'):
        assert forbidden not in seen["html"].lower()
    assert seen["links"] == ["https://ok.example/"]
    assert "<script>alert(2)</script>" in seen["text"]
    assert "<b>" in seen["text"]


async def test_slacks_marks_are_read_as_slack_reads_them(page: Browser, address: str) -> None:
    text = (
        "*bold* _it_ ~no~ `a*b*` snake_case_name <@U1> <#C1|sales> <!date^1795528800^{date_num} {time}|later>\n> quoted"
    )
    seen = await drawn(page, address, "text.js", "mrkdwn(it)", text)
    for markup in ("<strong>bold</strong>", "<em>it</em>", "<del>no</del>", "<code>a*b*</code>", "<blockquote>quoted"):
        assert markup in seen["html"]
    assert "snake_case_name @Maya Lindqvist #sales" in seen["text"]
    assert "2026-11-24 9:00\u202fAM" in seen["text"].replace("9:00 AM", "9:00\u202fAM")


async def test_next_nine_is_the_persons_next_weekday_morning(page: Browser, address: str) -> None:
    await page.open(address)
    moments = await page.ask(
        """
        const { nextNine } = await import("/page/times.js");
        const at = (now, zone) => nextNine(new Date(now), zone).toISOString();
        return [at("2026-11-24T13:59:00Z", "America/New_York"), at("2026-11-24T14:00:00Z", "America/New_York"),
                at("2026-11-27T20:00:00Z", "Europe/Berlin"), at("2026-03-06T20:00:00Z", "America/New_York")];
        """
    )
    friday_to_monday_over_the_clock_change = "2026-03-09T13:00:00.000Z"
    assert moments == [
        "2026-11-24T14:00:00.000Z",
        "2026-11-25T14:00:00.000Z",
        "2026-11-30T08:00:00.000Z",
        friday_to_monday_over_the_clock_change,
    ]


async def test_a_choice_is_forgotten_with_the_block_it_was_made_on(page: Browser, address: str) -> None:
    await page.open(address)
    kept = await page.ask(
        """
        const { keep, surface, tidy } = await import("/page/surface.js");
        const at = (block_id) => ({ surface: surface("message", { channel: "C1", ts: "1" }), block_id, element });
        const element = { type: "static_select", action_id: "choose" };
        keep(at("agents"), { selected_option: "security" });
        keep(at("row"), { selected_option: "other" });
        tidy(at("agents").surface, [[{ block_id: "agents:security" }, { block_id: "row" }]]);
        return Object.keys(at("agents").surface.values);
        """
    )
    assert kept == ["row"]
