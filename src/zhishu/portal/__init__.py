"""The web portal: the only room that knows Django and its libraries."""
