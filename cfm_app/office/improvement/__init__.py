"""Improvements: proposed from any page, seconded, decided, answered."""
