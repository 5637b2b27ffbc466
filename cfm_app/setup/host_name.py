"""The address under which people reach the site, which links in mails must name."""

import frappe

WARNING = (
    "host_name is not set in site_config.json: links in e-mails would lead to whatever address a "
    "request names. Set it to the address that people type, for instance "
    '"host_name": "https://feedback.example.org".'
)


def warn() -> None:
    """Tell whoever migrates that nobody has configured the address."""
    if not (frappe.conf.host_name or frappe.conf.hostname):
        print(WARNING)
