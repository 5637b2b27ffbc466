"""Every test runs on the embedded engine."""

import frappe_embedded

frappe_embedded.activate()
