"""One use a file: brings rooms together; knows no Django."""
