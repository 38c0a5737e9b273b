"""Policy: from messy text to documents, clauses, citations and a list of what was lost."""
