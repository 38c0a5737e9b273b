"""What every page is made of: instance, permissions, tables, exports, marks, error pages."""
