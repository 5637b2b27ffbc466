"""Filters and fields to SQL; ``frappe.db``, ``frappe.qb``, ``get_all``."""
