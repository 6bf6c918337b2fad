"""Confusions of classes, in the panel of classes."""
