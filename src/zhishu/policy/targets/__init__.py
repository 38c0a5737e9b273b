"""Targets: indicators with what they are to become, and by when."""
