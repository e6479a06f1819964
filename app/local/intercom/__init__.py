"""Intercom at the other end of the wire: one workspace, REST API version 2.15."""

from app.local.intercom.mount import mount

__all__ = ["mount"]
