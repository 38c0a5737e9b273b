"""Migrations of the holders."""
