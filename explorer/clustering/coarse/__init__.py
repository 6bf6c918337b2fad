"""Ward clustering of more points than can be compared with each other, part by part."""
