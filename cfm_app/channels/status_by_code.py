"""Answers a message that is only a status code with the status of the case, as `/cfm/status` does."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now_datetime

from cfm_app.base import consts, spoken_language
from cfm_app.channels import case_status, composing, outbox
from cfm_app.security import spoken_codes
from cfm_app.security.access_rule import status_codes

# A limit that stops guessing, but not a typing error.
MOST, WITHIN = 5, timedelta(hours=1)
# A code with a few words of courtesy is left to a person.
LONGEST = 20


def answer(conversation: str, text: str) -> bool:
    """Answer such a message. Returns whether nothing else is to be done.

    An unknown code is answered too, and waits for an operator: it may be no code.
    """
    code = spoken_codes.normalised(text)
    if len(text.strip()) > LONGEST or not status_codes.is_well_formed(code):
        return False
    asked = frappe.get_doc(consts.CONVERSATION, conversation)
    if _answers_of_late(conversation) >= MOST:
        return False
    standing = case_status.of_code(code)
    draft = composing.of_words(_sentence(asked, standing), is_automatic=True)
    if composing.refusal(asked, draft):
        return False
    outbox.put(asked, draft, automatic=1)
    return standing is not None


def _sentence(conversation: Document, standing: str | None) -> str:
    office = frappe.db.get_single_value("System Settings", "language")
    language = spoken_language.screens_of(conversation.language) or office
    if standing:
        return case_status.sentence(standing, language)
    return _("We do not know this code. Look at it again, or call us.", language)


def _answers_of_late(conversation: str) -> int:
    since = now_datetime() - WITHIN
    filters = {"conversation": conversation, "automatic": 1, "creation": [">", since]}
    return int(frappe.db.count(consts.MESSAGE, filters))
