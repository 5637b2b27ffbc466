"""Conversations with people: one way in, one way out."""
