"""seccomp: from now on only these system calls; every other is refused, and a foreign set of numbers kills.

A list of what is allowed, not of what is dangerous: a call that a future kernel adds is refused too. There is no way
to a socket, a new process, another process, a mount or a namespace in it.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Iterator

from app.sandbox.syscalls import X32_BIT, Machine, prctl

ALLOWED = (
    *("access", "arch_prctl", "brk", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "dup", "exit"),
    *("exit_group", "faccessat", "faccessat2", "fcntl", "fstat", "futex", "getcwd", "getdents64", "getegid", "geteuid"),
    *("getgid", "getpid", "getppid", "getrandom", "gettid", "gettimeofday", "getuid", "lseek", "lstat", "madvise"),
    *("membarrier", "mmap", "mprotect", "mremap", "munmap", "nanosleep", "newfstatat", "open", "openat", "poll"),
    *("ppoll", "pread64", "read", "readlink", "readlinkat", "readv", "restart_syscall", "rseq", "rt_sigaction"),
    *("rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sched_yield", "set_robust_list", "set_tid_address"),
    *("sigaltstack", "stat", "statx", "sysinfo", "uname", "write", "writev"),
)
PR_SET_NAME, PR_SET_VMA, PR_SET_SECCOMP = 15, 0x53564D41, 22
CLONE_THREAD = 0x00010000  # without it, clone makes a process
CLONE_NEW = 0x7E020080  # every kind of namespace
MODE_FILTER = 2
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
LOAD, EQUAL, AT_LEAST, AND, RETURN = 0x20, 0x15, 0x35, 0x54, 0x06  # of the classic BPF machine
NUMBER_AT, ARCH_AT, ARGUMENTS_AT = 0, 4, 16  # in struct seccomp_data


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def restrict_calls(machine: Machine, program: int, pid: int) -> None:
    """`program`: the only descriptor that may be executed; it closes then. `pid`: who may signal itself."""
    code = b"".join(filter_code(machine, program, pid))
    filled = _Program(len(code) // 8, code)
    prctl("seccomp", PR_SET_SECCOMP, ctypes.c_ulong(MODE_FILTER), ctypes.byref(filled))


def filter_code(machine: Machine, program: int, pid: int) -> Iterator[bytes]:
    yield _step(LOAD, ARCH_AT)
    yield _step(EQUAL, machine.audit_arch, 1, 0)
    yield _step(RETURN, KILL)
    yield _step(LOAD, NUMBER_AT)
    yield _step(AT_LEAST, X32_BIT, 0, 1)
    yield _step(RETURN, KILL)
    for name in ALLOWED:
        yield from _on(machine, name, [_step(RETURN, ALLOW)])
    # glibc tries clone3 first, whose flags a filter cannot see, and takes clone where there is none
    yield from _on(machine, "clone3", [_step(RETURN, REFUSE | errno.ENOSYS)])
    yield from _on(machine, "clone", [*_only_threads(), _step(RETURN, ALLOW)])
    yield from _on(machine, "prctl", [*_only_if(0, PR_SET_NAME, PR_SET_VMA), _step(RETURN, ALLOW)])
    yield from _on(machine, "prlimit64", [*_only_if(0, 0), _step(RETURN, ALLOW)])
    yield from _on(machine, "tgkill", [*_only_if(0, pid), _step(RETURN, ALLOW)])
    yield from _on(machine, "execveat", [*_only_if(0, program), _step(RETURN, ALLOW)])
    yield _step(RETURN, REFUSE | errno.EPERM)


def _on(machine: Machine, name: str, then: list[bytes]) -> Iterator[bytes]:
    """`then` always ends in a return, so the number is still loaded where it does not match."""
    number = machine.number(name)
    if number is not None:
        yield _step(EQUAL, number, 0, len(then))
        yield from then


def _only_if(argument: int, *values: int) -> list[bytes]:
    """Refuses unless the argument's low half is one of these."""
    steps = [_step(LOAD, ARGUMENTS_AT + 8 * argument)]
    for index, value in enumerate(values):
        steps.append(_step(EQUAL, value, len(values) - index, 0))
    return [*steps, _step(RETURN, REFUSE | errno.EPERM)]


def _only_threads() -> list[bytes]:
    return [
        _step(LOAD, ARGUMENTS_AT),
        _step(AND, CLONE_THREAD | CLONE_NEW),
        _step(EQUAL, CLONE_THREAD, 1, 0),
        _step(RETURN, REFUSE | errno.EPERM),
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
