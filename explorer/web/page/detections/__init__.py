"""Average precision of boxes that models gave."""
