"""The values and decisions of the product: no vendor, no clock, no I/O. Begin with `entries`, `sessions`, `turns`."""
