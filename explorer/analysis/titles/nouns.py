"""What titles know of nouns: the table that search has too."""

from explorer.nouns import Nouns, read_nouns

__all__ = ["Nouns", "read_nouns"]
