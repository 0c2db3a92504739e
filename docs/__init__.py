"""The documentation, and what of it is generated: `make docs` writes it again, CI fails when it is stale."""
