"""Special funds: what measures are judged by, what was paid."""
