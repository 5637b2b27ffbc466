"""Offices of one organisation that give each other their cases: real sites, each with its own people."""
