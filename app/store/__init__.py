"""What is kept: the log, the outbox, triggers, wakes, runs, snapshots; on SQLite or PostgreSQL, from one URL.

Nothing here decides. Each call is one transaction; begin with `database`, `tables`, `log`.
"""
