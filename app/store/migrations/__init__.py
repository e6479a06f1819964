"""Alembic's scripts: what brings a database of any age to the tables of today."""
