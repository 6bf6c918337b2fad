"""What tells findings from right images of their classes."""
