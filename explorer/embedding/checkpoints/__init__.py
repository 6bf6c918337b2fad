"""Weights as trainers write them, to tensors that fit a model; nothing in a file is run."""
