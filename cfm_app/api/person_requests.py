"""Requests of persons about their data, over HTTP."""

from typing import Any

import frappe
from frappe import _

from cfm_app.api.deadlocks import retried
from cfm_app.api.idempotency import run_once
from cfm_app.base.arguments import as_fields, as_values
from cfm_app.data_protection.person_requests import before_erasure as requests_before
from cfm_app.data_protection.person_requests import changes as requests_changes
from cfm_app.data_protection.person_requests import clock as requests_clock
from cfm_app.data_protection.person_requests import closing as requests_closing
from cfm_app.data_protection.person_requests import deciding as requests_deciding
from cfm_app.data_protection.person_requests import deletion as requests_deletion
from cfm_app.data_protection.person_requests import entry as requests_entry
from cfm_app.data_protection.person_requests import files_along as requests_files
from cfm_app.data_protection.person_requests import handing as requests_handing
from cfm_app.data_protection.person_requests import identity_check as requests_identity
from cfm_app.data_protection.person_requests import letters as requests_letters
from cfm_app.data_protection.person_requests import other_records as requests_others
from cfm_app.data_protection.person_requests import part_deletion as requests_part_deletion
from cfm_app.data_protection.person_requests import parts as requests_parts
from cfm_app.data_protection.person_requests import register as requests_register
from cfm_app.data_protection.person_requests import restricting as requests_restricting
from cfm_app.data_protection.person_requests import uses as requests_uses
from cfm_app.web.pages import person_request_copy, roles


@frappe.whitelist(methods=["POST"])
@retried
def register(
    values: str | dict[str, Any],
    subject: str | None = None,
    conversation: str | None = None,
    request_id: str | None = None,
) -> dict[str, Any]:
    """Register a request, once per `request_id`; `subject` names a case or a person. Returns its name."""
    frappe.only_for(roles.REGISTER_REQUEST)
    given = as_values(values)
    number = (subject or "").strip().upper()
    key = "member" if number.startswith("PER-") else "case"
    about = {key: number} if number else {"conversation": (conversation or "").strip() or None}

    def enter() -> dict[str, Any]:
        return {"name": requests_register.register(given, **about).name}

    return run_once(request_id, enter, "request", given, number, conversation)


@frappe.whitelist(methods=["POST"])
@retried
def name_person(name: str, member: str) -> None:
    """Set whose data the request is about."""
    requests_register.name_person(name, member.strip().upper())


@frappe.whitelist(methods=["POST"])
@retried
def check_identity(name: str, outcomes: str | dict[str, Any]) -> None:
    """Record how the identity questions were answered."""
    requests_identity.check(name, as_values(outcomes))


@frappe.whitelist(methods=["POST"])
@retried
def extend(name: str, days: str | int, reason: str) -> None:
    """Extend the time limit."""
    requests_clock.extend(name, days, reason)


@frappe.whitelist(methods=["POST"])
@retried
def decide(name: str, decision: str, ground: str | None = None, reason: str | None = None) -> None:
    """Grant or refuse a request."""
    requests_deciding.decide(name, decision, ground, reason)


@frappe.whitelist(methods=["POST"])
@retried
def redact(name: str, words: str | None = None) -> None:
    """Leave words out of the copy."""
    requests_closing.redact(name, words)


@frappe.whitelist(methods=["POST"])
@retried
def choose_files(name: str, files: str | dict[str, Any]) -> None:
    """Choose the files that go with the copy."""
    requests_files.choose(name, _ticked(files))


@frappe.whitelist(methods=["POST"])
@retried
def hand_over(name: str) -> None:
    """Note that the copy was handed over."""
    requests_closing.hand_over(name)


@frappe.whitelist(methods=["POST"])
@retried
def correct(name: str, values: str | dict[str, Any]) -> None:
    """Correct the record of the person."""
    requests_changes.correct(name, as_values(values))


