"""Figures of any period for users who work on cases: key figures, and tables by any facts and filters."""
