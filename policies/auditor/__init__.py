"""Rules on the roles that others assume to check."""
