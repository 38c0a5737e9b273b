"""The rules compiled for a whole population: the walk's answers, for many parties at once, in Arrow batches."""
