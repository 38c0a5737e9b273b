"""Lint of policies: a policy or draft against higher rules given as data, each finding with both clauses."""
