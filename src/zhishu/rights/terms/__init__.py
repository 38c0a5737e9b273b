"""期限: how long rights last, how they are renewed and when they end for good."""
