"""Assigning documents to people: the ToDo DocType and ``frappe.desk.form.assign_to``."""

import json
from typing import Any

from ...kernel.core.context import local
from ...kernel.core.dict import _dict
from ...kernel.core.exceptions import DoesNotExistError
from ...kernel.core.messages import msgprint, throw
from ...kernel.core.whitelist import whitelist
from ...kernel.document.controllers import core_controller, get_controller, new_document
from ...kernel.document.document import Document
from ...kernel.i18n import _
from ...kernel.meta.loader import get_meta, meta_exists
from ...kernel.permissions.api import ensure, has_permission
from ...kernel.permissions.hooks import core_has_permission, core_query_conditions, without_hidden
from ...kernel.permissions.roles import AUTOMATIC_ROLES, get_roles, sets_up_the_site
from ...kernel.utils.dates import nowdate
from ...kernel.utils.html import strip_html
from ...kernel.utils.json_text import parsed_list
from ...kernel.utils.users import get_fullname
from .notices import notify_users
from .sharing import add_docshare, sharing_disabled


@core_controller("ToDo")
class ToDo(Document):
    """Something that somebody has to do, often about a document."""

    def validate(self) -> None:
        self.__dict__["_assignment"] = None
        if self.is_new():
            if self.assigned_by == self.allocated_to:
                text = _("{0} self assigned this task: {1}").format(
                    get_fullname(self.assigned_by), self.description
                )
            else:
                text = _("{0} assigned {1}: {2}").format(
                    get_fullname(self.assigned_by),
                    get_fullname(self.allocated_to),
                    self.description,
                )
            self.__dict__["_assignment"] = ("Assigned", text)
            return
        before = self.get_doc_before_save()
        ended = self.status in ("Closed", "Cancelled")
        if before and before.status != self.status and ended:
            self.__dict__["_assignment"] = ("Assignment Completed", self._ended_text())

    def _ended_text(self) -> str:
        if self.allocated_to == local.session.user:
            return str(_("{0} removed their assignment.").format(get_fullname(local.session.user)))
        return str(
            _("Assignment of {0} removed by {1}").format(
                get_fullname(self.allocated_to), get_fullname(local.session.user)
            )
        )

    def on_update(self) -> None:
        assignment = self.__dict__.get("_assignment")
        if assignment:
            self._comment(*assignment)
        self.update_in_reference()

    def on_trash(self) -> None:
        self.update_in_reference(leaving_out_self=True)

    def _comment(self, kind: str, text: str) -> None:
        if not (self.reference_type and self.reference_name):
            return
        if local.db.exists(self.reference_type, self.reference_name):
            doc = get_controller(self.reference_type)(self.reference_type, self.reference_name)
            doc.add_comment(kind, text)

    def update_in_reference(self, leaving_out_self: bool = False) -> None:
        """Mirror the open assignments in the row of the document."""
        doctype, name = self.reference_type, self.reference_name
        if not (doctype and name) or not meta_exists(doctype):
            return
        meta = get_meta(doctype)
        if meta.issingle or meta.istable:
            return
        rows = local.db.sql(
            "select allocated_to from `tabToDo` where reference_type = %s and reference_name = %s"
            " and status not in ('Cancelled', 'Closed') and allocated_to is not null"
            " and name != %s order by creation asc",
            (doctype, name, self.name if leaving_out_self else ""),
        )
        users = list(dict.fromkeys(row[0] for row in rows))
        local.db.sql(
            f"update `tab{doctype}` set _assign = %s where name = %s", (json.dumps(users), name)
        )
        local.document_cache.pop((doctype, str(name)), None)


