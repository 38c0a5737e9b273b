"""Background jobs: an officer uploads a file, a worker imports it."""
