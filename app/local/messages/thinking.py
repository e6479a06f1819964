"""Preserved thinking: a signature binds a thinking block to its account, its model, its words and all before it.

What comes back is either the same, or dropped in silence (another model's, another account's), or refused. It proves
that the program sends its log back unchanged; it hides nothing, the secret below is no secret.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from app.local.messages.errors import invalid
from app.local.messages.models import can_read
from app.local.messages.prefix import Piece
from app.local.messages.request import Request

SECRET = b"threadwork local messages"  # constant: a program's log outlives a restart of the local world
KINDS = ("thinking", "redacted_thinking")


@dataclass(frozen=True)
class Dropped:
    """A thinking block that the model does not get to see."""

    path: str
    reason: str  # model_binding_mismatch, prefix_binding_mismatch, organization_binding_mismatch

    def as_json(self) -> dict[str, str]:
        return {"type": "thinking_dropped", "path": self.path, "reason": self.reason}


def sign(key: str, model: str, prefix: bytes, words: str) -> str:
    claim = f"{_account(key)}.{model}.{prefix.hex()[:32]}"
    return base64.urlsafe_b64encode(f"{claim}.{_seal(claim, words)}".encode()).decode()


def check(request: Request, found: list[Piece]) -> list[Dropped]:
    """The blocks to leave out, in order; raises a 400 for one that was edited or bound to another conversation."""
    checked = (_check_one(request, piece) for piece in found if piece.block.get("type") in KINDS)
    return [dropped for dropped in checked if dropped is not None]


def _check_one(request: Request, piece: Piece) -> Dropped | None:
    account, model, prefix = _read(piece)
    if account != _account(request.key):
        return Dropped(piece.path, "organization_binding_mismatch")
    if not can_read(request.model, model):
        return Dropped(piece.path, "model_binding_mismatch")
    if not request.model.preserves_thinking or prefix == piece.before.hex()[:32]:
        return None
    if _drops_mismatches(request):
        return Dropped(piece.path, "prefix_binding_mismatch")
    raise invalid(
        f"{piece.path}: Invalid `signature` in `thinking` block. The block is bound to a different conversation. "
        'Remove the block, or set `thinking.block_binding.prefix_mismatch_behavior` to "drop_block".'
    )


def _read(piece: Piece) -> tuple[str, str, str]:
    try:
        signed = base64.urlsafe_b64decode(piece.block.get("signature") or piece.block.get("data") or "").decode()
        claim, seal = signed.rsplit(".", 1)
        account, model, prefix = claim.split(".")
    except ValueError:
        raise invalid(f"{piece.path}: Invalid `signature` in `thinking` block") from None
    if not hmac.compare_digest(seal, _seal(claim, piece.block.get("thinking", ""))):
        raise invalid(
            f"{piece.path}: `thinking` or `redacted_thinking` blocks cannot be modified. "
            "These blocks must remain as they were in the original response."
        )
    return account, model, prefix


def _drops_mismatches(request: Request) -> bool:
    binding = request.thinking.get("block_binding") or {}
    return binding.get("prefix_mismatch_behavior") == "drop_block"


def _account(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def _seal(claim: str, words: str) -> str:
    return hmac.new(SECRET, f"{claim}.{words}".encode(), hashlib.sha256).hexdigest()[:32]
