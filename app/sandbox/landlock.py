"""Landlock: from now on this process and its children see only the files that they were given, and no TCP port.

See landlock(7). What was opened before stays open, and stat() still answers: neither gives away contents.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Sequence

from app.sandbox.syscalls import JailError, Machine, call

EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
NETWORK = 0b11  # bind and connect, TCP
SCOPES = 0b11  # abstract unix sockets and signals to the outside
VERSION_FLAG, PATH_BENEATH = 1, 1
RIGHTS_BY_ABI = {1: 13, 2: 14, 3: 15, 5: 16}  # ABI → how many rights on files there are since then


def landlock_abi(machine: Machine) -> int:
    """Raises JailError where the kernel has none."""
    try:
        return call(machine, "landlock_create_ruleset", None, ctypes.c_size_t(0), ctypes.c_uint32(VERSION_FLAG))
    except OSError as error:
        raise JailError(
            f"this kernel has no Landlock ({error.strerror}): use Linux 5.13 or newer with it on"
        ) from error


def restrict_files(machine: Machine, readable: Sequence[str], program: int) -> None:
    """Only these paths, and the program that is open as a descriptor, can be read and executed; nothing written."""
    abi = landlock_abi(machine)
    everything = (1 << max(count for since, count in RIGHTS_BY_ABI.items() if since <= abi)) - 1
    handled = struct.pack("=QQQ", everything, NETWORK, SCOPES)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    rules = call(machine, "landlock_create_ruleset", handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    try:
        _allow(machine, rules, program, EXECUTE | READ_FILE)
        for path in readable:
            handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
            _allow(machine, rules, handle, EXECUTE | READ_FILE | (READ_DIR if os.path.isdir(path) else 0))
            os.close(handle)
        call(machine, "landlock_restrict_self", ctypes.c_int(rules), ctypes.c_uint32(0))
    finally:
        os.close(rules)


def _allow(machine: Machine, rules: int, handle: int, rights: int) -> None:
    rule = struct.pack("=Qi", rights, handle)
    call(machine, "landlock_add_rule", ctypes.c_int(rules), ctypes.c_int(PATH_BENEATH), rule, ctypes.c_uint32(0))
