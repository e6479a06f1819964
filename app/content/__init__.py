"""Reads what teams own below agents/ into values, or says file:line what is wrong and what to write instead."""

from app.content.read import Content, read

__all__ = ["Content", "read"]
