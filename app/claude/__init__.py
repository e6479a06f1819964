"""The Model port on Anthropic's Messages API: `request` is pure, `blocks` assembles a stream, `model` calls."""
