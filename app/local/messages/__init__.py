"""Anthropic's Messages API on this machine: the wire, the refusals, the cache and preserved thinking; no model.

ANTHROPIC_BASE_URL=http://127.0.0.1:PORT/messages and any key that begins with `local`.
"""

from app.local.messages.serve import mount

__all__ = ["mount"]
