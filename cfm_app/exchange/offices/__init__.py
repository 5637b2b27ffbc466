"""Whole cases exchanged with another office of the same organisation, and taken back answered."""
