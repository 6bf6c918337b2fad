"""Figures of a subset for papers and reports: drawing commands, which formats of exports carry out."""
