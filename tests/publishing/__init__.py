"""Tests of static copies."""
