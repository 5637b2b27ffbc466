"""Figures that leave the office: composed, protected, approved, and stored as released."""
