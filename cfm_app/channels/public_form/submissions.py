"""What somebody sends with the form: looked at, stored once, and given its code."""

from dataclasses import dataclass, field
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import validate_email_address

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.channels import addresses, conversations, plain_text, receiving
from cfm_app.channels.adapters.base import Envelope
from cfm_app.channels.public_form import questions, uploads
from cfm_app.security.access_rule import status_codes
from cfm_app.security.lawful_basis import consent_methods
from cfm_app.security.persons import identity

LONGEST_WORDS, LONGEST_PLACE, LONGEST_REACH = 4000, 140, 140
DECISIONS = ("Granted", "Refused")


@dataclass
class Submission:
    """The answers of one form."""

    words: str
    place: str
    reach: str
    language: str
    statement: dict[str, Any]
    """The text of consent that stood on the page."""
    decisions: dict[str, str]
    """By purpose; what was not answered is not among them."""
    answers: dict[str, str]
    """By field of the case, as they were typed."""
    files: list[uploads.Upload] = field(default_factory=list)

    @property
    def refuses_record(self) -> bool:
        return self.decisions.get(consts.RECORD) == "Refused"


def faults(submission: Submission, asked: list[dict[str, Any]]) -> dict[str, str]:
    """What has to be put right, by the field of the page."""
    found = {}
    if submission.decisions.get(consts.RECORD) not in DECISIONS:
        found["record"] = _("Say whether we may write down what you tell us.")
    if not submission.words:
        found["words"] = _("Write what happened.")
    elif len(submission.words) > LONGEST_WORDS:
        found["words"] = counted(
            _("This is too long by {0} characters. Write it shorter, or call us."),
            len(submission.words) - LONGEST_WORDS,
        )
    if len(submission.place) > LONGEST_PLACE:
        found["place"] = _("Write this shorter.")
    if submission.reach and not _is_reach(submission.reach):
        found["reach"] = _("This is neither a phone number nor an e-mail address.")
    return found | _faults_of_answers(submission, asked)


def _faults_of_answers(submission: Submission, asked: list[dict[str, Any]]) -> dict[str, str]:
    found = {}
    for question in asked:
        name = question["name"]
        try:
            answer = questions.read(question, submission.answers.get(name, ""))
        except ValueError:
            found[name] = _("This answer does not fit. Choose or write another one.")
        else:
            if question["required"] and not answer:
                found[name] = _("{0} is missing.").format(question["label"])
    return found


def _is_reach(text: str) -> bool:
    if len(text) > LONGEST_REACH:
        return False
    if addresses.is_email(text):
        return bool(addresses.email(text) and validate_email_address(text))
    return plain_text.is_plain(text) and identity.is_phone(text)


def store(
    account: Document, nonce: str, submission: Submission, asked: list[dict[str, Any]]
) -> str:
    """Keep a form as a conversation of the inbox, and its files; the code for whoever sent it.

    One that was kept before is not kept again: its code is told once more.
    """
    envelope = Envelope(nonce, _payload(nonce, submission, asked))
    name = receiving.store(account.name, envelope)
    if not name:
        return code_of(account, nonce) or ""
    conversations.open_envelope(name)
    message = _message(account, nonce)
    uploads.keep(message.name, submission.files)
    return status_codes.reserve(message.conversation)


def code_of(account: Document, nonce: str) -> str | None:
    """The code of a form that was kept before; nothing where it was not."""
    message = _message(account, nonce)
    return status_codes.of_conversation(message.conversation) if message else None


def _message(account: Document, nonce: str) -> Any:
    sent = {"account": account.name, "sender_id": nonce, "direction": "In"}
    # Under a lock: the same form may be stored at this moment.
    return frappe.db.get_value(
        consts.MESSAGE, sent, ["name", "conversation"], as_dict=True, for_update=True
    )


def _payload(nonce: str, submission: Submission, asked: list[dict[str, Any]]) -> dict[str, Any]:
    answers = {
        each["name"]: answer
        for each in asked
        if (answer := questions.read(each, submission.answers.get(each["name"], "")))
    }
    return {
        "nonce": nonce,
        "words": submission.words,
        "reach": submission.reach or None,
        "language": submission.language,
        "place": submission.place,
        "fields": answers,
        "consent": {
            "method": consent_methods.WRITTEN,
            "language": submission.statement["language"],
            "statement": submission.statement["name"],
            "purposes": [
                {"purpose": purpose, "decision": decision}
                for purpose, decision in submission.decisions.items()
            ],
        },
    }
