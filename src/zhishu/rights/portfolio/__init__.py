"""权利人空间: the rights of one holder side by side, what they cost next and how well they stand."""
