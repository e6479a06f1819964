"""A browser for tests: chromium through chromedriver, in the WebDriver protocol. It waits for what it should see."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession

WAIT = 20_000  # milliseconds; a busy machine may need seconds for a first drawing

OPTIONS = {
    "browserName": "chrome",
    "timeouts": {"script": WAIT + 5_000},
    "goog:loggingPrefs": {"browser": "ALL"},
    "goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,900"]},
}

# Resolves when the condition holds; looks again at each change of the document rather than at intervals.
UNTIL = """
const done = arguments[arguments.length - 1];
const holds = () => { try { return (%s); } catch { return false; } };
const finish = (value) => { observer.disconnect(); clearTimeout(timer); done(value); };
const look = () => { const value = holds(); if (value) finish(value); };
const observer = new MutationObserver(look);
observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
const timer = setTimeout(() => finish(null), %d);
look();
"""


def missing() -> str:
    """Why there is no browser here, or nothing."""
    absent = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    return f"needs {' and '.join(absent)} on the path" if absent else ""


class Browser:
    def __init__(self, http: ClientSession, address: str) -> None:
        self.http, self.address = http, address

    async def call(self, method: str, path: str, **body: Any) -> Any:
        payload = body if method == "POST" else None
        async with self.http.request(method, self.address + path, json=payload) as response:
            value = (await response.json())["value"]
            assert response.ok, f"{path}: {value['error']}: {value['message'][:300]}"
            return value

    async def open(self, address: str) -> None:
        await self.call("POST", "/url", url=address)

    async def run(self, script: str) -> Any:
        return await self.call("POST", "/execute/sync", script=script, args=[])

    async def until(self, condition: str) -> Any:
        """The condition's value (JavaScript) once it is truthy; fails with what the page showed instead."""
        value = await self.call("POST", "/execute/async", script=UNTIL % (condition, WAIT), args=[])
        assert value, f"never came true: {condition}\nthe page showed: {await self.text('body')}"
        return value

    async def text(self, selector: str) -> str:
        return str(await self.run(f"return document.querySelector({selector!r})?.innerText ?? ''"))

    async def ask(self, script: str) -> Any:
        """What an async function body returns; it may import the page's modules."""
        body = (
            f"(async () => {{ {script} }})().then(arguments[0], (error) => arguments[0](`failed: ${{error.stack}}`));"
        )
        return await self.call("POST", "/execute/async", script=body, args=[])

    async def click(self, selector: str) -> None:
        await self.until(f"document.querySelector({selector!r})")
        await self.run(f"document.querySelector({selector!r}).click()")

    async def type(self, selector: str, text: str) -> None:
        """Real key presses; \\ue007 is Enter."""
        await self.until(f"document.querySelector({selector!r})")
        element = await self.call("POST", "/element", using="css selector", value=selector)
        await self.call("POST", f"/element/{next(iter(element.values()))}/value", text=text)

    async def narrow(self, width: int) -> None:
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        await self.call("POST", "/goog/cdp/execute", cmd="Emulation.setDeviceMetricsOverride", params=metrics)

    async def complaints(self) -> list[str]:
        """What the page logged as an error: a script that failed, or something the policy refused."""
        return [
            line["message"] for line in await self.call("POST", "/se/log", type="browser") if line["level"] == "SEVERE"
        ]


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    told, telling = os.pipe()  # our own: chromium inherits the driver's output and would hold asyncio's pipe open
    driver = await asyncio.create_subprocess_exec(
        "chromedriver", "--port=0", stdout=telling, stderr=asyncio.subprocess.DEVNULL
    )
    os.close(telling)
    try:
        async with ClientSession() as http, asyncio.timeout(110):
            address = f"http://127.0.0.1:{await asyncio.to_thread(_port, told)}/session"
            session = await Browser(http, address).call("POST", "", capabilities={"alwaysMatch": OPTIONS})
            chromium = Browser(http, f"{address}/{session['sessionId']}")
            yield chromium
            await chromium.call("DELETE", "")
    finally:
        driver.kill()
        await driver.wait()


def _port(told: int) -> int:
    with open(told, "rb") as lines:
        for line in lines:
            if found := re.search(rb"started successfully on port (\d+)", line):
                return int(found[1])
    raise AssertionError("chromedriver ended before it said on which port it listens")
