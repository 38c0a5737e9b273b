"""Template tags, by the library name `zhishu`."""
