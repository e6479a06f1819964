"""When work begins: one file a kind of trigger, and the ticker that watches the clock for all of them."""
