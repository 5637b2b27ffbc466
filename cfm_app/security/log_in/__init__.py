"""Log-in beyond Frappe's own: trusted devices, forgotten passwords, the fingerprint of the credentials."""
