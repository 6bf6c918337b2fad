"""Filters: an expression in SQL's syntax, or clauses joined by `and`, turned into a mask over the rows."""
