"""How far models can be believed, in the panel of classes."""
