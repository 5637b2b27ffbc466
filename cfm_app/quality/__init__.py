"""Quality: a second look at a sample of closed cases, what it teaches, and the office's own assessment."""
