"""What the mechanism does, written as scenarios that a manager can read, and run as tests."""
