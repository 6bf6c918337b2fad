"""What facts are made of: a file a source."""
