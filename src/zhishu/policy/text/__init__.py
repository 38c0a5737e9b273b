"""From bytes that were decoded to pieces of clean text, with its days and its numbers."""
