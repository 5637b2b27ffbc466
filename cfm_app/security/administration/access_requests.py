"""Requests to change who sees restricted cases: one person asks, another agrees.

The change waits as it was typed. When a second person agrees, it is made against what is stored by then.
If somebody else would gain by it meanwhile, nobody has agreed to that, and it is refused.
"""

import json
from dataclasses import dataclass, field
from typing import Any, NoReturn

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.model.rename_doc import rename_doc
from frappe.utils import get_fullname, now_datetime

from cfm_app.base import consts, notices
from cfm_app.security import audit
from cfm_app.security.administration import access_facts
from cfm_app.security.administration.access_facts import AGENCY, CLASS, NAME, AccessFact
from cfm_app.security.entitlement import clearance, handlers
from cfm_app.security.second_factor import factor, step_up

DOCTYPE = "CFM Access Request"
WAITING, AGREED, DONE, REFUSED, WITHDRAWN = (
    "Waiting",
    "Agreed",
    "In effect",
    "Refused",
    "Withdrawn",
)
# Fields not stored with a change: passwords, and fields of the row itself.
_NOT_KEPT = frozenset(
    "name owner creation modified modified_by idx docstatus doctype parent parentfield parenttype"
    " __islocal __unsaved __run_link_triggers api_secret new_password reset_password_key"
    " last_known_versions".split()
)


class SecondPersonNeeded(frappe.ValidationError):
    """A change that waits for a second person; what it wrote is rolled back."""

    def __init__(self, message: str, change: "AccessChange", gained: set[AccessFact]) -> None:
        super().__init__(message)
        self.change = change
        self.gained = gained


@dataclass(frozen=True)
class AccessChange:
    """A change, stored so that it can be made again once somebody agrees."""

    action: str
    doctype: str
    name: str
    values: dict[str, Any] = field(default_factory=dict)
    new_name: str = ""

    @classmethod
    def of_saving(cls, doc: Document) -> "AccessChange":
        before = doc.get_doc_before_save()
        values = {
            df.fieldname: _value(doc, df)
            for df in doc.meta.fields
            if df.fieldname not in _NOT_KEPT
            and df.fieldtype != "Password"
            and df.fieldtype not in frappe.model.no_value_fields
        } | {df.fieldname: _rows(doc, df, before) for df in doc.meta.get_table_fields()}
        if before is None:
            return cls("Create", doc.doctype, doc.name, values)
        kept = {df.fieldname: _value(before, df) for df in doc.meta.fields}
        for df in doc.meta.get_table_fields():
            kept[df.fieldname] = _rows(before, df, before)
        changed = {key: value for key, value in values.items() if _text(value) != _text(kept[key])}
        return cls("Save", doc.doctype, doc.name, changed)


def _value(doc: Document, df: Any) -> Any:
    return doc.get(df.fieldname)


def _rows(doc: Document, df: Any, before: Document | None) -> list[dict[str, Any]]:
    stored = {row.name for row in before.get(df.fieldname) or []} if before else set()
    rows = doc.get(df.fieldname) or []
    return [_row(row) for row in rows if row.name in stored or not _is_drawn(row)]


def _is_drawn(row: Document) -> bool:
    """Whether the framework draws this row by chance when it saves: no wish of whoever asks."""
    return bool(row.doctype == "User Social Login" and row.provider == "frappe")


def _row(row: Document) -> dict[str, Any]:
    values = row.as_dict(convert_dates_to_str=True)
    return {key: value for key, value in values.items() if key not in _NOT_KEPT}


def _text(value: Any) -> str:
    return frappe.as_json(value) if isinstance(value, list) else str(value or "")


# --- asking -----------------------------------------------------------------------------------
def require_second_person(change: AccessChange, gained: set[AccessFact]) -> NoReturn:
    """Roll back a change, store it as a request, and tell the user that it waits."""
    told = "; ".join(sorted(each.in_words() for each in gained))
    message = _(
        "Request sent to a second person: data protection or a handler of the class decides. Until"
        " then nothing changes. More people would see restricted cases: {0}."
    ).format(told)
    frappe.msgprint(message, title=_("Request sent"), indicator="orange")
    raise SecondPersonNeeded(message, change, gained)


def store_refused(waiting: SecondPersonNeeded) -> None:
    """Store the request of a refused change, whether or not the transaction is rolled back."""
    asker = frappe.session.user
    store(waiting.change, waiting.gained, asker)

    def again() -> None:
        store(waiting.change, waiting.gained, asker)
        frappe.db.commit()

    frappe.db.after_rollback.add(again)


