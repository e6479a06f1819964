"""HubSpot at the other end of the wire: one account with the company's history, in versions 2026-09, v3, v4."""

from app.local.hubspot.mount import mount

__all__ = ["mount"]
