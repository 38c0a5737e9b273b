"""The policy library and its pages."""
