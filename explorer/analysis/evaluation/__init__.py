"""How far a model's confidences can be believed, and two models side by side: arrays in, figures out."""
