"""Tasks and the bodies that answer for them."""
