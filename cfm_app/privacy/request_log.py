"""The framework's log of a failed request names what was sent, and does not repeat it."""

import logging
from typing import Any

import frappe


class FieldNames(logging.Filter):
    """Adds to an entry the site, and how the fields of the request are called."""

    def filter(self, record: logging.LogRecord) -> bool:
        sent = getattr(frappe.local, "form_dict", None) or {}
        site = getattr(frappe.local, "site", None)
        record.msg = f"{record.msg}\nSite: {site}\nSent: {', '.join(map(str, sent))}"
        return True


def name_fields_only(**_job: Any) -> None:
    """Let the log of this site tell the names of what was sent; the framework's own filter writes all values."""
    for handler in frappe.logger(with_more_info=True).handlers:
        if handler.filters and not isinstance(handler.filters[0], FieldNames):
            handler.filters = [FieldNames()]
