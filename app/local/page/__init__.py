"""The browser page of the local workspace: static files only. What it shows and does goes through the control APIs."""

from app.local.page.serve import mount

__all__ = ["mount"]
