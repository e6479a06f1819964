"""Who the installed app and its workspace are, and what proves it: the same in every local workspace."""

from __future__ import annotations

TEAM_ID = "T0LOCAL"
STRANGERS_TEAM_ID = "T0OTHER"  # people of a connected workspace
APP_ID = "A0LOCAL"
BOT_ID = "B0LOCAL"
BOT_USER_ID = "U0LOCALBOT"

BOT_TOKEN = "xoxb-local"  # noqa: S105  these open nothing but the local workspace
APP_TOKEN = "xapp-local"  # noqa: S105
SIGNING_SECRET = "local-signing-secret"  # noqa: S105
VERIFICATION_TOKEN = "local-verification-token"  # noqa: S105  part of old payload shapes; proves nothing
