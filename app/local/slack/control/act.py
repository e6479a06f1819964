"""One request to the control API and finding what its body names; what does not exist is said in a sentence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from app.local.slack.identity import BOT_USER_ID
from app.local.slack.interactions import Place
from app.local.slack.messages import Conversation, Message
from app.local.slack.people import Member
from app.local.slack.refusal import CannotError
from app.local.slack.screens import View
from app.local.slack.workspace import Workspace

Json = dict[str, Any]


@dataclass(frozen=True)
class Act:
    workspace: Workspace
    body: Json

    def needed(self, name: str) -> str:
        value = self.body.get(name)
        if not isinstance(value, str) or not value:
            raise CannotError(f"This needs {name!r}: a text that is not empty. It got {value!r}.")
        return value

    def maybe(self, name: str) -> str | None:
        return str(self.body[name]) if self.body.get(name) else None

    def rows(self, name: str) -> list[Json]:
        value = self.body.get(name) or []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise CannotError(f"{name!r} must be a list of objects. It is {value!r}.")
        return value

    def tables(self, name: str) -> dict[str, dict[str, Json]]:
        """Objects in objects, as the values of a form are."""
        value = self.body.get(name) or {}
        inner = value.values() if isinstance(value, dict) else [None]
        if not all(isinstance(each, dict) and all(isinstance(v, dict) for v in each.values()) for each in inner):
            raise CannotError(f"{name!r} must be {{block_id: {{action_id: {{...}}}}}}. It is {value!r}.")
        return dict(value)

    def person(self, name: str = "as") -> Member:
        wanted = self.needed(name)
        member = self.workspace.members.get(wanted)
        if member is None or member.is_bot or not member.is_active:
            raise CannotError(f"Nobody active has the id {wanted!r}. Look at `people` in the answer of `workspace`.")
        return member

    def conversation(self) -> Conversation:
        """The conversation named, for one of its members only."""
        person, wanted = self.person(), self.needed("channel")
        conversation = self.workspace.conversations.get(wanted)
        if conversation is None or person.id not in conversation.members:
            raise CannotError(f"{person.name} sees no conversation {wanted!r}. Look at `conversations` in `workspace`.")
        return conversation

    def message(self, conversation: Conversation, name: str = "ts") -> Message:
        message = conversation.messages.get(self.needed(name))
        if message is None or message.only_for not in (None, self.person().id):
            raise CannotError(f"There is no message {self.body[name]!r} in {conversation.id}. It may be deleted.")
        return message

    def modal(self) -> View:
        person, wanted = self.person(), self.needed("view_id")
        stack = self.workspace.screens.stacks.get(person.id, [])
        if not stack or stack[-1].id != wanted:
            raise CannotError(f"{person.name} does not have the modal {wanted!r} in front. Look at `modals`.")
        return stack[-1]

    def place(self) -> Place:
        """What the body names as pressed: {channel, ts} or {view_id}."""
        if "view_id" not in self.body:
            conversation = self.conversation()
            return Place(conversation, self.message(conversation))
        home = self.workspace.screens.homes.get(self.person().id)
        if home and self.body["view_id"] in (home.id, "home"):
            return Place(view=home)
        return Place(view=self.modal())


Acting = Callable[[Act], Awaitable[Json]]
Reading = Callable[[Act], Json]


def is_heard(conversation: Conversation) -> bool:
    """Whether the app is there to hear what is said."""
    return BOT_USER_ID in conversation.members