@frappe.whitelist(methods=["POST"])
@retried
def stop(name: str, purposes: str | dict[str, Any]) -> None:
    """Stop the chosen uses."""
    requests_uses.stop(name, _ticked(purposes))


@frappe.whitelist(methods=["POST"])
@retried
def restrict(name: str) -> None:
    """Restrict the use of the data: it is stored and not used."""
    requests_restricting.restrict(name)


@frappe.whitelist(methods=["POST"])
@retried
def agree(name: str, via: str | None = None, words: str | None = None) -> None:
    """Agree, before an erasure, how the person is told and what is said."""
    requests_before.agree(name, via, words)


@frappe.whitelist(methods=["POST"])
@retried
def erase(name: str, untold: str | None = None) -> None:
    """Erase the data, and keep the proof; `untold` is why the person cannot be told before."""
    requests_deletion.delete(name, untold)


@frappe.whitelist(methods=["POST"])
@retried
def same_person(name: str, member: str) -> None:
    """Make another record one with that of the person."""
    requests_others.is_the_same(name, member.strip().upper())


@frappe.whitelist(methods=["POST"])
@retried
def another_person(name: str, member: str) -> None:
    """Note that another record is of somebody else."""
    requests_others.is_another(name, member.strip().upper())


@frappe.whitelist(methods=["POST"])
def letter(name: str, language: str | None = None) -> str:
    """A proposed letter to the person."""
    request = requests_entry.locked(name)
    if not requests_entry.may_handle(request):
        frappe.throw(_("You may not do this."), frappe.PermissionError)
    return requests_letters.proposed(request, language)


@frappe.whitelist(methods=["POST"])
@retried
def tell(name: str, via: str, words: str | None = None) -> None:
    """Note that the person was told, and close the request."""
    requests_closing.tell(name, via, words)


@frappe.whitelist(methods=["POST"])
@retried
def drop(name: str, reason: str) -> None:
    """Close a request that the person no longer makes."""
    requests_closing.drop(name, reason)


# --- the parts of restricted cases ------------------------------------------------------------
@frappe.whitelist(methods=["POST"])
@retried
def release_part(part: str) -> None:
    """Note that the copy of a part was handed over."""
    requests_parts.release(part)


@frappe.whitelist(methods=["POST"])
@retried
def note_part_done(part: str) -> None:
    """Mark the request as carried out in a part."""
    requests_parts.note_done(part)


@frappe.whitelist(methods=["POST"])
@retried
def keep_part(part: str, reason: str) -> None:
    """Keep the data of a part, with a reason."""
    requests_parts.keep(part, reason)


@frappe.whitelist(methods=["POST"])
@retried
def redact_part(part: str, words: str | None = None) -> None:
    """Leave words out of the copy of a part."""
    requests_parts.redact(part, words)


@frappe.whitelist(methods=["POST"])
@retried
def choose_files_of_part(part: str, files: str | dict[str, Any]) -> None:
    """Choose the files that go with the copy of a part."""
    requests_files.choose_of_part(part, _ticked(files))


@frappe.whitelist(methods=["POST"])
@retried
def erase_part(part: str) -> None:
    """Ask to erase a part that nobody works on any more."""
    requests_part_deletion.ask(part)


@frappe.whitelist(methods=["POST"])
@retried
def agree_to_erase_part(part: str) -> None:
    """Agree to erase a part, as the second person."""
    requests_part_deletion.agree(part)


# --- the file ---------------------------------------------------------------------------------
@frappe.whitelist(methods=["POST"])
def file(name: str | None = None, part: str | None = None, language: str | None = None) -> None:
    """Download the copy of a request or of a part, as JSON, or as a ZIP with files."""
    person_request_copy.speak(language)
    name, content = requests_handing.packed(part or name or "", bool(part))
    frappe.response["filename"] = name
    frappe.response["filecontent"] = content
    frappe.response["type"] = "binary"


def _ticked(given: str | dict[str, Any]) -> list[str]:
    return [name for name, is_chosen in as_fields(given).items() if is_chosen]
