"""Models of the transformers library: their vectors, their own preprocessing, words where they take them."""
