"""Claims → who controls each place on each date; dates only, no geometry."""
