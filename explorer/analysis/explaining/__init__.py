"""What tells a finding from the right images of its classes, in facts and pictures."""
