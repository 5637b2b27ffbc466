"""The records that the app ships, one a file, and the made-up office."""
