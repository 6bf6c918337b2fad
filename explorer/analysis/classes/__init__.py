"""Classes: recall, precision and F1 of each, confusions, subgroups, intervals of rates."""
