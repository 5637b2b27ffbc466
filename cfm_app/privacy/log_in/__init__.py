"""Log-in beyond Frappe's own: trusted devices, forgotten passwords, credentials as a mark."""
