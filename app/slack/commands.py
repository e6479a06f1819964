"""`/agent`, which Slack allows outside threads only: lists the agents, picks one for the next message, or asks it."""

from __future__ import annotations

from app.core.agents import Catalog
from app.core.entries import Place, Said
from app.core.turns import unknown_agent
from app.slack.clicks import cannot_post
from app.slack.intake import DENIED
from app.slack.needs import Arms, Deliver
from app.slack.people import People
from app.slack.pressing import read_command
from app.slack.reading import Payload
from app.slack.views.agents import agents_mrkdwn, armed_text
from app.slack.views.escape import as_markdown
from app.slack.wire import Wire


class Commands:
    def __init__(self, wire: Wire, deliver: Deliver, people: People, arms: Arms, catalog: Catalog) -> None:
        self._wire, self._deliver, self._people = wire, deliver, people
        self._arms, self._catalog = arms, catalog

    async def agent(self, body: Payload) -> str:
        """What the person reads; only they see it. What was asked is durable by then."""
        by, channel = str(body["user_id"]), str(body["channel_id"])
        standing = (await self._people.find(by)).standing
        if standing != "member":
            return DENIED.get(standing, DENIED["stranger"])
        name, question = read_command(body, (await self._wire.me()).user)
        if not name:
            agents = agents_mrkdwn(self._catalog)
            return f"{agents}\n\n`/agent NAME` picks one for your next message to me here; `!help` tells more."
        if self._catalog.find(name) is None:
            return as_markdown(unknown_agent(name, self._catalog).replace("`!agent ", "`/agent "))
        if problem := await cannot_post(self._wire, channel):
            return problem
        if not question:
            await self._arms.arm(channel, by, name)
            return armed_text(name)
        key = f"{body.get('team_id')}:{channel}:command:{body.get('trigger_id')}"
        said = Said(key=key, ts="", by=by, text=question, agent=name)
        await self._deliver(Place(channel=channel, is_direct=channel.startswith("D")), said, key=key, by=by)
        return f"Asking *{name}*; the answer comes below."
