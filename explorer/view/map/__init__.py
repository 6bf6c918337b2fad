"""The map: images in the plane of their projection, as tiles of pictures, shading, names and polygons."""
