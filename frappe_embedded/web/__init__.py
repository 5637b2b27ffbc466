"""The doors: the API and the desk."""
