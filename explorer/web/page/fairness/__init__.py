"""How evenly subgroups fare, in the panel of classes."""
