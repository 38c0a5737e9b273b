"""Times that a text sets: stages of a plan, limits of a procedure, days until which something can be handed in."""
