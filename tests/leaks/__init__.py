"""The leak matrix: every role at every door, in front of restricted cases full of marker words."""
