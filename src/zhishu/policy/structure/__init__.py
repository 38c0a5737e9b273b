"""The clauses of a document, what is missing in them, and what they cite."""
