"""Archives as folders: what is in them, and what lies beside an image in a WebDataset."""
