"""From foreign bytes to clean text: decoding, HTML pages."""
