"""Standard answers and what to say in a call: found, in the person's language, counted."""
