"""Indicators: dashboard, source pages, rows, exports."""
