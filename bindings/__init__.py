"""The trimmed provider schema, and the script that trims it."""
