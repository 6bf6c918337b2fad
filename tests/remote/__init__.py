"""What lies at addresses."""
