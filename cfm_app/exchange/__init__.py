"""Logs and lists in and out of the system, as CSV and XLSX."""
