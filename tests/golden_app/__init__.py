"""The app's own scenarios, recorded on a Frappe site and compared on the embedded engine."""
