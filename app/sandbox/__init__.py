"""The jail: code that nobody of us wrote runs with no network, no files, no other processes and no privileges.

The kernel enforces it (Landlock, seccomp, resource limits), so it works in an ordinary container. It fails closed.
"""
