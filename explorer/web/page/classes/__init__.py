"""The panel of classes."""
