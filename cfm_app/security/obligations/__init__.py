"""Agreements and trainings that people need before they work with cases."""
