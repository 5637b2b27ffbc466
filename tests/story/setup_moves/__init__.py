"""What a manager sets up on the embedded engine has the same effect where the site moves to."""
