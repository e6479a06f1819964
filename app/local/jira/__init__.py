"""Jira Cloud at the other end of the wire: one site with a support project, REST API version 3."""

from app.local.jira.mount import mount

__all__ = ["mount"]
