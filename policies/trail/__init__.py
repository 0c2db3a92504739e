"""Rules on trails."""
