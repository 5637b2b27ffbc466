"""Offices of one organisation that exchange their cases: real sites, each with its own people."""
