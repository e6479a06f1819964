"""One file a command: a docstring whose first line is its help, `arguments(parser)` and `run(options) -> exit code`."""
