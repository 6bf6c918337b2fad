"""The inspector: one image with all that is known of it, or the cluster in view while none is chosen."""
