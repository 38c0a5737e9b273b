"""Measures: awards, subsidies and reliefs, who gets them, and what rules a second one out."""
