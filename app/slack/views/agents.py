"""The agents there are and how to talk to them, as Markdown for a thread and as mrkdwn for a private answer."""

from __future__ import annotations

from app.core.agents import Catalog
from app.slack.views.escape import as_mrkdwn

HELP = """\
I answer every message in our direct messages, and in a thread where I was mentioned once.

- `!agent NAME your question`: ask one agent, for this message
- `!agent`: the agents there are
- `!review`: every change that waits for your yes; the Home tab shows them, too
- `!pause`: I keep what is written here and do nothing until `!resume`
- `!fork`, or *Fork from here* on a message: a new thread that knows this one up to there; `!fork question` asks at once
- `!why`: what my latest answer here rests on
- `!sessions`: your threads with me, and how each stands
- `!quiet`: I stay silent in this thread until somebody mentions me; `!listen` ends that
- outside threads, `/agent NAME` picks the agent for your next message in that channel
- on any message, the shortcut *Ask about this* asks an agent about it"""


def agents_markdown(catalog: Catalog) -> str:
    lines = [
        f"- `{name}`{_default(name, catalog)}: {catalog.agents[name].description}" for name in sorted(catalog.agents)
    ]
    return "\n".join([*lines, "", "Ask one with `!agent NAME your question`; it answers that message only."])


def agents_mrkdwn(catalog: Catalog) -> str:
    agents = (catalog.agents[name] for name in sorted(catalog.agents))
    return "\n".join(f"• *{as_mrkdwn(a.name)}*{_default(a.name, catalog)}: {as_mrkdwn(a.description)}" for a in agents)


def armed_text(name: str) -> str:
    return f"Your next message to me here goes to *{as_mrkdwn(name)}*, and only that one."


def _default(name: str, catalog: Catalog) -> str:
    return " (answers unless another is named)" if name == catalog.default else ""
