"""What a document is: where it begins, its titles, number, authorities, days, and when it is in force."""
