"""The demo city 云澜市: a seeded maker of files in real formats, read by the real importers."""
