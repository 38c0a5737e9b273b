"""Rules as data: dated parameters with unit, clause and source; the strict loader of the rulebook."""
