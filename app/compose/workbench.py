"""What every command has: the team's content, the database, snapshots and playbooks. No Slack and no engine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.clock import SystemClock, WorkspaceClock
from app.compose.systems import System, connect
from app.compose.tools import known_tools
from app.content import Content, read
from app.content.read import unknown_tools
from app.core.entries import Place
from app.core.errors import ContentError, ThreadworkError
from app.core.nearest import nearest
from app.core.people import Person
from app.core.playbooks import Playbook
from app.core.ports import Delivery
from app.core.sessions import Session
from app.playbooks.lists import DailyLists, Find, Tell, Touched
from app.playbooks.load import check_playbook, read_files, read_playbook
from app.playbooks.mirror import SqliteMirror
from app.playbooks.refresh import Refresh
from app.playbooks.roster import Roster
from app.playbooks.shelf import Shelf, difference, digest_of
from app.sandbox.command import monty_command
from app.settings import ProgramSettings
from app.settings import read as read_settings
from app.store.database import Database, parse_url
from app.store.log import Log, MarkedRows
from app.store.migrate import migrate
from app.store.runs import Runs, Snapshots
from app.store.versions import Versions

log = logging.getLogger(__name__)

Clock = SystemClock | WorkspaceClock


class BadContentError(ThreadworkError):
    """What is wrong below agents/, a line each; nothing is started on half of it."""


class UnknownPersonError(ThreadworkError):
    pass


class Undelivered:
    """The delivery of a command that only reads sessions."""

    def enqueue(self, transaction: sa.Connection, session: str, seq: int, wake: datetime | None = None) -> None:
        raise AssertionError("only `serve` writes to sessions")


@dataclass(frozen=True)
class Workbench:
    settings: ProgramSettings
    content: Content
    clock: Clock
    database: Database
    log: Log
    marks: MarkedRows
    runs: Runs
    snapshots: Snapshots
    mirror: SqliteMirror
    systems: list[System]
    refresh: Refresh
    roster: Roster
    playbooks: Shelf
    versions: Versions
    monty: Path | None  # what rules run with; None: Monty's own sandbox is declared to be enough

    @staticmethod
    @asynccontextmanager
    async def open(environment: Mapping[str, str], delivery: Delivery | None = None) -> AsyncIterator[Workbench]:
        settings = read_settings(ProgramSettings, environment)
        content, playbooks = read_all(settings)
        settings.home.mkdir(parents=True, exist_ok=True)
        clock = WorkspaceClock(settings.clock_url) if settings.clock_url else SystemClock()
        database = Database(settings.database_url)
        mirror = SqliteMirror(settings.home / "mirror.sqlite")
        snapshots = Snapshots(database)
        systems = connect(content.workspace, snapshots.latest, environment)
        await clock.start()
        try:
            await asyncio.to_thread(migrate, database)
            monty = await asyncio.to_thread(monty_command, settings.home / "jail", settings.sandbox)
            versions = Versions(database, clock)
            shelf = Shelf(versions, clock, content.workspace.managers)
            await shelf.adopt({name: (each, texts_of(settings, name)) for name, each in playbooks.items()})
            for line in shelf.said:
                log.warning("%s", line)
            yield Workbench(
                settings=settings,
                content=content,
                clock=clock,
                database=database,
                log=Log(database, delivery or Undelivered(), clock),
                marks=MarkedRows(database),
                runs=Runs(database, clock),
                snapshots=snapshots,
                mirror=mirror,
                systems=systems,
                refresh=Refresh(
                    [system.source for system in systems], mirror, settings.home / "snapshots", snapshots, clock
                ),
                roster=Roster(snapshots.latest, content.workspace.managers, content.workspace.zone),
                playbooks=shelf,
                versions=versions,
                monty=monty,
            )
        finally:
            for system in systems:
                await system.close()
            await clock.stop()
            mirror.close()
            database.close()

    async def version_of(self, playbook: str, version: str) -> Playbook | None:
        """What a run was made from; None where it is not kept."""
        return self.playbooks.version(playbook, version)

    async def playbook_of(self, playbook: str, email: str) -> tuple[Playbook, str]:
        """A person's own version, as it is live now; and what a list says about it."""
        await self.playbooks.refresh()
        return self.playbooks.of(playbook, email)

    async def find_session(self, name: str) -> Session:
        """By its own name, or by its thread as CHANNEL:TS."""
        channel, _, ts = name.partition(":")
        session = await self.log.find(Place(channel=channel, thread_ts=ts)) if ts else name
        return await self.log.load(session or name)

    def lists(self, find: Find | None = None, touched: Touched | None = None, tell: Tell | None = None) -> DailyLists:
        return DailyLists(
            self.playbooks,
            self.snapshots.latest,
            self.runs,
            self.marks,
            self.clock,
            find,
            touched,
            tell=tell,
            unowned_to=self.content.workspace.unowned_to,
            monty=self.monty,
            of=self.playbook_of,
        )

    async def person(self, email: str) -> Person:
        """Somebody of the CRM by email, for the command line. Raises with those that there are."""
        person = await self.roster.by_email(email)
        if person is None:
            raise UnknownPersonError(f"Nobody owns accounts as {email!r}.{nearest(email, await self.roster.emails())}")
        return person


def check_all(settings: ProgramSettings) -> tuple[Content, list[ContentError]]:
    """Everything that is wrong below agents/: types and examples of playbooks and unknown tools too."""
    content = read(settings.agents, settings.workspace)
    errors = [*content.errors, *unknown_tools(content.catalog, known_tools(), content.folder.name)]
    for agent in content.catalog.agents.values():
        if agent.playbook:
            errors += check_playbook(settings.agents, agent.playbook)
    return content, errors


def read_all(settings: ProgramSettings) -> tuple[Content, dict[str, Playbook]]:
    """Raises BadContentError with everything that is wrong."""
    content = read(settings.agents, settings.workspace)
    errors = list(content.errors)
    names = [agent.playbook for agent in content.catalog.agents.values() if agent.playbook]
    read_ones = [read_playbook(settings.agents, name, errors.append) for name in names]
    if errors:
        raise BadContentError("\n".join(str(error) for error in errors))
    return content, {playbook.name: playbook for playbook in read_ones if playbook}


def texts_of(settings: ProgramSettings, playbook: str) -> dict[str, str]:
    """The folder's four files; raises the first ContentError."""
    errors: list[ContentError] = []
    texts = read_files(settings.agents, playbook, errors.append)
    if texts is None:
        raise errors[0]
    return texts


async def said_of_folders(settings: ProgramSettings, playbooks: Mapping[str, Playbook]) -> list[str]:
    """Folders that are not what is live, without changing anything; nothing where there is no database yet."""
    if not await asyncio.to_thread(_is_there, settings.database_url):
        return []
    database = Database(settings.database_url)
    try:
        clock = SystemClock()
        versions = Versions(database, clock)
        found = [
            difference(name, digest_of(texts_of(settings, name)), *(await versions.of(name)), clock.now())
            for name in playbooks
        ]
    except sa.exc.DBAPIError:  # a database from before there were versions
        return []
    finally:
        database.close()
    return [each for each in found if each]


def _is_there(database_url: str) -> bool:
    url = parse_url(database_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()
