"""What the app put on people's screens: one Home tab each, and a stack of modals."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from app.local.slack.identity import APP_ID, BOT_ID, TEAM_ID
from app.local.slack.refusal import RefusedError
from app.local.slack.surfaces import state_of, with_ids

Json = dict[str, Any]
STACK = 3  # modals on top of each other, https://docs.slack.dev/surfaces/modals

KEPT = (
    "title",
    "submit",
    "close",
    "private_metadata",
    "callback_id",
    "external_id",
    "clear_on_close",
    "notify_on_close",
)


@dataclass
class View:
    id: str
    user: str
    kind: str  # modal or home
    content: Json  # as the app gave it, with every id filled in
    root_id: str
    previous_id: str | None = None
    filled: Json = field(default_factory=dict)  # {block_id: {action_id: value}} that the person entered
    hash: str = ""

    def replace(self, content: Json) -> None:
        self.content = {**content, "blocks": with_ids(content["blocks"])}
        self.hash = secrets.token_hex(8)

    def show(self) -> Json:
        """The view object as responses and payloads carry it."""
        given = {name: self.content.get(name) for name in KEPT}
        return {
            "id": self.id,
            "team_id": TEAM_ID,
            "type": self.kind,
            "blocks": self.content["blocks"],
            **given,
            "private_metadata": given["private_metadata"] or "",
            "callback_id": given["callback_id"] or "",
            "external_id": given["external_id"] or "",
            "clear_on_close": bool(given["clear_on_close"]),
            "notify_on_close": bool(given["notify_on_close"]),
            "state": {"values": state_of(self.content["blocks"], self.filled)},
            "hash": self.hash,
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "app_id": APP_ID,
            "app_installed_team_id": TEAM_ID,
            "bot_id": BOT_ID,
        }


@dataclass
class Screens:
    homes: dict[str, View] = field(default_factory=dict)  # by user
    stacks: dict[str, list[View]] = field(default_factory=dict)  # by user, the visible one last
    count: int = 0

    def publish(self, user: str, content: Json, hash_seen: str | None) -> View:
        view = self.homes.get(user)
        if view is None:
            view = self.homes[user] = self._new(user, content)
            return view
        _compare(view, hash_seen)
        view.replace(content)
        return view

    def open(self, user: str, content: Json) -> View:
        """A new modal takes the place of whatever was open."""
        self._refuse_known(content)
        view = self._new(user, content)
        self.stacks[user] = [view]
        return view

    def push(self, user: str, content: Json) -> View:
        stack = self.stacks.setdefault(user, [])
        if len(stack) >= STACK:
            raise RefusedError("push_limit_reached")
        self._refuse_known(content)
        view = self._new(user, content)
        if stack:
            view.root_id, view.previous_id = stack[0].id, stack[-1].id
        stack.append(view)
        return view

    def update(self, view: View, content: Json, hash_seen: str | None = None) -> None:
        _compare(view, hash_seen)
        view.replace(content)

    def close(self, view: View) -> None:
        stack = self.stacks.get(view.user, [])
        self.stacks[view.user] = [each for each in stack if each.id != view.id]

    def clear(self, user: str) -> list[View]:
        return self.stacks.pop(user, [])

    def find(self, *, view_id: str | None = None, external_id: str | None = None) -> View | None:
        every = [*self.homes.values(), *(view for stack in self.stacks.values() for view in stack)]
        return next(
            (
                view
                for view in every
                if (view_id and view.id == view_id) or (external_id and view.content.get("external_id") == external_id)
            ),
            None,
        )

    def _new(self, user: str, content: Json) -> View:
        self.count += 1
        key = f"V{self.count:08d}"
        view = View(key, user, content["type"], {}, root_id=key)
        view.replace(content)
        return view

    def _refuse_known(self, content: Json) -> None:
        if content.get("external_id") and self.find(external_id=content["external_id"]):
            raise RefusedError("duplicate_external_id")


def _compare(view: View, hash_seen: str | None) -> None:
    if hash_seen and hash_seen != view.hash:
        raise RefusedError("hash_conflict")
