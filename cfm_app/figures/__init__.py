"""Figures of any days for those who work on cases: key figures, and tables by any facts with any filters."""
