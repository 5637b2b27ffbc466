"""Frappe's names for sending text messages."""

from frappe_embedded.services.notify.sms import send_sms as send_sms
