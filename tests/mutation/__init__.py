"""Does a test fail when a guard is taken away? ``python -m tests.mutation``; CONTRIBUTING says how to read it."""
