"""Where a benchmark works: the local workspace and the program beside it, each a process of its own."""

from __future__ import annotations

import os
from pathlib import Path

AGENTS = Path(os.environ.get("THREADWORK_AGENTS", "agents"))
