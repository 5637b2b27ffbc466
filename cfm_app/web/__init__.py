"""The app's pages and the description of its API."""
