"""Rules on the log group that a trail delivers to, and on the role by which it does."""
