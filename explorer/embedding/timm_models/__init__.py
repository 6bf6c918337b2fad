"""Models of timm: their features, with weights from a file or the hub."""
