"""The tree-based scan statistic and its permutation test."""
