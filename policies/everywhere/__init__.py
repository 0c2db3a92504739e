"""Rules on whatever is deployed."""
