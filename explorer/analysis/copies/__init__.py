"""Copies of one picture: perceptual hashes, pictures laid over each other, groups of duplicates."""
