"""Pure values and decisions: no vendor, no clock, no input or output."""
