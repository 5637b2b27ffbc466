"""What an upgrade does once to the records of a site."""
