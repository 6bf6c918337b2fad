"""What detectors find against what is there: overlaps, matches, outcomes and average precision of boxes."""
