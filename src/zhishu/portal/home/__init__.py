"""Front page and the one search box."""
