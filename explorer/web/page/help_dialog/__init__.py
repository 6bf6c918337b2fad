"""The dialog that lists the keys."""
