"""年费: what a patent costs year by year, when it is due, and what happens when it is not paid."""
