"""What folders of images say: which files are images, and labels, splits and masks by their names."""
