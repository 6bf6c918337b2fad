"""Label issues: confident learning from class probabilities and from the neighbours' labels."""
