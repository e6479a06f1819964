"""The Dockerfile's steps in an empty directory with a venv: no image is built here, and nothing says that one was."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1].strip()) for line in lines]


def run(command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PATH": f"{cwd / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-c", command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def here(command: str) -> str:
    """The same step with this machine's uv and its cache, and no change to the machine's users."""
    if command.startswith("useradd"):
        return "true"
    uv = Path(sys.executable).parent / "uv"
    command = re.sub(r"\.venv/bin/pip (un)?install[^&]*'?uv[^&]*&& ?", "", command + " && ").replace(
        ".venv/bin/uv", str(uv)
    )
    return command.replace("--no-cache ", "").rstrip("& ")


def test_the_steps_give_a_program_that_runs(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    for name, rest in instructions():
        if name == "COPY":
            *sources, target = shlex.split(rest)
            for source in sources:
                path = ROOT / source
                copy = shutil.copytree if path.is_dir() else shutil.copy
                copy(path, tmp_path / (path.name if target.endswith("/") else target))
        elif name == "RUN":
            done = run(here(rest), tmp_path)
            assert done.returncode == 0, f"{rest}\n{done.stderr}"
    assert list((tmp_path / "app").rglob("*.pyc")), "bytecode is compiled in the image"
    done = run(".venv/bin/python -m app check", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_image_runs_as_a_user_with_a_health_check() -> None:
    names = [name for name, _ in instructions()]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "HEALTHCHECK" in names
    service = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]["threadwork"]
    assert "state:/var/lib/threadwork" in service["volumes"]
