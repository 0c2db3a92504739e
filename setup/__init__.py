"""What `make setup` runs, and the environment it leaves behind for the commands and the tests."""
