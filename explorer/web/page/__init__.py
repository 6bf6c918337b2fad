"""The page: Dash components around a canvas, and their callbacks, a folder a panel."""
