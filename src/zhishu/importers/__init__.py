"""One file per real format: foreign bytes in, rows and findings out."""
