"""Review: what officers decide of what was read, and what becomes of every number of a text."""
