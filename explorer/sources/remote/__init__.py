"""Sources at addresses: listed there, and read by the kinds that read them on disk."""
