"""The page in front of the whole local workspace: who one is, what one says, and what arrives without a reload."""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiohttp import ClientSession

from app.local.world import World, discover
from tests.local.page.browser import Browser
from tests.local.page.conftest import TOM

pytestmark = pytest.mark.skipif("slack" not in dict(discover()), reason="needs the local Slack beside the page")

ENTER = "\ue007"


async def open_sales(page: Browser, address: str) -> None:
    await page.open(address)
    await page.until("document.querySelector('.switcher')")
    await page.run("[...document.querySelectorAll('.place')].find((each) => each.innerText === 'sales').click()")
    await page.until("document.querySelector('#main h1').innerText === 'sales'")


async def switch_to_tom(page: Browser) -> None:
    await page.click(".switcher")
    await page.click(f".menu [data-key='{TOM.slack_id}']")
    await page.until("document.querySelector('.switcher').innerText.includes('Tom Okafor')")


async def test_one_switches_person_speaks_and_sees_it(page: Browser, address: str) -> None:
    await open_sales(page, address)
    await switch_to_tom(page)
    await page.type("#main .composer-field", f"Who calls <Brightwater> & when?{ENTER}")
    await page.until("document.querySelector('#main .message')?.innerText.includes('Who calls <Brightwater> & when?')")
    assert "Tom Okafor" in await page.text("#main .message-head")
    assert await page.run("return document.querySelector('#main .composer-field').value") == ""
    assert await page.complaints() == []


async def test_what_another_says_arrives_without_a_reload(page: Browser, address: str) -> None:
    await open_sales(page, address)
    channel = await page.run("return new URLSearchParams(location.hash.slice(1)).get('c')")
    said = {"as": TOM.slack_id, "channel": channel, "text": "Good *morning*"}
    async with ClientSession() as http, http.post(f"{address}../slack/_control/say", json=said) as answer:
        assert answer.status == 200, await answer.text()
    await page.until("document.querySelector('#main .prose strong')")
    assert "Good morning" in await page.text("#main .messages")


async def test_a_reply_opens_beside_the_channel_and_escape_closes_it(page: Browser, address: str) -> None:
    await open_sales(page, address)
    await page.type("#main .composer-field", f"First{ENTER}")
    await page.click("#main .message [aria-label='Reply in thread']")
    await page.type("#pane .composer-field", f"Second{ENTER}")
    await page.until("document.querySelector('#main .thread-link')?.innerText.includes('1 reply')")
    assert "Second" in await page.text("#pane .messages")
    assert "Second" not in await page.text("#main .messages")
    await page.type("#pane .composer-field", "\ue00c")
    await page.until("document.querySelector('#pane').hidden")


async def test_the_clock_moves_to_the_persons_next_nine(page: Browser, address: str, world: World) -> None:
    await open_sales(page, address)
    before = world.now()
    await page.run("[...document.querySelectorAll('.clock button')].find((b) => b.innerText === 'next 9:00').click()")
    await page.until("document.querySelector('.clock-time').innerText.includes('9:02')")
    assert timedelta() < world.now() - before < timedelta(days=4)


async def test_a_narrow_screen_shows_one_pane_at_a_time(page: Browser, address: str) -> None:
    await page.narrow(390)
    await open_sales(page, address)
    shown = "return ['sidebar', 'main', 'pane'].filter((id) => document.getElementById(id).offsetWidth > 0)"
    assert await page.run(shown) == ["main"]
    await page.click("#main .back")
    await page.until("document.querySelector('#page').dataset.view === 'list'")
    assert await page.run(shown) == ["sidebar"]
    assert await page.run("return document.documentElement.scrollWidth") == 390
