"""Migrations of the front page and the holder's space."""
