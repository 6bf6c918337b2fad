"""The panel of filters."""
