"""知枢: a region's platform for intellectual-property public service, data and operations."""
