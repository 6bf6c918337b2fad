"""Exact Ward linkage: plain in `reference`, fast by rounds of reciprocal nearest neighbours."""
