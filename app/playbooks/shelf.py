"""The playbooks as they are live now, for everybody or for one person: versions from the store, begun by the folder.

The folder is the first version. Where it changes later, nothing that people agreed on is overridden silently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from app.core.errors import ContentError
from app.core.playbooks import Playbook
from app.core.ports import Clock
from app.core.versions import (
    EVERYONE,
    FILE,
    Pointer,
    Version,
    live_pointer,
    news_of,
    pointer_for,
    scopes_of,
)
from app.playbooks.changes import describe_change
from app.playbooks.load import read_texts


class VersionStore(Protocol):
    async def of(self, playbook: str) -> tuple[list[Version], list[Pointer]]: ...

    async def add(self, version: Version, *pointers: Pointer) -> Version: ...

    async def point(self, pointer: Pointer) -> None: ...


def digest_of(texts: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(texts), sort_keys=True).encode()).hexdigest()


def playbook_of(name: str, texts: Mapping[str, str]) -> Playbook:
    """Raises the first ContentError."""
    errors: list[ContentError] = []
    playbook = read_texts(name, texts, errors.append)
    if errors:
        raise errors[0]
    assert playbook is not None
    return playbook


class Shelf(Mapping[str, Playbook]):
    """What everybody has, by name; `of` gives what one person has. Blocking nothing: `refresh` reads the store."""

    def __init__(self, store: VersionStore, clock: Clock, managers: Mapping[str, Sequence[str]]) -> None:
        self._store, self._clock, self._managers = store, clock, managers
        self._files: dict[str, Playbook] = {}
        self._versions: dict[str, dict[int, Version]] = {}
        self._pointers: dict[str, list[Pointer]] = {}
        self._read: dict[str, Playbook] = {}  # by digest
        self.said: list[str] = []  # what a start has to say: a folder that changed and is not live

    async def adopt(self, folders: Mapping[str, tuple[Playbook, Mapping[str, str]]]) -> None:
        """`folders`: the playbooks below agents/ as they are, with their texts."""
        self.said = []
        for name, (playbook, texts) in folders.items():
            self._files[name] = playbook
            self._read[digest_of(texts)] = playbook
            await self._take_up(name, playbook, texts)
        await self.refresh()

    async def refresh(self) -> None:
        """Another process may have pointed elsewhere."""
        for name in self._files:
            versions, self._pointers[name] = await self._store.of(name)
            self._versions[name] = {each.number: each for each in versions}

    def __getitem__(self, name: str) -> Playbook:
        pointer = live_pointer(self._pointers.get(name, ()), EVERYONE, self._clock.now())
        if pointer is None or pointer.number is None:
            return self._files[name]
        return self._playbook(self._versions[name][pointer.number])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def of(self, name: str, email: str) -> tuple[Playbook, str]:
        """A person's playbook, and what their list says about it."""
        now = self._clock.now()
        pointer = pointer_for(self._pointers.get(name, ()), scopes_of(email, self._managers), now)
        if pointer is None or pointer.number is None:
            return self._files[name], ""
        version = self._versions[name][pointer.number]
        return self._playbook(version), news_of(pointer, version, now)

    def version(self, name: str, version: str) -> Playbook | None:
        """What a run was made from."""
        found = next((each for each in self._versions.get(name, {}).values() if each.version == version), None)
        return self._playbook(found) if found else None

    def versions(self, name: str) -> list[Version]:
        return list(self._versions.get(name, {}).values())

    def pointers(self, name: str) -> list[Pointer]:
        return list(self._pointers.get(name, ()))

    def live(self, name: str, scope: str = EVERYONE) -> Version:
        """What a change in this scope begins from: its own version, else everybody's."""
        pointer = pointer_for(self.pointers(name), (scope, EVERYONE), self._clock.now())
        assert pointer is not None
        assert pointer.number is not None
        return self._versions[name][pointer.number]

    def _playbook(self, version: Version) -> Playbook:
        if version.digest not in self._read:
            self._read[version.digest] = playbook_of(version.playbook, version.texts)
        return self._read[version.digest]

    async def _take_up(self, name: str, playbook: Playbook, texts: Mapping[str, str]) -> None:
        versions, pointers = await self._store.of(name)
        now, digest = self._clock.now(), digest_of(texts)
        new = _from_file(playbook, texts, digest, now)
        if not versions:
            await self._store.add(new, Pointer(name, EVERYONE, None, now, FILE))
            return
        live = live_version(versions, pointers, now)
        is_known = digest in (live.digest, versions[-1].file_digest)
        if not is_known:
            note = "; ".join(describe_change(self._playbook(live), playbook)[:3]) or "words and examples"
            changed = replace(new, note=note, base=live.number)
            await self._store.add(changed, *([Pointer(name, EVERYONE, None, now, FILE)] if live.is_file else []))
            if live.is_file:
                self.said.append(f"{FILE}{name}/playbook has changed, and the change is live: {note}.")
        if said := difference(name, digest, versions, pointers, now):
            self.said.append(said)


def live_version(versions: Sequence[Version], pointers: Sequence[Pointer], now: datetime) -> Version:
    """Everybody's. Raises IndexError where there is none at all."""
    pointer = live_pointer(pointers, EVERYONE, now)
    return next((each for each in versions if pointer and each.number == pointer.number), versions[-1])


def difference(
    name: str, digest: str, versions: Sequence[Version], pointers: Sequence[Pointer], now: datetime
) -> str | None:
    """What is to be said of a folder that is not what is live; None where it is, or will be by itself."""
    live = live_version(versions, pointers, now) if versions else None
    if live is None or digest == live.digest or (live.is_file and digest != versions[-1].file_digest):
        return None
    return (
        f"{FILE}{name}/playbook is not what is live: version {live.number} by {live.author} stays. "
        f"`threadwork playbook pull {name}` writes it to the folder, `threadwork playbook push {name}` makes the "
        "folder live."
    )


def _from_file(playbook: Playbook, texts: Mapping[str, str], digest: str, now: datetime) -> Version:
    return Version(
        playbook=playbook.name,
        number=1,
        version=playbook.version,
        digest=digest,
        texts=texts,
        author=FILE,
        note="the folder as it was first read",
        base=None,
        file_digest=digest,
        scope=EVERYONE,
        created_at=now,
    )
