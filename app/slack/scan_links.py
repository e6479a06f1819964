"""Which links in a Slack message are risky, and why. Pure; nothing is fetched."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

_LONG = ("rebrand.ly", "shorturl.at", "tiny.cc", "tinyurl.com")
SHORTENERS = frozenset(
    {"bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy", "t.co", "t.ly", *_LONG}
)
SECRET_PARAMETERS = frozenset({"token", "access_token", "api_key", "apikey", "key", "password", "pwd", "secret", "sig"})
_TOKEN = re.compile(r"<([a-z][a-z0-9+.-]*:[^<>|]+)(?:\|([^<>]*))?>", re.IGNORECASE)
_OTHER = re.compile(r"<([@#!][^<>|]*)(?:\|([^<>]*))?>")
_BARE = re.compile(r"(?<![\w@/.])(?:https?://)[^\s<>|\"'`]+", re.IGNORECASE)
_HOST_IN_LABEL = re.compile(r"^(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,24})(?:[/:?#]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Link:
    url: str
    label: str = ""  # the text people see, where it is another


@dataclass(frozen=True)
class Risk:
    what: str
    why: str


def split_links(text: str) -> tuple[str, list[Link]]:
    """The words that people see, without addresses, and the links. Addresses of mail and phones are words."""
    links: list[Link] = []

    def take(found: re.Match[str]) -> str:
        url, label = _plain(found[1]), _plain(found[2] or "")
        if url.lower().startswith(("mailto:", "tel:")):
            return label or url.partition(":")[2]
        links.append(Link(url, "" if label == url else label))
        return f" {label} " if label and label != url else " … "

    def take_bare(found: re.Match[str]) -> str:
        links.append(Link(found[0]))
        return " … "

    words = _plain(_OTHER.sub(lambda found: found[2] or "", _TOKEN.sub(take, text)))
    return _BARE.sub(take_bare, words), list(dict.fromkeys(links))


def risks_of(link: Link) -> list[Risk]:
    parts = urlsplit(link.url if _is_parsable(link.url) else "")
    if parts.scheme not in ("http", "https"):
        return [Risk("link that opens no web page", f"It starts {link.url.partition(':')[0]!r}; do not open it.")]
    host = (parts.hostname or "").rstrip(".")
    checks = (_disguised(link, host), _look_alike(host), _address(host), _short(host), _credentials(link.url))
    return [risk for risk in checks if risk]


def _disguised(link: Link, host: str) -> Risk | None:
    named = _HOST_IN_LABEL.match(link.label.strip())
    if not named or _registered(named[1].lower()) == _registered(host):
        return None
    return Risk("link that shows another address", f"It reads {named[1]!r} and leads to {host!r}. Do not open it.")


def _look_alike(host: str) -> Risk | None:
    if host.isascii() and not any(label.startswith("xn--") for label in host.split(".")):
        return None
    return Risk("host with foreign letters", f"{host!r} can look like another name. Compare it letter by letter.")


def _address(host: str) -> Risk | None:
    try:
        ipaddress.ip_address(int(host) if host.isdigit() else host)
    except ValueError:
        return None
    return Risk("link to a bare address", "It names a machine by number, so nobody answers for a name.")


def _short(host: str) -> Risk | None:
    if host.removeprefix("www.") not in SHORTENERS:
        return None
    return Risk("shortened link", "Where it leads cannot be seen. Ask for the full address.")


def _credentials(url: str) -> Risk | None:
    parts = urlsplit(url)
    names = {name.lower() for name, value in parse_qsl(parts.query) if len(value) > 5}
    if "@" not in parts.netloc and not names & SECRET_PARAMETERS:
        return None
    return Risk("link with a key or a password in it", "Whoever has the link is let in. Revoke what it carries.")


def _registered(host: str) -> str:
    """The last two labels; co.uk and its like count three, near enough for a warning."""
    labels = host.split(".")
    return ".".join(labels[-3 if len(labels) > 2 and len(labels[-2]) <= 3 and len(labels[-1]) == 2 else -2 :])


def _is_parsable(url: str) -> bool:
    try:
        urlsplit(url).port  # noqa: B018  raises where there is none
    except ValueError:
        return False
    return True


def _plain(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
