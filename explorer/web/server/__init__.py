"""The running server: its address, its log, and the forms in which addresses come."""
