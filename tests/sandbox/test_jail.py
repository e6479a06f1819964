"""The jail contains what runs in it: each attempt is made for real, in a process that has entered it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from pydantic_monty import Monty, MontyRuntimeError

from app.sandbox.command import NoJailError, jailed_command, monty_command, probe_jail
from app.sandbox.jail import FAILED
from app.sandbox.syscalls import Machine, this_machine

PROBE = probe_jail()
pytestmark = pytest.mark.skipif(not PROBE.holds, reason=f"no jail here: {PROBE.words}")
MONTY = Path(sys.prefix) / "bin" / "monty"

INSIDE = """
import ctypes, encodings.idna, mmap, os, resource, signal, socket, sys, threading
from app.sandbox.jail import LIBRARIES, enter
libc = ctypes.CDLL(None, use_errno=True)
def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result
enter([path for path in LIBRARIES if os.path.exists(path)], os.open(sys.executable, os.O_RDONLY | os.O_CLOEXEC))
try:
    print("worked", eval(sys.argv[1]))
except (OSError, MemoryError, RuntimeError, ValueError) as error:
    print("refused", type(error).__name__)
"""


def attempt(expression: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", INSIDE, expression], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "expression",
    [
        "open('/etc/passwd').read()",
        "open('/proc/1/environ').read()",
        "open('/proc/self/environ').read()",
        "os.listdir('/')",
        "os.listdir('/tmp')",
        "os.listdir(os.getcwd())",
        "open('/tmp/threadwork-jail', 'w')",
        "os.mkdir('/dev/shm/threadwork-jail')",
        "os.symlink('/etc/passwd', '/tmp/threadwork-jail')",
        "os.rename(sys.executable, sys.executable + 'x')",
        "os.chmod(sys.executable, 0o777)",
        "os.memfd_create('x')",
        "socket.socket(socket.AF_INET)",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX)",
        "socket.socketpair()",
        "socket.getaddrinfo('example.com', 443)",
        "os.fork()",
        "os.posix_spawn('/usr/bin/env', ['env'], {})",
        "os.execv('/usr/bin/env', ['env'])",
        "os.kill(os.getppid(), 0)",
        "os.kill(1, 0)",
        "os.kill(-1, signal.SIGTERM)",
        "os.setuid(0)",
        "os.chroot('/')",
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))",
        "checked(libc.ptrace(16, os.getppid(), 0, 0))",
        "checked(libc.unshare(0x10000000))",
        "checked(libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))",
        "checked(libc.prctl(38, 0, 0, 0, 0))",
        "checked(libc.prctl(22, 2, 0, 0, 0))",
        "checked(libc.syscall(425, 8, 0))",  # io_uring_setup
        "checked(libc.syscall(438, 3, 0, 0))",  # pidfd_getfd
        "bytearray(10 << 30)",
        "mmap.mmap(-1, 8 << 30)",
    ],
)
def test_whoever_is_in_the_jail_cannot(expression: str) -> None:
    done = attempt(expression)
    assert done.stdout.startswith("refused"), done.stdout + done.stderr


def test_computing_and_threads_go_on_in_the_jail() -> None:
    started = "[thread := threading.Thread(target=lambda: None), thread.start(), thread.join(), sum(range(10))][-1]"
    assert attempt(started).stdout == "worked 45\n"


@pytest.mark.skipif(platform.machine() != "x86_64", reason="only x86_64 has a second set of numbers")
def test_a_call_by_the_second_set_of_numbers_kills() -> None:
    assert attempt("libc.syscall(0x40000000 + 39)").returncode == -31  # SIGSYS


def test_a_program_starts_in_the_jail_with_an_empty_environment(tmp_path: Path) -> None:
    command = jailed_command(Path("/usr/bin/env"), tmp_path)
    done = subprocess.run([command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_what_is_given_can_be_read_and_nothing_beside_it() -> None:
    with tempfile.TemporaryDirectory() as folder:
        given, other = Path(folder, "given"), Path(folder, "other")
        given.write_text("seen")
        other.write_text("hidden")
        Path(folder).chmod(0o755)  # the jail has a user of its own
        code = "import sys; from app.sandbox.jail import main; main(sys.argv[1:])"
        command = [sys.executable, "-c", code, "--read", str(given), "/usr/bin/cat", str(given), str(other)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "seen"
    assert "Permission denied" in done.stderr


def test_monty_runs_in_the_jail_and_its_limits_still_hold(tmp_path: Path) -> None:
    command = monty_command(tmp_path, "jail")
    with Monty(binary_path=command, max_processes=1) as pool:
        with pool.checkout(limits={"max_feed_duration_secs": 0.2}) as session:
            assert session.feed_run("import json, math\njson.dumps([math.floor(2.5)])") == "[2]"
            status = Path(f"/proc/{session.worker_pid}/status").read_text()
            assert "NoNewPrivs:\t1" in status
            assert "Seccomp:\t2" in status
            assert os.geteuid() != 0 or "Uid:\t0" not in status
            with pytest.raises(MontyRuntimeError, match="time limit"):
                session.feed_run("while True: pass")
        with pool.checkout(type_check=True, type_check_stubs="Points = tuple[float, str]") as session:
            assert session.feed_run("def f() -> Points:\n    return 1, ''\nf()") == (1, "")


def test_a_program_that_is_missing_is_said_and_nothing_is_run() -> None:
    code = "import sys; from app.sandbox.jail import main; main(sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", code, "/no/such"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (FAILED, "jail: [Errno 2] No such file or directory: '/no/such'\n")


def test_a_declared_language_only_sandbox_asks_for_no_jail(tmp_path: Path) -> None:
    assert monty_command(tmp_path, "language-only") is None
    assert not list(tmp_path.iterdir())


def test_both_machines_have_a_number_for_what_the_jail_needs() -> None:
    for machine in (Machine("x86_64", 0xC000003E), Machine("aarch64", 0xC00000B7)):
        needed = (
            "clone",
            "execveat",
            "futex",
            "landlock_restrict_self",
            "mmap",
            "openat",
            "read",
            "rt_sigaction",
            "write",
        )
        assert all(machine.number(name) is not None for name in needed)
    assert this_machine().name == platform.machine()


def test_without_a_jail_nothing_runs_and_the_remedy_is_named(tmp_path: Path) -> None:
    refusing = tmp_path / "refusing"
    refusing.write_text(f"#!/bin/sh\necho 'jail: this kernel has no Landlock' >&2\nexit {FAILED}\n")
    refusing.chmod(0o755)
    with pytest.raises(NoJailError, match=r"no Landlock.*THREADWORK_SANDBOX=language-only"):
        jailed_command(MONTY, tmp_path, enter=[str(refusing)])
