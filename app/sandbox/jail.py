"""Enters the jail and becomes another program there. Runs as a process of its own, with the standard library only.

    python -ISc '… main()' [--read PATH]… PROGRAM [ARGUMENT]…     becomes PROGRAM
    python -ISc '… main()' --try                                  tries to break out, and says whether it could

Whatever does not work ends it with code 126 and a sentence: there is no half of a jail.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence

from app.sandbox.landlock import landlock_abi, restrict_files
from app.sandbox.seccomp import restrict_calls
from app.sandbox.syscalls import JailError, Machine, call, prctl, this_machine

LIBRARIES = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache")
FAILED = 126  # what a shell says of a program that cannot be run
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
AT_EMPTY_PATH = 0x1000
LIMITS = (
    (resource.RLIMIT_AS, 4 << 30),  # bytes; Monty reserves more than it uses
    (resource.RLIMIT_CPU, 600),  # seconds
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
)
THREADS = 16
UNUSED_IDS = range(61184, 65520)  # systemd keeps these for services without a user; nobody else has them


def main(arguments: Sequence[str]) -> None:
    try:
        readable, rest = _read_options(arguments)
        if rest == ["--try"]:
            sys.exit(_try_to_break_out())
        _become(readable, rest)
    except (JailError, OSError) as error:
        sys.stderr.write(f"jail: {error}\n")
        sys.exit(FAILED)


def _read_options(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    rest, readable = list(arguments), [path for path in LIBRARIES if os.path.exists(path)]
    while rest[:1] == ["--read"]:
        readable.append(rest[1])
        rest = rest[2:]
    if not rest:
        raise JailError("no program given: name one, such as monty")
    return readable, rest


def _become(readable: Sequence[str], command: Sequence[str]) -> None:
    os.closerange(3, 1 << 16)
    program = os.open(command[0], os.O_RDONLY | os.O_CLOEXEC)  # open before the user changes, who may not reach it
    machine = enter(readable, program)
    values = [each.encode() for each in command]
    argv = (ctypes.c_char_p * (len(values) + 1))(*values, None)
    environment = (ctypes.c_char_p * 1)(None)
    call(machine, "execveat", ctypes.c_int(program), b"", argv, environment, ctypes.c_int(AT_EMPTY_PATH))


def enter(readable: Sequence[str], program: int) -> Machine:
    """There is no way back for this process."""
    machine, parent = this_machine(), os.getppid()
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))
    if os.geteuid() == 0:
        _become_nobody()
    prctl("no_new_privs", PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1))
    prctl("pdeathsig", PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    if os.getppid() != parent:
        raise JailError("the process that wanted this is gone")
    restrict_files(machine, readable, program)
    restrict_calls(machine, program, os.getpid())
    return machine


def _become_nobody() -> None:
    """Limits on processes count per user, so each jail has one of its own."""
    number = UNUSED_IDS[os.getpid() % len(UNUSED_IDS)]
    try:
        os.setgroups([])
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
    except OSError as error:
        raise JailError(f"root may not become another user here ({error.strerror}): run as an ordinary user") from error
    resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))


def _try_to_break_out() -> int:
    abi = landlock_abi(this_machine())
    program = os.open(sys.executable, os.O_RDONLY | os.O_CLOEXEC)
    enter([path for path in LIBRARIES if os.path.exists(path)], program)
    escapes = [name for name, attempt in ATTEMPTS.items() if _works(attempt)]
    if escapes:
        raise JailError(f"in the jail it is still possible to {', '.join(escapes)}: do not run foreign code here")
    sys.stdout.write(
        f"Landlock ABI {abi}, seccomp, {'a user of its own' if os.geteuid() in UNUSED_IDS else 'same user'}\n"
    )
    return 0


def _works(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except OSError:
        return False
    return True


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


ATTEMPTS: dict[str, Callable[[], object]] = {
    "read /etc/passwd": lambda: os.open("/etc/passwd", os.O_RDONLY),
    "read another process": lambda: os.open(f"/proc/{os.getppid()}/environ", os.O_RDONLY),
    "write a file": lambda: os.open("/tmp/threadwork-jail", os.O_WRONLY | os.O_CREAT, 0o600),  # noqa: S108  # an attempt
    "open a socket": lambda: socket.socket(socket.AF_INET),
    "open a unix socket": lambda: socket.socket(socket.AF_UNIX),
    "start a process": _fork,
    "signal its parent": lambda: os.kill(os.getppid(), 0),
}
