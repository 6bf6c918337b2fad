"""The bar at the top."""
