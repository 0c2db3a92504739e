"""Rules on the roles by which others collect."""
