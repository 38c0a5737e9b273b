"""Figures: indicators as SQL files, each opening into definition, date, snapshot and rows."""
