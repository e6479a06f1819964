"""Transcripts' own variables. The integration is off until TRANSCRIPTS_FOLDER is set."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, urlsplit

from app.settings import EnvironmentModel, variable

SWITCH = "TRANSCRIPTS_FOLDER"


class Settings(EnvironmentModel):
    folder: Path = variable(
        SWITCH,
        "the folder that transcripts of calls are dropped into (VTT, SRT, TXT, JSON), best in one folder an account",
        where="any folder that this machine can read, also a mounted share",
    )
    our_domains: str = variable(
        "TRANSCRIPTS_OUR_DOMAINS",
        "domains of our own addresses, with commas between; those of HubSpot's owners are known anyway",
        default="",
    )
    days: int = variable(
        "TRANSCRIPTS_DAYS", "how old a call may be, in days; older ones are left out", default=180, gt=0
    )
    links_url: str = variable(
        "TRANSCRIPTS_LINKS_URL",
        "where people open the folder, such as a share's https://… address; the file's name alone is shown if not set",
        default="",
        pattern=r"^(https?://.*[^/])?$",
    )
    link_hosts: str = variable(
        "TRANSCRIPTS_LINK_HOSTS",
        "an address that stands in a file is shown if it leads to these hosts or below them",
        default="app.gong.io,gong.io,app.fireflies.ai,app.hubspot.com,zoom.us,teams.microsoft.com",
    )

    @property
    def domains(self) -> frozenset[str]:
        return _listed(self.our_domains)

    def link(self, ref: str, own: str | None) -> str | None:
        """The address of a call: its vendor's page where we know the vendor, else its file."""
        if own is not None and self._is_known(own):
            return own
        return f"{self.links_url}/{quote(ref)}" if self.links_url else None

    def _is_known(self, url: str) -> bool:
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            return False
        known = any(host == each or host.endswith(f".{each}") for each in _listed(self.link_hosts))
        return parts.scheme == "https" and known and not any(map(str.isspace, url))


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, (part.strip().lower() for part in text.split(","))))
