"""The index on disk: its format, how it is read, written and built."""
