"""Dendro Explorer: walk a data set of images as a zoomable treemap of their exact cluster tree."""
