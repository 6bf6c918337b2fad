"""Nearest clusters under Ward's distance, found with lower bounds in float32 and settled in float64."""
