"""Sheets for any list of the office: made, changed, tried first and taken back."""
