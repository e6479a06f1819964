"""Threadwork: workflow agents at home in Slack."""
