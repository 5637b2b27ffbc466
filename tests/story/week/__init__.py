"""A week in an office that is played through, and what should have been told in it."""
