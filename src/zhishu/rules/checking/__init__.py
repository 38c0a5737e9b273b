"""What is wrong with a rulebook though each file can be read: names, kinds, units, circles, what can never be met."""
