"""What the mechanism does, told in scenarios that a manager can read, and run as tests."""
