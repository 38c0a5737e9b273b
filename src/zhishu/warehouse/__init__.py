"""Versioned tables of immutable Parquet segments, raw files by hash, one durable switch."""
