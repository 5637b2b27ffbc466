"""Sealing: only handlers of a class can read what people said in its reports."""
