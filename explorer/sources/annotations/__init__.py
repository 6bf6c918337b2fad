"""Images with objects marked in them: what the formats of annotations have in common."""
