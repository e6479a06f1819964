"""Linux system calls by name, for the two machines we know, and the C library's way to make them.

From the kernel's asm/unistd_64.h (x86_64) and asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import ctypes
import os
import platform
from dataclasses import dataclass

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h
X32_BIT = 0x40000000  # x86_64 calls with 32-bit pointers: a second set of numbers for the same things

_NUMBERS: dict[str, tuple[int | None, int | None]] = {  # x86_64, aarch64; None where there is no such call
    "access": (21, None),
    "arch_prctl": (158, None),
    "brk": (12, 214),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "clone": (56, 220),
    "clone3": (435, 435),
    "close": (3, 57),
    "dup": (32, 23),
    "execveat": (322, 281),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "fcntl": (72, 25),
    "fstat": (5, 80),
    "futex": (202, 98),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "getegid": (108, 177),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getrandom": (318, 278),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "getuid": (102, 174),
    "landlock_add_rule": (445, 445),
    "landlock_create_ruleset": (444, 444),
    "landlock_restrict_self": (446, 446),
    "lseek": (8, 62),
    "lstat": (6, None),
    "madvise": (28, 233),
    "membarrier": (324, 283),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "newfstatat": (262, 79),
    "open": (2, None),
    "openat": (257, 56),
    "poll": (7, None),
    "ppoll": (271, 73),
    "prctl": (157, 167),
    "pread64": (17, 67),
    "prlimit64": (302, 261),
    "read": (0, 63),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "readv": (19, 65),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "set_robust_list": (273, 99),
    "set_tid_address": (218, 96),
    "sigaltstack": (131, 132),
    "stat": (4, None),
    "statx": (332, 291),
    "sysinfo": (99, 179),
    "tgkill": (234, 131),
    "uname": (63, 160),
    "write": (1, 64),
    "writev": (20, 66),
}


class JailError(Exception):
    """The jail cannot be closed here. Its text says why and what to do."""


@dataclass(frozen=True)
class Machine:
    name: str
    audit_arch: int

    def number(self, name: str) -> int | None:
        return _NUMBERS[name][0 if self.name == "x86_64" else 1]


def this_machine() -> Machine:
    name = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    if platform.system() != "Linux" or name not in AUDIT_ARCH:
        raise JailError(f"no jail on {platform.system()} {name}: it needs Linux on {' or '.join(AUDIT_ARCH)}")
    return Machine(name, AUDIT_ARCH[name])


_LIBC = ctypes.CDLL(None, use_errno=True)


def call(machine: Machine, name: str, *arguments: object) -> int:
    """Raises OSError with the name of the call."""
    return _checked(name, _LIBC.syscall(ctypes.c_long(machine.number(name) or -1), *arguments))


def prctl(what: str, option: int, *arguments: object) -> None:
    filled = (*arguments, *[ctypes.c_ulong(0)] * (4 - len(arguments)))
    _checked(what, _LIBC.prctl(option, *filled))


def _checked(name: str, result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
