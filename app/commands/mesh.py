"""Who triggers whom, and which tools with which tier each agent has"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from app.compose.mesh import mesh_of, text_of
from app.compose.mesh_svg import svg_of
from app.compose.tools import specs
from app.compose.workbench import read_all
from app.settings import ProgramSettings, read


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--svg", type=Path, metavar="FILE", help="also as a picture")


def run(options: argparse.Namespace) -> int:
    content, _ = read_all(read(ProgramSettings, os.environ))
    mesh = mesh_of(content, specs())
    print(text_of(mesh))
    if options.svg:
        options.svg.write_text(svg_of(mesh), encoding="utf-8")
    return 0