def store(change: AccessChange, gained: set[AccessFact], asker: str) -> Document:
    """The request for a change; asking for the same change again gives the same request.

    A request never changes: nobody agrees to anything but what they have read. A different change gets a new one,
    in the place of those of the same person that would open the same.
    """
    place = {"ref_doctype": change.doctype, "ref_name": change.name, "action": change.action}
    filters = {**place, "new_name": change.new_name, "asked_by": asker, "state": WAITING}
    values = frappe.as_json(change.values)
    rows = frappe.get_all(DOCTYPE, filters=filters, fields=["name", "sights", "change_values"])
    for row in rows:
        if facts_of(row) != gained:
            continue
        if row.change_values == values:
            return frappe.get_doc(DOCTYPE, row.name)
        frappe.db.set_value(DOCTYPE, row.name, "state", WITHDRAWN)
    request = frappe.new_doc(DOCTYPE)
    request.update(
        {
            **place,
            "new_name": change.new_name,
            "change_values": values,
            "sights": json.dumps(access_facts.to_rows(gained)),
            "summary": "\n".join(sorted(each.in_words() for each in gained)),
            "asked_by": asker,
            "asked_on": now_datetime(),
            "state": WAITING,
        }
    )
    request.save(ignore_permissions=True)
    audit.record("Rights", DOCTYPE, request.name, user=asker, detail=_short(request))
    _tell_deciders(request)
    return request


def _tell_deciders(request: Document) -> None:
    people = deciders(request) - {"Administrator"}
    languages = notices.languages(people)
    for user in sorted(people):
        language = languages.get(user)
        text = _("{0} asks for a second person: {1}", language)
        told = text.format(get_fullname(request.asked_by), _facts_in_words(request, language))
        notices.tell(user, told, DOCTYPE, request.name)


# --- deciding ---------------------------------------------------------------------------------
def deciders(request: Document) -> set[str]:
    """Who may agree: for each class its handlers or data protection; for the rest, data protection.

    An agreement to exchange cases of a class is for the handlers of the class alone; data protection
    agrees to it elsewhere. Neither the asker nor anybody who gains may decide. Without anybody in data
    protection, all handlers take its place; the Administrator may always decide.
    """
    gained = facts_of(request)
    barred = {each.user for each in gained} | {request.asked_by}
    barred |= {each.what for each in gained if each.kind == NAME}
    guardians = set(handlers.holders(consts.DATA_PROTECTION)) - barred
    classes = clearance.restricted_classes()
    every = handlers.all_handlers()
    allowed = guardians | every
    for each in gained:
        of_class = classes.get(each.what, "") if each.kind in (AGENCY, CLASS, NAME) else ""
        entitled = set(handlers.holders(of_class)) - barred if of_class else set()
        allowed &= (entitled if each.kind == AGENCY else guardians | entitled) or every
    return (allowed - barred) | ({"Administrator"} - barred)


def agree(name: str) -> Document:
    """Make a change, as the second person."""
    request = _waiting(name)
    _check_decider(request)
    step_up.require(step_up.RIGHTS)
    _decide(request, AGREED)
    _make(request)
    request.reload()
    _decide(request, DONE)
    _drop_others(request)
    text = _("{0}, asked for by {1}").format(_short(request), request.asked_by)
    audit.record("Rights", request.ref_doctype, request.ref_name, detail=text[:140])
    _tell_all(facts_of(request), request)
    return request


def _drop_others(done: Document) -> None:
    """Let no request wait that would open again what was just opened, once somebody has taken it back."""
    opened = facts_of(done)
    filters = {"ref_doctype": done.ref_doctype, "ref_name": done.ref_name, "state": WAITING}
    for row in frappe.get_all(DOCTYPE, filters=filters, fields=["name", "sights"]):
        if any(one.covers(each) for each in facts_of(row) for one in opened):
            frappe.db.set_value(DOCTYPE, row.name, "state", WITHDRAWN)


def refuse(name: str) -> Document:
    """Refuse a change, as the second person: everything stays as it is."""
    request = _waiting(name)
    _check_decider(request)
    _decide(request, REFUSED)
    audit.record("Rights", DOCTYPE, request.name, detail=_("Refused: {0}").format(_short(request)))
    language = notices.languages({request.asked_by}).get(request.asked_by)
    text = _("{0} refused your request: {1}", language)
    told = text.format(get_fullname(frappe.session.user), _facts_in_words(request, language))
    notices.tell(request.asked_by, told, DOCTYPE, request.name)
    return request


