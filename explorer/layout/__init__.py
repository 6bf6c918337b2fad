"""A treemap of ordered cells: arrays in, rectangles out."""
