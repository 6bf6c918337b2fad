"""What can be said of clusters: classes, titles, representatives."""
