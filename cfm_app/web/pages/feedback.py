"""The public form as a page: its languages and questions, and the answer to what somebody sends."""

from functools import partial
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document

from cfm_app.base import consts
from cfm_app.base.counting import counted
from cfm_app.channels.public_form import form, pace, questions, submissions, texts, tickets, uploads
from cfm_app.channels.public_form.submissions import DECISIONS, Submission
from cfm_app.web.pages import consent_questions, form_choices

# Whom it may be shared with has to be named, which somebody does who knows the partners.
NOT_ASKED = (consts.SHARE_WITH_PARTNER,)
ANSWER, PURPOSE = "x_", "consent_"
"""What stands before the names of the office's own questions, and of purposes."""
OPEN, CLOSED, SENT, NOT_KEPT = "form", "closed", "sent", "not kept"


INVITATION = (
    "A complaint, a question, a word of thanks: it is free, and you need not give your name."
)


def view(language: str | None, address: str) -> dict[str, Any]:
    """The page of a form, and what happened with a submission.

    A missing form looks like a closed one: nobody finds out by trying which forms exist.
    """
    opened, statement = form.open_form(address), form_choices.consent_text(language)
    if not opened or not statement:
        return {"step": CLOSED, "heading": _("Tell us")}
    account = opened.account
    say = partial(texts.translated, opened.form, language)
    page = {
        "step": OPEN,
        "form": opened.form.name,
        "rate": form.rate(opened.form),
        "heading": heading(opened.form, language),
        "introduction": introduction(opened.form, language),
        "statement": statement,
        "purposes": _purposes(),
        "questions": questions.of_form(opened.form, say),
        "most_files": form.most_files(opened.form),
        "megabytes": uploads.megabytes(account),
        "longest": submissions.LONGEST_WORDS,
        "faults": {},
        "trouble": "",
        "typed": {},
    }
    if frappe.request.method != "POST":
        return {**page, "ticket": tickets.issue(account)}
    typed = {key: str(value).replace("\0", "").strip() for key, value in frappe.form_dict.items()}
    return {**page, "typed": typed, **_answer(account, page, typed)}


def heading(of: Document, language: str | None) -> str:
    """The title of a form's page and poster."""
    return texts.translated(of, language, of.heading or "Tell us")


def introduction(of: Document, language: str | None) -> str:
    """The sentence below the title."""
    return texts.translated(of, language, of.introduction or INVITATION)


def _purposes() -> list[dict[str, str]]:
    """The questions of consent after the first one, on which the others depend."""
    asked = consent_questions.questions()
    return [
        {"name": PURPOSE + frappe.scrub(purpose), "purpose": purpose, "question": question}
        for purpose, question in asked.items()
        if purpose not in NOT_ASKED
    ]


def _answer(account: Document, page: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """The message to the sender; the ticket stays valid unless it says otherwise."""
    ticket = tickets.read(account, typed.get("ticket", ""))
    if ticket and not ticket.is_too_old and (code := submissions.code_of(account, ticket.nonce)):
        return {"step": SENT, "code": code}
    again = {"ticket": typed.get("ticket", "")}
    if typed.get("website"):
        typed["website"] = ""
        return {**again, "trouble": _("Leave the first field empty: it is not for people.")}
    if ticket is None or ticket.is_too_old:
        trouble = _(
            "This form was open for too long. Nothing is lost: look at it, and send it again."
        )
        return {"ticket": tickets.issue(account), "trouble": trouble}
    submission = _submission(page, typed)
    if submission.refuses_record:
        return {"step": NOT_KEPT, "typed": {}}
    if ticket.is_too_fast:
        return {
            **again,
            "trouble": _("That was very fast. Look at it once more, and send it again."),
        }
    if typed.get("statement") != page["statement"]["name"]:
        trouble = _(
            "The text above has changed meanwhile. Read it, answer the questions, and send it."
        )
        return {**again, "trouble": trouble, "typed": _without_consent(typed)}
    return {**again, **_stored(account, ticket.nonce, submission, page)}


def _submission(page: dict[str, Any], typed: dict[str, str]) -> Submission:
    given = {each["purpose"]: typed.get(each["name"], "") for each in page["purposes"]}
    return Submission(
        words=typed.get("words", "").replace("\r\n", "\n"),
        place=typed.get("place", ""),
        reach=typed.get("reach", ""),
        language=_language(typed.get("spoken")) or page["statement"]["language"],
        statement=page["statement"],
        decisions={purpose: said for purpose, said in given.items() if said in DECISIONS},
        answers={each["name"]: typed.get(ANSWER + each["name"], "") for each in page["questions"]},
    )


def _language(language: str | None) -> str | None:
    """A known language, by its stored name."""
    return frappe.db.get_value("CFM Language", {"name": language or "", "enabled": 1}, "name")


def _without_consent(typed: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in typed.items() if not key.startswith(PURPOSE)}


def _stored(
    account: Document, nonce: str, submission: Submission, page: dict[str, Any]
) -> dict[str, Any]:
    found = submissions.faults(submission, page["questions"])
    try:
        sent = frappe.request.files.getlist("files")
        submission.files = uploads.read(account, sent, page["most_files"])
    except uploads.RefusedFile as refused:
        found["files"] = str(refused)
    if found:
        return {"faults": found, "trouble": _("Not sent yet. Put this right:")}
    try:
        given = (account, nonce, submission, page["questions"])
        return {"step": SENT, "code": pace.take(submissions.store, page["rate"], *given)}
    except pace.TooFast as wait:
        return {"trouble": _too_fast(wait.seconds), "http_status_code": 429}
    except Exception as error:
        frappe.db.rollback()
        frappe.clear_messages()
        # The error may quote the message.
        cause = type(error).__name__
        frappe.log_error(title=_("A message of the public form was not kept"), message=cause)
        return {"trouble": _("This could not be kept. Send it again, or call us.")}


def _too_fast(seconds: int) -> str:
    return counted(
        _(
            "Many people write from your network at this moment. Nothing is lost: wait {0} seconds, and send it again."
        ),
        seconds,
    )
