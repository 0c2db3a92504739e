"""Findings as text for people and machines: one format per file."""
