"""Versions of a playbook: list, show, compare, write one to the folder, make the folder live, put one back"""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from app.commands.list import PLAYBOOK
from app.compose.trying import Trying
from app.compose.workbench import Workbench, texts_of
from app.core.nearest import nearest
from app.core.versions import EVERYONE, Pointer, Version, live_pointer, scope_words
from app.playbooks.changes import describe_change, diff_of
from app.playbooks.describing import describe_playbook
from app.playbooks.gate import describe_judged
from app.playbooks.shelf import digest_of, playbook_of

Action = Callable[[Workbench, argparse.Namespace], Awaitable[int]]


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    def add(name: str, about: str) -> argparse.ArgumentParser:
        sub = actions.add_parser(name, help=about, description=about)
        sub.add_argument("name", nargs="?", default=PLAYBOOK, metavar="PLAYBOOK", help=f"default: {PLAYBOOK}")
        return sub

    add("list", "every version, and which one is live for whom")
    show = add("show", "one version in words, and what it changed")
    show.add_argument("--version", type=int, metavar="N", help="default: the live one")
    pull = add("pull", "writes a version to the folder below agents/, for git")
    pull.add_argument("--version", type=int, metavar="N", help="default: the live one")
    push = add("push", "makes the folder live, once it has passed the gate")
    push.add_argument("--note", default="", help="what changed; default: in words from the files")
    push.add_argument("--by", default="", help="whose change it is; default: your login")
    push.add_argument("--too-little-history", action="store_true", help="yes, also with fewer than five past days")
    restore = add("restore", "puts an earlier version back")
    restore.add_argument("--version", type=int, required=True, metavar="N")
    restore.add_argument("--by", default="", help="who does it; default: your login")


def run(options: argparse.Namespace) -> int:
    return asyncio.run(_run(options))


async def _run(options: argparse.Namespace) -> int:
    async with Workbench.open(os.environ) as bench:
        if options.name not in bench.playbooks:
            print(
                f"There is no playbook {options.name!r}.{nearest(options.name, list(bench.playbooks))}", file=sys.stderr
            )
            return 2
        return await ACTIONS[options.action](bench, options)


async def _list(bench: Workbench, options: argparse.Namespace) -> int:
    pointers, now = bench.playbooks.pointers(options.name), bench.clock.now()
    found = {scope: live_pointer(pointers, scope, now) for scope in dict.fromkeys(each.scope for each in pointers)}
    live = {scope: pointer.number for scope, pointer in found.items() if pointer}
    for each in bench.playbooks.versions(options.name):
        scopes = ", ".join(scope_words(scope) for scope, number in live.items() if number == each.number)
        mark = f"  live for {scopes}" if scopes else ""
        print(
            f"{each.number:3}  {each.version[:12]}  {each.created_at:%Y-%m-%d %H:%M}  {each.author}: {each.note}{mark}"
        )
    return 0


async def _show(bench: Workbench, options: argparse.Namespace) -> int:
    version = _version(bench, options)
    if version is None:
        return _unknown(options)
    playbook = playbook_of(options.name, version.texts)
    print(f"version {version.number} by {version.author}, {version.created_at:%Y-%m-%d %H:%M} UTC: {version.note}")
    base = next((each for each in bench.playbooks.versions(options.name) if each.number == version.base), None)
    if base:
        print(f"made from version {base.number}:\n{diff_of(base.texts, version.texts)}")
    print(f"\n{describe_playbook(playbook)}", end="")
    return 0


async def _pull(bench: Workbench, options: argparse.Namespace) -> int:
    version = _version(bench, options)
    if version is None:
        return _unknown(options)
    folder: Path = bench.settings.agents / options.name / "playbook"
    for file, text in version.texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    print(f"{folder} is version {version.number} by {version.author}: {version.note}")
    return 0


async def _push(bench: Workbench, options: argparse.Namespace) -> int:
    texts = texts_of(bench.settings, options.name)
    base = bench.playbooks.live(options.name)
    if digest_of(texts) == base.digest:
        print(f"The folder is what is live: version {base.number}.")
        return 0
    live = bench.playbooks[options.name]
    judged = await Trying(bench).judge(texts, live)
    print(*describe_judged(judged), sep="\n")
    if not judged.passed or judged.playbook is None or judged.test is None:
        return 1
    if not judged.test.is_enough and not options.too_little_history:
        print("Nothing was changed. Say --too-little-history if it shall be live all the same.", file=sys.stderr)
        return 1
    said = "; ".join(describe_change(live, judged.playbook)) or "words and examples"
    now, by = bench.clock.now(), options.by or getpass.getuser()
    version = Version(
        playbook=options.name,
        number=0,
        version=judged.playbook.version,
        digest=digest_of(texts),
        texts=texts,
        author=by,
        note=options.note or said,
        base=base.number,
        file_digest=digest_of(texts),
        scope=EVERYONE,
        created_at=now,
    )
    added = await bench.versions.add(version, Pointer(options.name, EVERYONE, None, now, by))
    print(f"version {added.number} is live: {added.note}")
    return 0


async def _restore(bench: Workbench, options: argparse.Namespace) -> int:
    version = _version(bench, options)
    if version is None:
        return _unknown(options)
    by = options.by or getpass.getuser()
    note = f"Version {version.number} is back: {version.note}"
    await bench.versions.point(Pointer(options.name, EVERYONE, version.number, bench.clock.now(), by, note))
    print(f"version {version.number} is live again for everybody")
    return 0


ACTIONS: dict[str, Action] = {"list": _list, "show": _show, "pull": _pull, "push": _push, "restore": _restore}


def _version(bench: Workbench, options: argparse.Namespace) -> Version | None:
    if options.version is None:
        return bench.playbooks.live(options.name)
    found = (each for each in bench.playbooks.versions(options.name) if each.number == options.version)
    return next(found, None)


def _unknown(options: argparse.Namespace) -> int:
    told = f"{options.name} has no version {options.version}. `threadwork playbook list {options.name}` shows them."
    print(told, file=sys.stderr)
    return 2
