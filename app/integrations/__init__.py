"""One folder a system: its wire, its tools and what it adds to the snapshot. They are blind to each other.

A folder is the registration: a package here with `connect` is found by its name.
"""
