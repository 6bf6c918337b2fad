"""Files of tables as Arrow tables, and the image files that their paths mean."""
