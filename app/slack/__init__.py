"""Slack: what people write becomes entries (intake), and the log becomes what they see (thread, live, views)."""
