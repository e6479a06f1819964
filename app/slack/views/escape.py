"""Text on its way out: what Slack would read as a mention, a link or an image becomes harmless, in both its markups.

`<` and `>` are enough to escape: Slack reads no entity twice, in Markdown as well. An address stays a link only where
its host is allowed; any other is shown as text, since links are how what a model has read would leave the workspace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

# Controls, soft hyphens, joiners, direction marks, selectors (but the one that makes an emoji), fillers, tags, halves.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_PLAIN_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_ADDRESS = r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^\s<>\"'`|\[\]()\\]*|\bwww\.[^\s<>\"'`|\[\]()\\]+"
_BARE = r"\b(?:[\w-]+\.)+[A-Za-z]{2,24}(?::\d+)?[/?][^\s<>\"'`|\[\]()\\]*"  # example.com/path: Slack may link it
_TOKEN = re.compile(
    r"(?P<image>!)?\[(?P<label>[^\[\]\n]*)\]\([ \t]*(?P<target>[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)[^()\n]*\)"
    rf"|(?P<address>{_ADDRESS}|{_BARE})"
    r"|<@(?P<person>[UW][A-Z0-9]{2,20})(?:\|[^<>\n]*)?>"
    r"|(?P<joint>\](?=\())"  # what is left of a link we do not understand
    r"|(?P<definition>(?:(?<=\n)|(?<![\s\S]))[ ]{0,3}\[(?=[^\]\n]+\]:))"
    r"|@(?P<crowd>channel|here|everyone|group)\b"
    r"|(?P<mark>[<>])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Allowed:
    """Where a text may link to, and whom it may mention."""

    hosts: frozenset[str] = frozenset()  # one without a port stands for all of its ports
    people: frozenset[str] = frozenset()

    def links_to(self, address: str) -> bool:
        host = _host(address)
        return bool(host) and not self.hosts.isdisjoint({host, host.partition(":")[0]})


def visible(text: str) -> str:
    """Without what cannot be seen: zero-width and tag characters smuggle words past a reader."""
    return _INVISIBLE.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n"))


def hosts_in(text: str) -> frozenset[str]:
    """The hosts that somebody wrote out: an answer may link there."""
    found = (_host(match.group()) for match in re.finditer(_ADDRESS, visible(text)))
    return frozenset(host for host in found if host)


def as_mrkdwn(text: str) -> str:
    """Foreign text inside our own mrkdwn: it may neither mark up nor mention, and it stays on its line."""
    flat = " ".join(visible(text).split())
    flat = flat.replace("*", "∗").replace("~", "∼").replace("`", "'")
    flat = re.sub(r"@(?=(?:channel|here|everyone|group)\b)", "@ ", flat, flags=re.IGNORECASE)
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mrkdwn_link(url: str, label: str) -> str:
    """A link of ours to a record; the bare label where the address is none."""
    shown = as_mrkdwn(label).replace("|", "¦") or "–"
    address = visible(url).strip()
    if not re.fullmatch(r"https?://[^\s<>|]+", address):
        return shown
    return f"<{address.replace('&', '&amp;')}|{shown}>"


def as_markdown(text: str, allowed: Allowed = Allowed()) -> str:
    """A model's Markdown as it may be shown. Joining the pieces at any cut of `settled` gives the same."""
    return _TOKEN.sub(lambda found: _harmless(found, allowed), visible(text))


def settled(text: str) -> int:
    """How much of a growing text will read the same whatever follows: up to a blank, outside an open bracket."""
    end = max(text.rfind(" "), text.rfind("\n"), text.rfind("\t")) + 1
    line = text.rfind("\n", 0, end) + 1
    opened = text.find("[", line, end)
    if opened < 0:
        return end
    return opened - 1 if opened > line and text[opened - 1] == "!" else opened


def _harmless(found: re.Match[str], allowed: Allowed) -> str:
    match found.lastgroup:
        case "target":
            return _link(found, allowed)
        case "address":
            return found.group() if allowed.links_to(found.group()) else _defanged(found.group())
        case "person":
            person = found["person"].upper()
            return f"<@{person}>" if person in allowed.people else "@someone"
        case "joint":
            return "] "
        case "definition":
            return found.group().replace("[", "\\[")
        case "crowd":
            return f"@ {found['crowd']}"
    return "&lt;" if found.group() == "<" else "&gt;"


def _link(found: re.Match[str], allowed: Allowed) -> str:
    label = as_markdown(found["label"], Allowed(people=allowed.people))
    if found["image"]:
        return label
    target = found["target"]
    if allowed.links_to(target):
        return f"[{label}]({target})"
    return f"{label} ({_defanged(target)})" if target else label


def _host(address: str) -> str:
    """The host a browser would go to, or "" where that is not beyond doubt."""
    if not re.match(r"https?://", address, re.IGNORECASE) or re.search(r"[\\<>@]", address):
        return ""
    try:
        host = urlsplit(address.rstrip(".,;:!?")).netloc.lower()
    except ValueError:
        return ""
    return host if _PLAIN_HOST.fullmatch(host) else ""


def _defanged(address: str) -> str:
    """Readable, and nothing that Slack or a reader's client would make a link of."""
    spelled = re.sub(r"[<>\[\]`*~]", "", address)[:200]
    return re.sub(r"^http", "hxxp", spelled, flags=re.IGNORECASE).replace(".", "(.)").replace("@", "(at)")
