"""What the pages of the app have in common. The pages themselves lie in `www`."""
