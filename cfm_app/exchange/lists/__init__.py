"""Sheets for any list of the office: made, filled in, tried, imported, undone."""