@whitelist(methods=["POST", "PUT"])
def add(args: Any = None, *, ignore_permissions: bool = False) -> list[_dict]:
    """Assign a document to users; returns who it is assigned to.

    ``args``: ``assign_to`` (list), ``doctype``, ``name``, ``description``, and ``priority``,
    ``date``, ``assigned_by``, ``assignment_rule``, ``notify`` as they apply. Users who have it
    already are named in a message.
    """
    given = _dict(args or local.form_dict)
    users = given.assign_to
    users = parsed_list(users, "assign_to") if users else []
    shared, duplicates = [], []
    if not isinstance(given.doctype, str):
        raise DoesNotExistError
    if not ignore_permissions:
        get_controller(given.doctype)(given.doctype, given.name).check_permission("read")
    for user in users or []:
        if has_open_task(given.doctype, given.name, user):
            duplicates.append(user)
            continue
        if _assign(given, user, ignore_permissions):
            shared.append(user)
    if shared:
        msgprint(
            _("Shared with the following Users with Read access:{0}").format(
                "<br><br>" + "<br>".join(map(str, shared))
            ),
        )
    if duplicates:
        msgprint(
            _("Already in the following Users ToDo list:{0}").format(
                "<br><br>" + "<br>".join(map(str, duplicates))
            ),
        )
    return get(given)


def has_open_task(doctype: str, name: Any, user: str) -> bool:
    """Whether a document is assigned to a user already."""
    return bool(
        local.db.exists(
            "ToDo",
            {
                "reference_type": doctype,
                "reference_name": name,
                "status": "Open",
                "allocated_to": user,
            },
        )
    )


def assign(doctype: str, name: Any, user: str) -> bool:
    """Assign one document that the user in the session may read; whether it had to be shared for that."""
    return _assign(_dict(doctype=doctype, name=name), user)


def _assign(given: _dict, user: str, ignore_permissions: bool = False) -> bool:
    """Make the ToDo; whether the document had to be shared for the user to read it."""
    doctype, name = given.doctype, given.name
    if not given.description:
        given.description = _("Assignment for {0} {1}").format(doctype, name)
    new_document(
        "ToDo",
        allocated_to=user,
        reference_type=doctype,
        reference_name=str(name),
        description=given.description,
        priority=given.priority or "Medium",
        status="Open",
        date=given.date or nowdate(),
        assigned_by=given.assigned_by or local.session.user,
        assignment_rule=given.assignment_rule,
    ).insert(ignore_permissions=True)
    if get_meta(doctype).get_field("assigned_to"):
        local.db.set_value(doctype, name, "assigned_to", user)
    doc = get_controller(doctype)(doctype, name)
    was_shared = False
    if not has_permission(doctype, "read", doc, user):
        if sharing_disabled():
            refused = _("User {0} is not permitted to access this document.")
            advice = _(
                "As document sharing is disabled, please give them the required permissions before assigning."
            )
            throw(
                f"{refused.format(f'<strong>{user}</strong>')}<br>{advice}",
                title=_("Missing Permission"),
            )
        add_docshare(doctype, name, user, flags={"ignore_share_permission": ignore_permissions})
        was_shared = True
    _notify(given, user)
    return was_shared


def _notify(given: _dict, user: str) -> None:
    title = get_controller(given.doctype)(given.doctype, given.name).get_title() or given.name
    subject = _("{0} assigned a new task {1} {2} to you").format(
        f"<strong>{get_fullname(given.assigned_by or local.session.user)}</strong>",
        f"<strong>{_(given.doctype)}</strong>",
        f'<b class="subject-title">{title}</b>',
    )
    notify_users(
        [user],
        subject,
        kind="Assignment",
        doctype=given.doctype,
        name=given.name,
        message=strip_html(given.description or ""),
    )


def _notify_end(todo: Any) -> None:
    target = get_controller(todo.reference_type)(todo.reference_type, todo.reference_name)
    notify_users(
        [todo.allocated_to],
        _("Your assignment on {0} {1} has been removed by {2}").format(
            f"<strong>{_(todo.reference_type)}</strong>",
            f'<b class="subject-title">{target.get_title()}</b>',
            f"<strong>{get_fullname(local.session.user)}</strong>",
        ),
        kind="Assignment",
        doctype=todo.reference_type,
        name=todo.reference_name,
    )


