"""Is the model set up as it should be? One call that costs nothing; the vendor's package is not imported for it."""

from __future__ import annotations

from collections.abc import Iterable

import aiohttp

from app.core.checks import Check

VERSION = "2026-10-21"
WHERE = "platform.claude.com → Settings → API keys"


async def examine(key: str, base_url: str, models: Iterable[str]) -> list[Check]:
    """`models`: those that agents name."""
    headers = {"authorization": f"Bearer {key}", "x-api-key": key, "anthropic-version": VERSION}
    timeout = aiohttp.ClientTimeout(total=20)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(f"{base_url.rstrip('/')}/v1/models", headers=headers, params={"limit": "100"}) as answer,
        ):
            status, body = answer.status, await answer.json(content_type=None)
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return [Check("Claude", False, f"{base_url} does not answer: {error!r}", "Check the network and any proxy.")]
    if status != 200:
        return [Check("Claude key", False, f"refused with {status}", f"Copy ANTHROPIC_API_KEY anew from {WHERE}.")]
    known = {each["id"] for each in body.get("data", [])}
    missing = sorted(set(models) - known)
    checks = [Check("Claude key", True, f"accepted; {len(known)} models may be used")]
    if missing:
        remedy = f"Correct `model` in the AGENT.md that names it. Usable are: {', '.join(sorted(known))}."
        checks.append(Check("Claude models", False, f"not usable: {', '.join(missing)}", remedy))
    return checks
