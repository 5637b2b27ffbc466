"""Figures, breakdowns, and what may be shown of them."""
