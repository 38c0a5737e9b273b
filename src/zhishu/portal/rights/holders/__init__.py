"""Holders and parties: the queue of uncertain links that officers settle."""