def withdraw(name: str) -> Document:
    """Withdraw a request, as the asker."""
    request = _waiting(name)
    if request.asked_by != frappe.session.user:
        frappe.throw(_("Only who asked takes a request back."), frappe.PermissionError)
    _decide(request, WITHDRAWN)
    return request


def _waiting(name: str) -> Document:
    request = frappe.get_doc(DOCTYPE, name, for_update=True)
    if request.state != WAITING:
        frappe.throw(_("This request was decided already."))
    return request


def _check_decider(request: Document) -> None:
    if frappe.session.user in deciders(request):
        return
    frappe.throw(
        _(
            "Somebody else has to decide: data protection or a handler of the class, but neither"
            " who asks nor who gains by it."
        ),
        frappe.PermissionError,
    )


def _decide(request: Document, state: str) -> None:
    values = {"decided_by": frappe.session.user, "decided_on": now_datetime(), "state": state}
    request.update(values)
    request.save(ignore_permissions=True)


def _make(request: Document) -> None:
    """Make the change that was asked for; the record may have changed since."""
    doctype, name = request.ref_doctype, request.ref_name
    values = json.loads(request.change_values or "{}")
    if request.action in ("Rename", "Merge"):
        merge = request.action == "Merge"
        rename_doc(doctype, name, request.new_name, merge=merge, ignore_permissions=True)
    elif request.action == "Reset":
        forget_device(name)
    elif request.action == "Delete":
        frappe.delete_doc(doctype, name, ignore_permissions=True)
    elif request.action == "Create":
        doc = frappe.get_doc({"doctype": doctype, **values})
        doc.insert(ignore_permissions=True, set_name=name)
    else:
        doc = frappe.get_doc(doctype, name)
        doc.update(values)
        doc.save(ignore_permissions=True)


def forget_device(user: str) -> None:
    """Remove the authenticator app of a user, who sets up another one at the next log-in."""
    factor.reset(user)
    for name in ("otplogin", "otpsecret"):
        frappe.defaults.clear_default(key=f"{user}_{name}", parent="__2fa")


def is_agreed(change: AccessChange, gained: set[AccessFact]) -> bool:
    """Whether a second person is agreeing to this change right now, and to all that it opens.

    A request is in this state only while `agree` carries it out, within one transaction.
    """
    place = {"ref_doctype": change.doctype, "ref_name": change.name, "action": change.action}
    rows = frappe.get_all(DOCTYPE, filters={**place, "state": AGREED}, pluck="sights")
    return any(
        all(
            any(old.covers(each) for old in access_facts.from_rows(json.loads(row)))
            for each in gained
        )
        for row in rows
    )


def facts_of(request: Any) -> set[AccessFact]:
    """The facts that a request would open."""
    return access_facts.from_rows(json.loads(request.sights or "[]"))


# --- telling ----------------------------------------------------------------------------------
def make_known(change: AccessChange, gained: set[AccessFact]) -> None:
    """Log and announce what one person has opened alone."""
    told = "; ".join(sorted(each.in_words() for each in gained))
    audit.record("Rights", change.doctype, change.name, detail=told[:140])
    _tell_all(gained)


def _tell_all(gained: set[AccessFact], request: Document | None = None) -> None:
    """Tell the handlers and data protection in their language."""
    acting = frappe.session.user
    people = _concerned(gained) - {acting, "Administrator"}
    people -= {each.user for each in gained}
    if request:
        people.add(request.asked_by)
    languages = notices.languages(people)
    by = get_fullname(acting)
    for user in sorted(people):
        language = languages.get(user)
        told = "; ".join(sorted(each.in_words(language) for each in gained))
        text = _("{0} changed who sees restricted cases: {1}", language)
        place = (DOCTYPE, request.name) if request else ()
        notices.tell(user, text.format(by, told), *place)


def _concerned(gained: set[AccessFact]) -> set[str]:
    """Data protection, and the handlers of the classes concerned; all handlers where no class is named."""
    classes = clearance.restricted_classes()
    named = {each.what for each in gained if each.kind in (AGENCY, CLASS) and each.what in classes}
    roles = {classes[name] for name in named or classes} | {consts.DATA_PROTECTION}
    return {user for role in roles if role for user in handlers.holders(role)}


def _facts_in_words(request: Document, language: str | None) -> str:
    return "; ".join(sorted(each.in_words(language) for each in facts_of(request)))


def _short(request: Document) -> str:
    return str(request.summary or "").replace("\n", "; ")[:110]
