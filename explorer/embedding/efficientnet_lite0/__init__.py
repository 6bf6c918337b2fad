"""The packaged encoder: EfficientNet-Lite0 and the engines that run it."""
