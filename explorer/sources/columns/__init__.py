"""Columns of tables as columns of an index: which part each plays, and its type."""
