"""The functions that clients call by the dotted names of Frappe's API."""