def get(args: Any = None) -> list[_dict]:
    """Who a document is assigned to, newest first."""
    given = _dict(args or local.form_dict)
    rows: list[_dict] = local.db.get_all(
        "ToDo",
        fields=["allocated_to as owner", "name"],
        filters={
            "reference_type": given.doctype,
            "reference_name": given.name,
            "status": ["not in", ("Cancelled", "Closed")],
            "allocated_to": ["is", "set"],
        },
        order_by="creation desc",
        limit=5,
    )
    return without_hidden("ToDo", rows)


@whitelist(methods=["POST", "DELETE"])
def remove(doctype: str, name: Any, assign_to: str, ignore_permissions: bool = False) -> Any:
    return set_status(
        doctype, name, "", assign_to, status="Cancelled", ignore_permissions=ignore_permissions
    )


@whitelist(methods=["POST", "PUT"])
def close(doctype: str, name: Any, assign_to: str, ignore_permissions: bool = False) -> Any:
    """Say that one's own assignment is done."""
    if assign_to != local.session.user:
        throw(_("Only the assignee can complete this to-do."))
    return set_status(
        doctype, name, "", assign_to, status="Closed", ignore_permissions=ignore_permissions
    )


def set_status(
    doctype: str,
    name: Any,
    todo: Any = None,
    assign_to: str | None = None,
    status: str = "Cancelled",
    ignore_permissions: bool = False,
) -> Any:
    """End one assignment; returns who is left."""
    if not ignore_permissions:
        ensure(doctype, "read", name)
    found = todo or local.db.get_value(
        "ToDo",
        {
            "reference_type": doctype,
            "reference_name": name,
            "allocated_to": assign_to,
            "status": ["!=", status],
        },
        "name",
    )
    if found:
        doc = get_controller("ToDo")("ToDo", found)
        doc.status = status
        doc.save(ignore_permissions=True)
        _notify_end(doc)
        if get_meta(doctype).get_field("assigned_to"):
            local.db.set_value(doctype, name, "assigned_to", None)
    return get({"doctype": doctype, "name": name})


def clear(doctype: str, name: Any, ignore_permissions: bool = False) -> bool:
    """End all assignments of a document; whether there were any."""
    return _end_all(doctype, name, "Cancelled", ignore_permissions)


def close_all_assignments(doctype: str, name: Any, ignore_permissions: bool = False) -> bool:
    return _end_all(doctype, name, "Closed", ignore_permissions)


def _end_all(doctype: str, name: Any, status: str, ignore_permissions: bool) -> bool:
    rows = local.db.get_all(
        "ToDo",
        fields=["allocated_to", "name"],
        filters={"reference_type": doctype, "reference_name": name, "status": "Open"},
    )
    for row in rows:
        set_status(doctype, name, row.name, row.allocated_to, status, ignore_permissions)
    return bool(rows)


def _may_see(doc: Any, ptype: str | None, user: str) -> bool | None:
    """A task is seen by who has it, who gave it and who may see those of others."""
    if ptype in ("create",) or _sees_all(user, ptype or "read"):
        return None
    if user in (doc.get("allocated_to"), doc.get("assigned_by"), doc.get("owner")):
        return None
    return False


def _sees_all(user: str, right: str = "read") -> bool:
    """Whether the user sets up the site, or was given the right to tasks by a role that not everybody has."""
    if sets_up_the_site(user):
        return True
    given = {
        rule.role for rule in get_meta("ToDo").permissions if rule.get(right) and not rule.if_owner
    }
    return not given.isdisjoint(set(get_roles(user)).difference(AUTOMATIC_ROLES))


def _conditions(user: str) -> str:
    if _sees_all(user):
        return ""
    name = local.db.escape(user)
    return f"(`tabToDo`.allocated_to = {name} or `tabToDo`.assigned_by = {name} or `tabToDo`.owner = {name})"


core_has_permission("ToDo", _may_see)
core_query_conditions("ToDo", _conditions)
