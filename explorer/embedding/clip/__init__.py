"""Models of open_clip: their weights from a file or the hub, both towers."""
