"""A believable office for trial and training. The same seed makes the same office."""
