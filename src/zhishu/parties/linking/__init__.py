"""Holders linked to parties: names taken apart, candidates found, likeness weighed, decided with reasons."""
