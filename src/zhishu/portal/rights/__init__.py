"""Patents: list and page."""
