"""Finding a person again, opening an identity, and keeping data without using it."""
