"""The deterministic half of agents: snapshots, facts, rules, runs, their explanation. No Slack, store or model."""
