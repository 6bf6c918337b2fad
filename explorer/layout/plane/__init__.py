"""A plane of points as a pyramid of tiles: who stands for a place, how dense it is, who lies within."""
