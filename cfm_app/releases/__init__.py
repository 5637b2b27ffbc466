"""Figures that leave the office: composed, guarded against recognition, approved, kept as they went out."""
