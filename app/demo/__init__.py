"""`threadwork demo`: the local workspace and the program side by side, with no account anywhere."""
