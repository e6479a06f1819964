"""What Slack accepts as blocks and views, as pure functions: a payload in, the sentences of its refusal out."""
