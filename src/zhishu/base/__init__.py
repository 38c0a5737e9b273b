"""Values of the trade that parse and print themselves; no clock, disk or network."""
