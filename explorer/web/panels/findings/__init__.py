"""Findings: what is asked, and what was found."""
