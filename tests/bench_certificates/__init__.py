"""`make bench-certificates`: the demo year against naive printing, and the proof."""
