"""Who may come in, who asks, and what a browser may do with what it gets."""
