"""Images and words to vectors. Importing this package loads no model library: torch costs seconds."""
