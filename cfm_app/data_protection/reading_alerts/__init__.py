"""Reviews of the access log: its integrity, and unusual readings."""
