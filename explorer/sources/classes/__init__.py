"""Names of classes: one spelling for labels, predictions and probabilities of any source."""
