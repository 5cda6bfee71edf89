"""A small flow as viewflow's users write it, to measure ours against."""
