"""The panel of saved views."""
