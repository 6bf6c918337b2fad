"""What people decide about images and clusters: tags, notes, corrected labels, verdicts and saved views."""
