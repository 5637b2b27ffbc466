"""Import and export of logs and lists, as CSV and XLSX."""
