"""How people write to the office and are written to: one way in, one way out."""
