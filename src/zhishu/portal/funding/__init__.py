"""专项资金: the measures of a region, what a firm can get, what is asked of it."""
