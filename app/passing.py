"""A testing aid: the program dies by `kill -9` at a labelled place, on its n-th way past it. Nothing in normal use.

`THREADWORK_KILL_AT=post.acted:3` kills it at the third post that Slack has and whose receipt is not written yet. The
labels stand where a crash could lose or double something; `bench/kills.py` goes through them all.
"""

from __future__ import annotations

import os
import signal

_LABEL, _, _TIMES = os.environ.get("THREADWORK_KILL_AT", "").partition(":")
_left = int(_TIMES or 1)


def passing(label: str) -> None:
    """Says that this place is reached."""
    global _left
    if label != _LABEL:
        return
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
