"""Quality: reviews of a sample of closed cases, coaching, and the self-assessment."""
