"""The public address of the site, for links in mails."""

import frappe

WARNING = (
    "host_name is not set in site_config.json: links in e-mails would lead to whatever address a "
    "request names. Set it to the address that people type, for instance "
    '"host_name": "https://feedback.example.org".'
)


def warn() -> None:
    """Print a warning at a migration if no address is configured."""
    if not (frappe.conf.host_name or frappe.conf.hostname):
        print(WARNING)
