"""What the pages of the app call. Each method checks the rights of the user in the session."""
