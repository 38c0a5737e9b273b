"""Migrations of the policy room."""
